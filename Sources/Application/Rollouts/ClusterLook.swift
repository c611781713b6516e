import Domain
import Mesh
import MeshModel
import Ports
import Validation

/// A cluster as the mechanics see it.
struct ClusterLook: Sendable {
    let cluster: Cluster
    let targets: [ClusterTarget]
    let picture: ClusterPicture
    /// Whether subsets are told apart there.
    let seesSubsets: Bool
    /// What the rollout makes of its policies, and where each is among them: a thousand ask for it.
    let changes: ChangesTogether
    private let places: [ID<Policy>: Int]

    init(cluster: Cluster, targets: [ClusterTarget], picture: ClusterPicture, seesSubsets: Bool) {
        self.seesSubsets = seesSubsets
        self.cluster = cluster
        self.targets = targets
        self.picture = picture
        changes = ChangesTogether(targets.map(\.change))
        places = Dictionary(targets.enumerated().map { ($1.object.policy, $0) }) { first, _ in first }
    }

    /// Whether the cluster has every new version already.
    var isIdle: Bool { changes.changes.allSatisfy(\.isIdle) }

    /// What the cluster has already, in a sentence; `nil`: nothing.
    var idleNote: String? {
        let idle = changes.changes.filter(\.isIdle).map { "\($0.key)" }.sorted()
        guard let first = idle.first else { return nil }
        let others = idle.count > 1 ? " and of \(idle.count - 1) more" : ""
        return "Cluster \(cluster.name) has this version of \(first)\(others) already: nothing is done with it there"
    }

    /// How many pods the cohort is drawn from; `nil` where none is chosen. Throws where a policy cannot have its unit.
    func population(
        _ units: [ID<Policy>: CohortUnit], _ cohort: Cohort
    ) throws(RolloutImpossible) -> Int? {
        let scopes = try RolloutBooks(targets, units: units, cohort: cohort, in: picture).scopes
        guard !scopes.isEmpty else { return nil }
        return picture.surroundings.pods.count { pod in scopes.contains { $0.contains(pod) } }
    }

    /// `nil` where the policy does not go to the cluster.
    func change(of policy: ID<Policy>) -> Mechanics.Change? { places[policy].map { changes.changes[$0] } }
}

extension ClusterTarget {
    /// What is said of a policy whose new version its cluster has already.
    package static let idleNote = IdleBook.note

    /// From what was there before the rollout to what it brings.
    var change: Mechanics.Change {
        let before = object.capture.map(\.before) ?? live?.body
        return Mechanics.Change(
            key: object.key, old: before.map { ObjectContent.of($0) }, new: document,
            filling: SchemaCatalogue.builtIn.filled)
    }
}
