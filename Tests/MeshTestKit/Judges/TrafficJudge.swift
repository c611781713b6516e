import Domain
import Mesh
import MeshModel

/// Judges a world in the middle of a rollout of Istio's traffic kinds: whatever a client asks, it gets what the old
/// version alone would give, or the new one; or, where requests are drawn, a mixture of exactly these.
package enum TrafficJudge {
    package static func violations(
        _ world: World, _ sample: KindSample, _ requests: [SidecarRouting.Request]
    ) -> [String] {
        let now = SidecarRouting(world, services: sample.services)
        let (old, new) = versions(sample)
        var violations: [String] = []
        for pod in world.pods {
            for request in requests where (pod.labels["istio"] != nil) == (request.gateway != "mesh") {
                let (before, present) = (old.behaviour(of: pod, request), now.behaviour(of: pod, request))
                let after = new.behaviour(of: pod, request)
                let isLegal =
                    sample.unit == .requests ? isMixture(present, before, after) : [before, after].contains(present)
                if !isLegal {
                    violations.append("\(pod.name) asking \(request.host)\(request.path ?? "") gets \(present)")
                }
            }
        }
        return violations
    }

    /// The world with the old version alone, and with the new one.
    package static func versions(_ sample: KindSample) -> (old: SidecarRouting, new: SidecarRouting) {
        let changed =
            sample.change.new.map { [MeshObject(name: MeshObjectName(sample.change.key), document: $0)] } ?? []
        return (
            SidecarRouting(sample.world, services: sample.services),
            SidecarRouting(objects: sample.others + changed, services: sample.services)
        )
    }

    /// Whether one share in 0...1 explains all of `middle`.
    private static func isMixture(
        _ middle: SidecarRouting.Behaviour, _ old: SidecarRouting.Behaviour, _ new: SidecarRouting.Behaviour
    ) -> Bool {
        let keys = Set(middle.keys).union(old.keys).union(new.keys)
        func at(_ share: Double) -> Bool {
            keys.allSatisfy { key in
                let wanted = (old[key] ?? 0) * (1 - share) + (new[key] ?? 0) * share
                return abs(wanted - (middle[key] ?? 0)) < 1e-9
            }
        }
        guard let telling = keys.max(by: { gap($0, old, new) < gap($1, old, new) }), gap(telling, old, new) > 0 else {
            return at(0)
        }
        let share = ((middle[telling] ?? 0) - (old[telling] ?? 0)) / ((new[telling] ?? 0) - (old[telling] ?? 0))
        return (-1e-9...1 + 1e-9).contains(share) && at(share)
    }

    private static func gap(
        _ key: JSONValue, _ old: SidecarRouting.Behaviour, _ new: SidecarRouting.Behaviour
    ) -> Double { abs((old[key] ?? 0) - (new[key] ?? 0)) }
}
