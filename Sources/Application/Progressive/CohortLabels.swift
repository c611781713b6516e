package import Domain
package import MeshModel
package import Ports

/// Puts the cohort's label on the pods of a share, and takes it off all others.
package struct CohortLabels: Sendable {
    private let pods: any ClusterPods
    private let concurrency: Int

    package init(pods: any ClusterPods, concurrency: Int) {
        self.pods = pods
        self.concurrency = concurrency
    }

    /// What is to be done to a set of pods; pure.
    package static func plan(
        _ pods: [Workload], scopes: [PodScope], share: Share?, cohort: Cohort
    ) -> CohortPlan {
        let whole = pods.filter { pod in scopes.contains { $0.contains(pod) } }
        let members =
            share.map { CohortMembership.members(of: whole.map(\.cohortUnit), share: $0, cohort: cohort) } ?? []
        var plan = CohortPlan()
        for pod in pods {
            let has = pod.labels[cohort.labelKey]
            let isMember = members.contains(pod.uid)
            if isMember, has != Cohort.labelValue { plan.toLabel.append(pod) }
            if !isMember, has != nil { plan.toUnlabel.append(pod) }
        }
        plan.members = CohortMembers(
            cohort: Set(whole.filter { members.contains($0.uid) }.map(\.podName)),
            rest: Set(whole.filter { !members.contains($0.uid) }.map(\.podName)))
        return plan
    }

    /// Reads all pods and makes them as the share says. `check` is asked before every write: whoever may not write any
    /// more throws there; `written` is told after it. Throws `ClusterRefusal` or `PortError`.
    @discardableResult
    package func apply(
        _ share: Share?, scopes: [PodScope], cohort: Cohort, check: @escaping @Sendable () throws -> Void,
        written: @escaping @Sendable (PodName) -> Void = { _ in }
    ) async throws -> CohortMembers {
        let found = try await pods.pods(namespace: nil, labelSelector: share == nil ? cohort.labelKey : nil)
        let plan = Self.plan(
            found.compactMap { Workload(pod: $0.body) }, scopes: scopes, share: share, cohort: cohort)
        try await carryOut(plan, cohort: cohort, check: check, written: written)
        return plan.members
    }

    /// Writes the labels of a plan. Pods that are gone are no failure.
    package func carryOut(
        _ plan: CohortPlan, cohort: Cohort, check: @escaping @Sendable () throws -> Void,
        written: @escaping @Sendable (PodName) -> Void = { _ in }
    ) async throws {
        let changes = plan.toUnlabel.map { ($0, String?.none) } + plan.toLabel.map { ($0, Cohort.labelValue) }
        _ = try await changes.concurrentMap(limit: concurrency) { [pods] pod, value in
            try check()
            do { try await pods.label(pod.podName, uid: pod.uid, [cohort.labelKey: value]) } catch {
                guard let refusal = error as? ClusterRefusal, refusal.meansGone else { throw error }
            }
            written(pod.podName)
        }
    }
}

/// Which pods get the label, and which lose it.
package struct CohortPlan: Hashable, Sendable {
    package var toLabel: [Workload] = []
    package var toUnlabel: [Workload] = []
    package var members = CohortMembers()

    package var isDone: Bool { toLabel.isEmpty && toUnlabel.isEmpty }
}

extension ClusterRefusal {
    /// The object, or this incarnation of it, is not there any more.
    fileprivate var meansGone: Bool {
        switch self {
        case .notFound, .stale: true
        case .ownedByOthers, .alreadyExists, .invalid, .notServed: false
        }
    }
}
