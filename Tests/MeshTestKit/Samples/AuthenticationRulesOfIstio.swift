package import Domain
import Mesh
package import MeshModel

/// What a pod's proxy makes of PeerAuthentications and RequestAuthentications, by Istio's rules.
package enum AuthenticationRulesOfIstio {
    /// Ports that samples ask about; what no object names is like the first.
    package static let ports = ["8080", "9000", "9001"]

    /// The mode on a port: of the oldest object that selects the pod, else of its namespace's oldest, else of the
    /// mesh's; what one leaves open comes from the next.
    package static func mode(of pod: Workload, port: String, in world: World) -> String {
        let all = world.all(.peerAuthentication)
        func oldest(_ namespace: String, _ isWanted: ([String: JSONValue]) -> Bool) -> JSONValue? {
            all.first { $0.name.namespace == namespace && isWanted(labels($0.document)) }?.document["spec"]
        }
        let workload = oldest(pod.namespace) { labels in
            !labels.isEmpty && labels.allSatisfy { pod.labels[$0.key] == $0.value.string }
        }
        let levels = [workload, oldest(pod.namespace, \.isEmpty), oldest("istio-system", \.isEmpty)]
        let modes = [workload?["portLevelMtls"]?[port]] + levels.map { $0?["mtls"] }
        return modes.compactMap { $0?["mode"]?.string }.first { $0 != "UNSET" } ?? "PERMISSIVE"
    }

    /// Every pod, with the labels that it has and as it would be born, has the mode of one of the versions, or
    /// PERMISSIVE where the way between them is a jump; pods outside of the cohort have the old one, until the object
    /// itself is for them.
    package static func peerViolations(_ world: World, _ sample: KindSample) -> [String] {
        let before = sample.world
        let after = sample.promotedWorld
        let own = world.objects[MeshObjectName(sample.change.key)]
        let isNarrowed = labels(own ?? [:])[KindSample.cohort.labelKey] != nil
        let isOld = isNarrowed || own == sample.change.old
        return born(world.pods).flatMap { pod in
            ports.compactMap { port -> String? in
                let (found, old) = (mode(of: pod, port: port, in: world), mode(of: pod, port: port, in: before))
                let new = mode(of: pod, port: port, in: after)
                let isMember = pod.labels[KindSample.cohort.labelKey] != nil
                var allowed: Set = [old]
                if isMember || !isOld { allowed.insert(new) }
                if (isMember || !isOld) && Set([old, new]) == ["DISABLE", "STRICT"] { allowed.insert("PERMISSIVE") }
                return allowed.contains(found) ? nil : "\(pod.name):\(port) is \(found), not one of \(allowed.sorted())"
            }
        }
    }

    /// Every pod takes the tokens of exactly one of the versions; pods outside of the cohort those of the old one,
    /// until the object itself is the new version.
    package static func tokenViolations(_ world: World, _ sample: KindSample) -> [String] {
        let after = sample.promotedWorld
        let name = MeshObjectName(sample.change.key)
        let isPromoted = world.objects[name] == after.objects[name]
        return born(world.pods).compactMap { pod in
            let isMember = pod.labels[KindSample.cohort.labelKey] != nil
            let allowed = [sample.world] + (isMember || isPromoted ? [after] : [])
            let found = tokenRules(of: pod, in: world)
            return allowed.map { tokenRules(of: pod, in: $0) }.contains(found) ? nil : "\(pod.name) takes \(found)"
        }
    }

    /// The rules of all objects that reach the pod. The same rule twice is like once; two different ones for one issuer
    /// contend, which is told as a rule that no version has.
    package static func tokenRules(of pod: Workload, in world: World) -> Set<JSONValue> {
        let rules = Set(
            world.all(.requestAuthentication)
                .filter { ["istio-system", pod.namespace].contains($0.name.namespace) }
                .filter { labels($0.document).allSatisfy { pod.labels[$0.key] == $0.value.string } }
                .flatMap { $0.document["spec"]?["jwtRules"]?.array ?? [] })
        return Set(rules.map { $0["issuer"] }).count == rules.count ? rules : rules.union(["two rules for one issuer"])
    }

    private static func labels(_ document: JSONValue) -> [String: JSONValue] {
        document["spec"]?["selector"]?["matchLabels"]?.object ?? [:]
    }

    /// The pods as they are, and as they would be if they were born now.
    private static func born(_ pods: [Workload]) -> [Workload] {
        pods.flatMap { [$0, $0.labelled(KindSample.cohort.labelKey, nil)] }
    }
}
