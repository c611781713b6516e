import Domain
import MeshModel

/// All pods that a policy is for in the end, and the services that lead to them.
struct MeasuredReach: Hashable {
    let pods: MeasuredGroup
    let services: [ServiceName]

    init(_ scope: PodScope, in surroundings: Surroundings) {
        pods = scope.everybody(in: surroundings)
        services = scope.services(in: surroundings)
    }
}

extension Measurement {
    /// What is compared where the effect of a policy shows at the called pods' proxies.
    static func atServers(in scene: Scene, everybody: MeasuredGroup) -> Measurement {
        at(.server, in: scene, everybody: everybody)
    }

    /// The same, and failures of their clients that they cannot have counted, since who is not let in at all never
    /// becomes a request there.
    static func atServers(in scene: Scene, everybody: MeasuredReach) -> Measurement {
        at(.server, in: scene, everybody: everybody.pods, failuresTo: everybody.services)
    }

    static func at(
        _ side: TrafficSide, in scene: Scene, everybody: MeasuredGroup, failuresTo: [ServiceName] = []
    ) -> Measurement {
        let (cohort, baseline): (MeasuredGroup, MeasuredGroup) =
            switch scene {
            case .share: (.cohort, .rest)
            case .shadow, .green, .variant: (.nobody, everybody)
            case .switched, .promoted: (everybody, .nobody)
            }
        return Measurement(side: side, cohort: cohort, baseline: baseline, failuresTo: failuresTo)
    }
}
