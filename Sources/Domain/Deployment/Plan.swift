/// One step of a plan. Every step is done for each cluster of the plan, in all clusters at once.
package enum Step: Hashable, Sendable {
    /// Parse, structure and a server-side dry-run; writes nothing.
    case validate
    /// Writes every object of the bundle.
    case apply
    /// Writes back what `deployment` had found: the plan of the rollback of a finished deployment.
    case restore(of: ID<Deployment>)

    /// The stage whose workers do the step.
    package var stage: Stage {
        switch self {
        case .validate: .validate
        case .apply: .apply
        case .restore: .rollback
        }
    }

    /// Whether the step writes to clusters, so that going back has something to undo.
    package var writes: Bool {
        switch self {
        case .validate: false
        case .apply, .restore: true
        }
    }

    /// What the deployment's status says while the step runs.
    package var status: DeploymentStatus {
        switch self {
        case .validate: .validating
        case .apply, .restore: .inProgress
        }
    }

    /// The name of the step in answers and logs.
    package var name: String {
        switch self {
        case .validate: "validate"
        case .apply: "apply"
        case .restore: "restore"
        }
    }
}

/// What happens when a step fails.
package enum FailurePolicy: String, Hashable, Sendable, CaseIterable {
    /// Every object that was written is restored, on every cluster.
    case rollback
    /// Everything stays as it is; the deployment says what is where.
    case stop
}

/// How a bundle is rolled out, as data: what a strategy makes of a request, stored with the deployment.
package struct Plan: Hashable, Sendable {
    /// The step number of the jobs that restore a deployment: the way back is no step of the plan.
    package static let wayBack = -1

    /// In ascending order; never empty.
    package let clusters: [ID<Cluster>]
    package let steps: [Step]
    package let onFailure: FailurePolicy

    package init(clusters: [ID<Cluster>], steps: [Step], onFailure: FailurePolicy) {
        self.clusters = clusters.sorted()
        self.steps = steps
        self.onFailure = onFailure
    }

    /// Whether a deployment that stands at `step` may have written something.
    func hasWritten(at step: Int) -> Bool {
        steps.indices.contains { $0 <= max(step, 0) && steps[$0].writes }
    }

    /// The step that comes after `step`; `nil` after the last one.
    func step(after step: Int) -> (number: Int, step: Step)? {
        steps.indices.first { $0 > step }.map { ($0, steps[$0]) }
    }
}

/// How a deployment reaches its clusters. A strategy is a pure function to a plan; adding one touches no worker.
package enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// Everywhere at once (specification, "Direct Deployment").
    case direct = "Direct"

    /// The plan of a deployment to `clusters`.
    package func plan(clusters: [ID<Cluster>], onFailure: FailurePolicy) -> Plan {
        switch self {
        case .direct: Plan(clusters: clusters, steps: [.validate, .apply], onFailure: onFailure)
        }
    }
}

extension Plan {
    /// The plan that takes back a finished deployment. It never undoes itself half-way: what could not be restored is
    /// reported, and a person decides.
    package static func takingBack(_ deployment: ID<Deployment>, clusters: [ID<Cluster>]) -> Plan {
        Plan(clusters: clusters, steps: [.restore(of: deployment)], onFailure: .stop)
    }
}
