package import Domain
import Mesh
package import MeshModel

/// What istiod makes of Sidecars and EnvoyFilters for one pod, by Istio's rules: labels are compared one by one, and
/// nothing here knows how a rollout is done.
package enum ProxyRules {
    /// Every pod has, with the labels it has and without those of a rollout (as pods are born), the Sidecar that it had
    /// before or the one that it is to have after.
    package static func sidecarViolations(_ world: World, _ sample: KindSample) -> [String] {
        let (before, after) = ends(of: sample)
        return world.pods.flatMap { pod in
            [pod, born(pod)].flatMap { pod -> [String] in
                guard let found = sidecar(of: pod, in: world) else { return ["\(pod.name): two Sidecars contend"] }
                let allowed = [sidecar(of: pod, in: before), sidecar(of: pod, in: after)]
                return allowed.contains(found) ? [] : ["\(pod.name) has neither Sidecar: \(found)"]
            }
        }
    }

    /// Every pod has exactly the patches, in the order, that it had before or is to have after.
    package static func filterViolations(_ world: World, _ sample: KindSample) -> [String] {
        let (before, after) = ends(of: sample)
        return world.pods.flatMap { pod in
            [pod, born(pod)].compactMap { pod in
                let found = patches(of: pod, in: world)
                let allowed = [patches(of: pod, in: before), patches(of: pod, in: after)]
                return allowed.contains(found) ? nil : "\(pod.name) has \(found.count) patches, of neither version"
            }
        }
    }

    /// What the pod's proxy follows: a Sidecar's spec without its selector, an empty object where it has none; `nil`
    /// where more than one could be it.
    package static func sidecar(of pod: Workload, in world: World) -> JSONValue? {
        let all = world.all(.sidecar)
        let own = all.filter { $0.name.namespace == pod.namespace }
        let tiers = [
            own.filter { selector($0.document).map { matches($0, pod) } ?? false },
            own.filter { selector($0.document) == nil },
            all.filter { $0.name.namespace == "istio-system" && selector($0.document) == nil },
        ]
        guard let tier = tiers.first(where: { !$0.isEmpty }) else { return [:] }
        guard tier.count == 1, var spec = tier[0].document["spec"] else { return nil }
        spec["workloadSelector"] = nil
        return spec
    }

    /// The patches for the pod, in the order in which they are applied.
    package static func patches(of pod: Workload, in world: World) -> [JSONValue] {
        world.all(.envoyFilter).enumerated()
            .filter { ["istio-system", pod.namespace].contains($0.element.name.namespace) }
            .filter { filter in selector(filter.element.document).map { matches($0, pod) } ?? true }
            .sorted { (priority($0.element.document), $0.offset) < (priority($1.element.document), $1.offset) }
            .flatMap { $0.element.document["spec"]?["configPatches"]?.array ?? [] }
    }

    private static func priority(_ document: JSONValue) -> Int64 { document["spec"]?["priority"]?.int ?? 0 }

    private static func selector(_ document: JSONValue) -> [String: JSONValue]? {
        guard let selector = document["spec"]?["workloadSelector"] else { return nil }
        return selector["labels"]?.object ?? [:]
    }

    private static func matches(_ labels: [String: JSONValue], _ pod: Workload) -> Bool {
        labels.allSatisfy { pod.labels[$0.key] == $0.value.string }
    }

    private static func born(_ pod: Workload) -> Workload { pod.labelled(KindSample.cohort.labelKey, nil) }

    /// The worlds in which nothing has begun, and in which the new object simply stands there.
    private static func ends(of sample: KindSample) -> (World, World) {
        var after = sample.world
        let name = MeshObjectName(sample.change.key)
        let end = sample.change.new.map { Move.write(MeshObject(name: name, document: $0)) } ?? .remove(name)
        after.apply(end, cohort: KindSample.cohort, scope: nil)
        return (sample.world, after)
    }
}
