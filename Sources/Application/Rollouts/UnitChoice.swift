import Domain
import Mesh
import MeshModel
import Ports
import Validation

/// Finds the finest unit that a policy can have on every cluster that was looked at, in every scene of a rollout.
struct UnitChoice: Sendable {
    let looks: [ClusterLook]
    let scenes: [Scene]
    let cohort: Cohort

    /// A unit, with what should be known of it.
    struct Chosen: Hashable {
        let unit: CohortUnit
        var note: String?
    }

    /// The finest unit whose shares can be judged, else the finest there is.
    ///
    /// - Parameter wanted: The only unit that is asked for; `nil`: any within a cluster.
    /// Throws with the reasons where none can be had.
    func unit(of object: BundleObject, wanted: CohortUnit? = nil) throws(Impossible) -> Chosen {
        let candidates = wanted.map { [$0] } ?? Self.candidates(object.key.kind)
        var reasons: [String] = []
        var offers: [CohortUnit] = [.clusters]
        var unseen: (unit: CohortUnit, cluster: String)?
        for unit in candidates {
            do throws(Impossible) {
                guard let cluster = try check(object, unit) else {
                    return Chosen(unit: unit, note: unseen.map { passedBy(object, $0.unit, for: unit, on: $0.cluster) })
                }
                unseen = unseen ?? (unit, cluster)
            } catch {
                reasons.append(candidates.count > 1 ? "\(unit.rawValue): \(error.reason)" : error.reason)
                offers = error.offers
            }
        }
        if let unseen { return Chosen(unit: unseen.unit, note: notJudged(object, unseen.unit, on: unseen.cluster)) }
        if candidates.isEmpty, case .impossible(let why)? = Mechanics.of(object.key.kind).units[.workloads] {
            reasons = [why]
        }
        throw Impossible(reasons.joined(separator: "; "), offers: offers)
    }

    private func passedBy(_ object: BundleObject, _ finer: CohortUnit, for unit: CohortUnit, on cluster: String)
        -> String
    {
        "\(object.key) goes by \(unit.rawValue) and not by \(finer.rawValue), which could not be judged: on cluster "
            + "\(cluster) \(SubsetSight.lack)"
    }

    private func notJudged(_ object: BundleObject, _ unit: CohortUnit, on cluster: String) -> String {
        "\(object.key): shares by \(unit.rawValue) cannot be judged, and the deployment will pause for a person: on "
            + "cluster \(cluster) \(SubsetSight.advice)"
    }

    /// Policies that get on alone may get into each other's way on a cluster. Throws with whose, and at what.
    func check(_ units: [ID<Policy>: CohortUnit]) throws(RolloutImpossible) {
        guard units.count > 1 else { return }
        for look in looks {
            guard let books = try? RolloutBooks(look.targets, units: units, cohort: cohort, in: look.picture)
            else { continue }
            for scene in scenes {
                _ = try books.moves(to: scene)
                try books.checkComparison(in: scene)
            }
        }
    }

    /// The clusters where pods are chosen, with how many there are to choose from. What cannot be had on a cluster its
    /// own validation refuses.
    func populations(_ units: [ID<Policy>: CohortUnit]) -> [(cluster: String, pods: Int)] {
        looks.compactMap { look in
            (try? look.population(units, cohort)).flatMap(\.self).map { (look.cluster.name, $0) }
        }
    }

    /// What a kind can have within a cluster, the finest first.
    static func candidates(_ kind: PolicyKind) -> [CohortUnit] { Mechanics.units(of: kind).filter { $0 != .clusters } }

    /// Throws where it cannot be had. Returns a cluster where its shares could not be judged; `nil`: there is none.
    private func check(_ object: BundleObject, _ unit: CohortUnit) throws(Impossible) -> String? {
        var unseen: String?
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
            if !look.seesSubsets, unseen == nil, scenes.contains(where: { $0.isInTraffic && book.isBySubset(in: $0) }) {
                unseen = look.cluster.name
            }
        }
        return unseen
    }
}

extension Scene {
    /// Whether production traffic has the new version.
    fileprivate var isInTraffic: Bool {
        switch self {
        case .shadow, .green: false
        case .share, .variant, .switched, .promoted: true
        }
    }
}

extension RolloutBook {
    fileprivate func isBySubset(in scene: Scene) -> Bool { measurements(of: scene).contains(where: \.isBySubset) }
}
