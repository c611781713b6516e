import Domain
import Mesh
import MeshModel
import Ports

/// A cluster as the mechanics see it.
struct ClusterLook: Sendable {
    let cluster: Cluster
    let targets: [ClusterTarget]
    let picture: ClusterPicture
    /// What the rollout makes of its policies, and where each is among them: a thousand ask for it.
    fileprivate let changes: ChangesTogether
    private let places: [ID<Policy>: Int]

    init(cluster: Cluster, targets: [ClusterTarget], picture: ClusterPicture) {
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

    /// `nil` where the policy does not go to the cluster.
    fileprivate func change(of policy: ID<Policy>) -> Mechanics.Change? { places[policy].map { changes.changes[$0] } }
}

/// Finds the finest unit that a policy can have on every cluster that was looked at, in every scene of a rollout.
struct UnitChoice: Sendable {
    let looks: [ClusterLook]
    let scenes: [Scene]
    let cohort: Cohort

    /// - Parameter wanted: The only unit that is asked for; `nil`: any within a cluster.
    /// Throws with the reasons where none can be had.
    func unit(of object: BundleObject, wanted: CohortUnit? = nil) throws(Impossible) -> CohortUnit {
        let candidates = wanted.map { [$0] } ?? Self.candidates(object.key.kind)
        var reasons: [String] = []
        var offers: [CohortUnit] = [.clusters]
        for unit in candidates {
            do throws(Impossible) {
                try check(object, unit)
                return unit
            } catch {
                reasons.append(candidates.count > 1 ? "\(unit.rawValue): \(error.reason)" : error.reason)
                offers = error.offers
            }
        }
        if candidates.isEmpty, case .impossible(let why)? = Mechanics.of(object.key.kind).units[.workloads] {
            reasons = [why]
        }
        throw Impossible(reasons.joined(separator: "; "), offers: offers)
    }

    /// What a kind can have within a cluster, the finest first.
    static func candidates(_ kind: PolicyKind) -> [CohortUnit] { Mechanics.units(of: kind).filter { $0 != .clusters } }

    private func check(_ object: BundleObject, _ unit: CohortUnit) throws(Impossible) {
        if case .impossible(let why)? = Mechanics.of(object.key.kind).units[unit] {
            throw Impossible(why, offers: Mechanics.units(of: object.key.kind))
        }
        for look in looks {
            guard let change = look.change(of: object.policy) else { continue }
            let surroundings = look.picture.surroundings.beside(look.changes, as: change.key)
            let book = try Mechanics.book(for: change, unit: unit, in: surroundings, cohort: cohort)
            for scene in scenes {
                _ = try book.moves(to: scene)
                try book.checkComparison(in: scene)
            }
        }
    }
}

extension ClusterTarget {
    /// What is said of a policy whose new version its cluster has already.
    package static let idleNote = IdleBook.note

    /// From what was there before the rollout to what it brings.
    var change: Mechanics.Change {
        let before = object.capture.map(\.before) ?? live?.body
        return Mechanics.Change(key: object.key, old: before.map { ObjectContent.of($0) }, new: document)
    }
}
