import Domain
import MeshModel

/// The rollout of a Sidecar or an EnvoyFilter over the pods of its scope.
struct ProxyConfigBook: RolloutBook {
    /// How the new version comes to the cohort alone.
    enum Way: Hashable {
        /// There was none: the object itself is for the cohort only until it is promoted.
        case narrowing(JSONValue)
        /// A copy for the cohort wins over the object.
        case winning(MeshObject)
        /// A copy for the cohort holds what the new version has more than the old one.
        case adding(MeshObject)
    }

    let name: MeshObjectName
    let new: JSONValue
    let way: Way
    let podScope: PodScope
    let notes: [String]
    /// Whose reports show the effect, the likeliest first.
    let sides: [TrafficSide]
    /// All pods that the new version is for in the end.
    let everybody: MeasuredReach

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    func measurement(of scene: Scene) -> Measurement { measurement(of: scene, at: sides.first ?? .server) }

    func measurements(of scene: Scene) -> [Measurement] { sides.map { measurement(of: scene, at: $0) } }

    private func measurement(of scene: Scene, at side: TrafficSide) -> Measurement {
        side == .server
            ? .atServers(in: scene, everybody: everybody) : .at(.client, in: scene, everybody: everybody.pods)
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .green: return [writeBeside]
        // Pods without the label are not in the selector: it may be there before the first of them has it.
        case .share(let share): return [writeBeside, .label(share)]
        case .switched: return toEverybody
        case .promoted: return toEverybody + withoutTrace
        case .shadow, .variant:
            throw Impossible(
                "\(name.resource.kind) is chosen by the pod whose proxy reads it: it can neither be only watched nor be"
                    + " given to some requests. Ask for a share of the pods", offers: [.workloads, .clusters])
        }
    }

    /// Restoring what was not there removes it.
    func movesBack() -> [Move] {
        switch way {
        case .narrowing: [.restore(name), .unlabel]
        case .winning(let copy), .adding(let copy): [.remove(copy.name), .restore(name), .unlabel]
        }
    }

    private var writeBeside: Move {
        switch way {
        case .narrowing(let narrowed): .write(MeshObject(name: name, document: narrowed))
        case .winning(let copy), .adding(let copy): .write(copy)
        }
    }

    private var toEverybody: [Move] {
        let main = Move.write(MeshObject(name: name, document: new))
        return switch way {
        case .narrowing, .winning: [main]
        // With both, the cohort's proxies would have the added patches twice; with neither they have the old version.
        case .adding(let copy): [.remove(copy.name), main]
        }
    }

    /// A pod loses its label only when its proxy finds the new version in the object itself.
    private var withoutTrace: [Move] {
        switch way {
        case .narrowing: [.settle, .unlabel]
        case .winning(let copy): [.settle, .unlabel, .remove(copy.name)]
        case .adding: [.unlabel]
        }
    }
}
