import Domain
import MeshModel

/// The rollout of a RequestAuthentication over the pods of its scope.
struct TokenRuleBook: RolloutBook {
    /// How the new version comes to the cohort alone.
    enum Way: Hashable {
        /// There was none: the object itself is for the cohort only until it is promoted.
        case narrowing(MeshObject)
        /// A copy for the cohort has the added rules.
        case adding(MeshObject)
    }

    let new: MeshObject
    let way: Way
    let podScope: PodScope
    /// All pods that the new version is for in the end.
    let everybody: MeasuredReach

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    var notes: [String] {
        [
            "Requests without a token pass as before; only an AuthorizationPolicy can demand one. A token of an issuer that"
                + " a pod does not know is refused, once the pod knows any."
        ]
    }

    func measurement(of scene: Scene) -> Measurement { .atServers(in: scene, everybody: everybody) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .green: return [beside]
        case .share(let share): return [beside, .label(share)]
        // While both are there the cohort has an added rule twice, letter for letter the same: a token that one of them
        // takes is taken.
        case .switched: return [.write(new)]
        case .promoted: return [.write(new), .settle] + withoutCopy + [.unlabel]
        case .shadow, .variant:
            throw Impossible(
                "a RequestAuthentication can neither be only watched nor be for some requests. Ask for a share of the"
                    + " pods", offers: [.workloads, .clusters])
        }
    }

    func movesBack() -> [Move] { withoutCopy + [.restore(new.name), .unlabel] }

    private var beside: Move {
        switch way {
        case .narrowing(let object), .adding(let object): .write(object)
        }
    }

    private var withoutCopy: [Move] {
        switch way {
        case .narrowing: []
        case .adding(let copy): [.remove(copy.name)]
        }
    }
}
