import Domain
import MeshModel

/// The rollout of a PeerAuthentication over the pods of its scope.
///
/// The way between DISABLE and STRICT leads through PERMISSIVE (a *bridge*), with the proxies given time before and
/// after, so that no client that has not heard of the new mode is turned away.
struct PeerAuthenticationBook: RolloutBook {
    /// How the new version comes to the cohort alone.
    enum Way: Hashable {
        /// There was none: the object itself is for the cohort only until it is promoted.
        case narrowing
        /// A copy with a selector wins over the namespace's object.
        case winning
        /// The object becomes the cohort's. This twin, being younger, counts for the other pods only.
        case twin(MeshObject)
    }

    let new: MeshObject
    /// The new version with PERMISSIVE where the way from the old one is a jump; `nil` where there is none.
    let newBridge: MeshObject?
    let way: Way
    /// What the cohort gets: the narrowed object or the copy.
    let beside: MeshObject
    let besideBridge: MeshObject?
    let podScope: PodScope
    let notes: [String]
    /// All pods that the new version is for in the end.
    let everybody: MeasuredReach

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    func measurement(of scene: Scene) -> Measurement { .atServers(in: scene, everybody: everybody) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .green: return twinFirst + [.write(beside)]
        case .share(let share): return twinFirst + toCohort(share)
        case .switched: return toEverybody
        case .promoted: return toEverybody + [.settle] + withoutCopies + [.unlabel]
        case .shadow, .variant:
            throw Impossible(
                "a PeerAuthentication can neither be only watched nor be for some requests. Ask for a share of the pods",
                offers: [.workloads, .clusters])
        }
    }

    /// Without a jump one write does it. With one, the cohort goes back through PERMISSIVE: from that write on it
    /// serves every client. A twin is raised again for it, since the object must not leave the other pods without any.
    func movesBack() -> [Move] {
        guard let besideBridge else {
            return switch way {
            case .narrowing, .twin: [.restore(new.name)] + withoutCopies + [.unlabel]
            case .winning: withoutCopies + [.restore(new.name), .unlabel]
            }
        }
        return switch way {
        case .narrowing: [.overwrite(besideBridge), .settle, .restore(new.name), .unlabel]
        // The object is restored before the wait: it may be the new version already, for everybody.
        case .winning: [.overwrite(besideBridge), .restore(new.name), .settle] + withoutCopies + [.unlabel]
        case .twin: twinFirst + [.overwrite(besideBridge), .settle, .restore(new.name)] + withoutCopies + [.unlabel]
        }
    }

    /// The twin is there before the object leaves any pod.
    private var twinFirst: [Move] {
        if case .twin(let twin) = way { [.write(twin)] } else { [] }
    }

    /// Pods that join do so in PERMISSIVE, and those that are in already wait there for them.
    private func toCohort(_ share: Share) -> [Move] {
        guard let besideBridge else { return [.write(beside), .label(share)] }
        return [.write(besideBridge), .settle, .label(share), .settle, .write(beside)]
    }

    private var toEverybody: [Move] {
        guard let newBridge else { return [.write(new)] }
        return [.write(newBridge), .settle, .write(new)]
    }

    private var withoutCopies: [Move] {
        switch way {
        case .narrowing: []
        case .winning: [.remove(beside.name)]
        case .twin(let twin): [.remove(twin.name)]
        }
    }
}
