import Domain
import MeshModel

/// A Server of pods that are to get no proxy, which would carry it out.
enum ServerProxies {
    static let family = RuleFamily(
        "linkerd-server-proxies", codes: [.serverWithoutProxy], kinds: [.server], scope: .set
    ) { subject in
        let selector = subject.spec["podSelector"]
        let workloads = subject.set.workloads(of: subject.object)
        guard let first = workloads.first, workloads.allSatisfy({ isRefused($0, subject.set) }) else { return [] }
        return [
            Remark(
                .serverWithoutProxy, selector,
                "selects pods that get no proxy, such as those of \(first.object.key): the Server decides nothing",
                hint: "set linkerd.io/inject: enabled on the pods or their namespace"
            ).naming(first.object)
        ]
    }

    private static func isRefused(_ workload: Workload, _ set: ValidationSet) -> Bool {
        let namespace = set.object(.namespace, "", workload.namespace)?.root["metadata"]["annotations"].texts ?? [:]
        return !workload.showsProxy(.linkerd)
            && ProxyInjection.wish(
                workload.labels, workload.annotations, by: .linkerd, namespace: ([:], namespace)) == .refused
    }
}
