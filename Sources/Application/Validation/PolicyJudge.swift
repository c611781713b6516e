package import Domain
package import Ports
package import Validation

/// Judges documents: alone, with one another, and beside what lives in a cluster and what HotSwap has for it.
package struct PolicyJudge: Sendable {
    private let knowledge: ClusterKnowledge
    private let schemas: ClusterSchemas?
    private let pending: PendingKnowledge?

    /// - Parameters:
    ///   - schemas: `nil`: everything is held to the built-in schemas.
    ///   - pending: `nil`: nothing is stored beside what lives.
    package init(_ knowledge: ClusterKnowledge, schemas: ClusterSchemas? = nil, pending: PendingKnowledge? = nil) {
        self.knowledge = knowledge
        self.schemas = schemas
        self.pending = pending
    }

    /// The review of changes that knows the same.
    package var review: ChangeReview { ChangeReview(knowledge, PlannedUsers(pending)) }

    /// What one cluster adds to the judgement.
    package struct Answer: Sendable {
        package let cluster: String
        package let settings: MeshSettings
        package var report: ValidationReport
        /// What was counted beside what lives there.
        package let pending: [PendingVersion]
    }

    /// Beside what lives in `cluster`, as its version of the mesh sees it. A cluster that cannot be asked is an answer
    /// that says what was not checked, not an error; the database's errors are thrown.
    package func judge(
        _ objects: [KnownObject], on cluster: Cluster, settings given: MeshSettings = MeshSettings()
    ) async throws -> Answer {
        var settings = Self.settings(given, of: cluster)
        var unchecked: [ValidationReport.Unchecked] = []
        do {
            if let served = try await schemas?.schemas(of: cluster) {
                settings.schemas = served.catalogue
                unchecked = served.broken
            }
        } catch {
            try Task.checkCancellation()
            let why = error is PortError ? "\(error)" : "cluster \(cluster.name): \(error.explanation)"
            let what = "the schemas that the cluster serves: the built-in ones were used"
            // Who may not read definitions is another matter than a cluster that is away.
            let isAway = (error as? PortError)?.kind == .transient
            unchecked.append(isAway ? .unanswered(what, why: why) : .init(what: what, why: why))
        }
        let pending = try await pending?.pending(on: cluster)
        if pending?.isCut ?? false {
            unchecked.append(
                .init(
                    what: "what is pending for the cluster beyond \(PendingKnowledge.limit) policies",
                    why: "no more are looked at"))
        }
        let standing = try await standing(on: cluster, pending, beside: objects, &settings, &unchecked)
        var report = standing.report(on: objects, settings)
        report.unchecked += unchecked
        return Answer(
            cluster: cluster.name, settings: settings, report: report,
            pending: standing.counted(beside: objects).map(\.version))
    }

    /// What the objects are judged beside; a cluster that cannot be asked has nothing but what is pending.
    private func standing(
        on cluster: Cluster, _ pending: PendingKnowledge.Pending?, beside objects: [KnownObject],
        _ settings: inout MeshSettings, _ unchecked: inout [ValidationReport.Unchecked]
    ) async throws -> StandingSet {
        do {
            let live = try await knowledge.snapshot(of: cluster)
            unchecked += live.unread.filter { $0.concerns(objects) }
                .map { .init(what: $0.what, why: "cluster \(cluster.name): \($0.why)") }
            settings.fill(from: live)
            return live.standing(beside: pending)
        } catch {
            try Task.checkCancellation()
            unchecked.append(.unanswered("everything that needs what lives in the cluster", why: error.explanation))
            return StandingSet(live: ValidationSet([]), objects: [], pending: pending?.objects ?? [])
        }
    }

    /// What a cluster's own mesh makes of settings: its version is what the cluster's owner states, where that is one.
    package static func settings(_ given: MeshSettings, of cluster: Cluster) -> MeshSettings {
        var settings = given
        guard let version = MeshVersion(cluster.meshVersion) else { return settings }
        switch cluster.mesh {
        case .istio: settings.istio = version
        case .linkerd: settings.linkerd = version
        }
        return settings
    }
}

extension Error {
    /// The error for people, as answers carry it.
    var explanation: String { (self as? ClusterRefusal)?.explanation ?? "\(self)" }
}
