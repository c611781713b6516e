/// One step of a plan: what is done on each cluster of its wave, in all of them at once.
package enum Step: Hashable, Sendable {
    /// Parse, structure, a server-side dry-run, and whether the plan's units can be had; writes nothing.
    case validate
    /// Writes every object of the bundle as it is to be in the end.
    case apply
    /// Brings the mesh into a scene of a rollout: a share, green beside blue, a shadow.
    case arrange(Scene)
    /// Waits until the proxies have what was written.
    case awaitPropagation
    /// Watches the traffic for at least so long.
    case soak(Duration)
    /// Asks addresses of the request whether they answer as they should.
    case smokeTest([HTTPCheck])
    /// Waits for a person.
    case gate(Gate)
    /// Compares two versions until one has won.
    case compare(ABSpec)
    /// The new version everywhere, nothing else of the rollout left.
    case promote
    /// The new version everywhere at once; what stands beside stays for the way back.
    case switchTraffic
    /// After the time: what was kept for the way back goes.
    case retire(after: Duration)
    /// Writes back what `deployment` had found: the plan of the rollback of a finished deployment.
    case restore(of: ID<Deployment>)
}

/// What a gate waits for.
package enum Gate: String, Hashable, Sendable, CaseIterable {
    /// `POST /deployments/{id}/promote`.
    case promote
    /// `POST /deployments/{id}/switch`.
    case switchTraffic = "switch"
}

extension Step {
    /// The stage whose workers do the step; `nil` where no job is made: a soak is watched by the ticks of its cluster,
    /// a gate waits for a person.
    package var stage: Stage? {
        switch self {
        case .validate: .validate
        case .apply, .arrange, .awaitPropagation, .smokeTest: .apply
        case .promote, .switchTraffic, .retire: .promote
        case .restore: .rollback
        case .soak, .compare, .gate: nil
        }
    }

    /// Whether only the time counts in which workers look whether it is done: who waits for proxies and asks nobody
    /// knows nothing of them.
    package var isCountedByLooks: Bool { self == .awaitPropagation }

    /// Whether the step writes to clusters, so that going back has something to undo.
    package var writes: Bool {
        switch self {
        case .apply, .arrange, .promote, .switchTraffic, .retire, .restore: true
        case .validate, .awaitPropagation, .soak, .smokeTest, .gate, .compare: false
        }
    }

    /// Whether the step lasts until the traffic of its clusters was watched for long enough, or has decided.
    package var isWatched: Bool {
        switch self {
        case .soak, .compare: true
        case .validate, .apply, .arrange, .awaitPropagation, .smokeTest, .gate, .promote, .switchTraffic, .retire,
            .restore:
            false
        }
    }

    /// Whether the step asks the addresses of a request.
    package var isSmokeTest: Bool { if case .smokeTest = self { true } else { false } }

    /// What a step that is not over may be waiting for, where nobody has said more; `nil`: its own work.
    package var unanswered: String? {
        guard case .smokeTest(let checks) = self else { return nil }
        return "not every check was answered: \(checks.map { "\($0.method) \($0.url)" }.joined(separator: ", "))"
    }

    /// What the deployment's status says while the step lasts.
    package var status: DeploymentStatus {
        switch self {
        case .validate: .validating
        case .gate: .paused
        case .apply, .arrange, .awaitPropagation, .soak, .smokeTest, .compare, .promote, .switchTraffic, .retire,
            .restore:
            .inProgress
        }
    }

    /// The scene that stands when the step is done; `nil` where the step leaves it as it was.
    package var scene: Scene? {
        switch self {
        case .arrange(let scene): scene
        case .switchTraffic: .switched
        case .apply, .promote, .retire: .promoted
        case .validate, .awaitPropagation, .soak, .smokeTest, .gate, .compare, .restore: nil
        }
    }

    /// The name of the step in answers and logs.
    package var name: String {
        switch self {
        case .validate: "validate"
        case .apply: "apply"
        case .arrange: "arrange"
        case .awaitPropagation: "awaitPropagation"
        case .soak: "soak"
        case .smokeTest: "smokeTest"
        case .gate: "gate"
        case .compare: "compare"
        case .promote: "promote"
        case .switchTraffic: "switchTraffic"
        case .retire: "retire"
        case .restore: "restore"
        }
    }

    /// The step in a few words for people, whatever plan it stands in (`Plan.heading(of:)` knows that, too); `nil` for
    /// steps that are no news.
    package var heading: String? {
        switch self {
        case .validate, .apply, .awaitPropagation, .restore: nil
        case .arrange(let scene): scene.heading
        case .soak(let duration): "soaking for \(duration.isoText)"
        case .smokeTest(let checks): "\(checks.count) smoke test\(checks.count == 1 ? "" : "s")"
        case .gate(.promote): "waiting for promote"
        case .gate(.switchTraffic): "waiting for switch"
        case .compare: "comparing both versions"
        case .promote: "promoting"
        case .switchTraffic: "switching"
        case .retire(let after): "retiring the old version after \(after.isoText)"
        }
    }
}

extension Scene {
    fileprivate var heading: String {
        switch self {
        case .shadow: "shadowing"
        case .green: "green beside blue"
        case .share(let share): "applying to \(share)"
        case .variant: "giving the new version to matching requests"
        case .switched: "switched"
        case .promoted: "promoted"
        }
    }
}
