import Domain
import MeshModel

/// The rollout of an AuthorizationPolicy over the pods of its scope.
struct AuthorizationPolicyBook: RolloutBook {
    /// How the new version comes to the cohort alone.
    enum Way: Hashable {
        /// There was nothing in force: the object itself is for the cohort only until it is promoted.
        case narrowing(MeshObject)
        /// Copies for the cohort take away and add what the change does. Where there are both, the DENY comes first and
        /// goes last: between two writes the cohort allows what both versions allow, and nothing that only one does
        /// not.
        case adding(deny: MeshObject?, allow: MeshObject?)
    }

    let new: MeshObject
    let way: Way
    let podScope: PodScope
    let notes: [String]
    /// The new version with `istio.io/dry-run`; `nil` where Istio does not watch the action.
    let shadow: MeshObject?
    /// All pods that the new version is for in the end.
    let everybody: MeasuredReach

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    func measurement(of scene: Scene) -> Measurement { .atServers(in: scene, everybody: everybody) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow:
            guard let shadow else {
                throw Impossible(
                    "Istio only watches policies with the action ALLOW or DENY", offers: [.workloads, .clusters])
            }
            return [.write(shadow)]
        case .green: return beside + withoutShadow
        case .share(let share): return beside + [.label(share)] + withoutShadow
        case .switched: return [.write(new)]
        // With the new version in the object itself the copies change nothing any more: their DENY hits nothing that it
        // allows. A pod loses its label only when its proxy has that.
        case .promoted: return [.write(new), .settle] + withoutCopies + [.unlabel] + withoutShadow
        case .variant:
            throw Impossible(
                AuthorizationPolicyMechanics.possibility(of: .variant).text, offers: [.workloads, .clusters])
        }
    }

    /// The ALLOW copy goes first: what is newly allowed is denied with one write. While the DENY copy is still there,
    /// the cohort allows less than both versions together, never more.
    func movesBack() -> [Move] {
        switch way {
        case .narrowing: return [.restore(new.name), .unlabel] + withoutShadow
        case .adding(let deny?, nil): return [.remove(deny.name), .restore(new.name), .unlabel] + withoutShadow
        case .adding(let deny, let allow):
            return [allow.map { .remove($0.name) }, .restore(new.name), deny.map { .remove($0.name) }, .unlabel]
                .compactMap(\.self) + withoutShadow
        }
    }

    private var beside: [Move] {
        switch way {
        case .narrowing(let narrowed): [.write(narrowed)]
        case .adding(let deny, let allow): [deny, allow].compactMap { $0.map(Move.write) }
        }
    }

    private var withoutCopies: [Move] {
        switch way {
        case .narrowing: []
        case .adding(let deny, let allow): [allow, deny].compactMap { $0.map { .remove($0.name) } }
        }
    }

    private var withoutShadow: [Move] { shadow.map { [.remove($0.name)] } ?? [] }
}
