/// What the selector of an Istio Gateway takes: gateways mostly share a few selectors, so this is asked for once for
/// each of them.
struct GatewayWorkloads: Sendable {
    /// The pods, or where there are none the templates of pods, in the order of the set.
    let workloads: [Workload]
    /// The ports of the Services before them: where their traffic arrives at the pods, and their own numbers.
    let ports: Set<Int64>
    /// The other selectors of Gateways that take some of the same pods.
    let sharing: [String]

    /// By the text of the selector (`LabelText`).
    static let bySelector = SetFact<[String: GatewayWorkloads]>("gateway workloads") { set in
        var selectors: [String: [String: String]] = [:]
        for gateway in set.objects(.gateway) {
            let labels = gateway.spec["selector"].texts
            selectors[LabelText.of(labels)] = labels
        }
        let shares = Shares(selectors)
        return selectors.reduce(into: [:]) { made, selector in
            let workloads = set.instances(selectedBy: selector.value, in: nil)
            made[selector.key] = GatewayWorkloads(
                workloads: workloads, ports: servicePorts(workloads, in: set),
                sharing: shares.others(than: selector.key, on: workloads))
        }
    }

    /// Finds the selectors that take a pod by the first pair of each.
    private struct Shares {
        private var byPair: [String: [(text: String, labels: [String: String])]] = [:]

        init(_ selectors: [String: [String: String]]) {
            guard selectors.count > 1 else { return }
            for (text, labels) in selectors {
                let first = labels.min { $0.key < $1.key }
                byPair[first.map { "\($0.key)=\($0.value)" } ?? "", default: []].append((text, labels))
            }
        }

        func others(than own: String, on workloads: [Workload]) -> [String] {
            guard !byPair.isEmpty else { return [] }
            var found = Set(byPair[""]?.map(\.text) ?? [])
            for labels in Set(workloads.map(\.labels)) {
                for (key, value) in labels {
                    for candidate in byPair["\(key)=\(value)"] ?? [] where !found.contains(candidate.text) {
                        if candidate.labels.allSatisfy({ labels[$0.key] == $0.value }) { found.insert(candidate.text) }
                    }
                }
            }
            return found.filter { $0 != own }.sorted()
        }
    }

    private static func servicePorts(_ workloads: [Workload], in set: ValidationSet) -> Set<Int64> {
        struct Kin: Hashable {
            let namespace: String
            let labels: [String: String]
        }
        var ports: Set<Int64> = []
        for kin in Set(workloads.map({ Kin(namespace: $0.namespace, labels: $0.labels) })) {
            for service in set.objects(.services, selecting: kin.labels, in: kin.namespace) {
                for port in service.spec["ports"].elements where (port["protocol"].string ?? "TCP") == "TCP" {
                    ports.formUnion([port["port"].int, port["targetPort"].int].compactMap { $0 })
                }
            }
        }
        return ports
    }
}

extension SetIndex {
    /// What runs gateways, under the empty word and its namespace: it says so by a label, or has a proxy and nothing to
    /// stand before.
    static let gatewayProxies = SetIndex(
        "gateway proxies", of: [.pod] + Workload.templated, andForeignTemplates: true
    ) { object in
        let workload = Workload(object: object)
        let isRouter = workload.pod["spec"]["containers"].elements.contains { container in
            container["name"].string == "istio-proxy" && container["args"].strings.first == "router"
        }
        let isGateway =
            isRouter || GatewayProxy.isNamed(by: workload.labels)
            || workload.annotations["inject.istio.io/templates"]?.contains("gateway") ?? false
        return isGateway ? ["", workload.namespace] : []
    }
}

/// What tells the pods of gateways.
enum GatewayProxy {
    /// The label that pods of the Gateway API's gateways have.
    static let gatewayName = "gateway.networking.k8s.io/gateway-name"

    static func isNamed(by labels: [String: String]) -> Bool { labels["istio"] != nil || labels[gatewayName] != nil }
}

extension ValidationSet {
    /// Whether it is known which pods run gateways with labels like these. The applications of some files tell nothing
    /// of the gateway before them, which most often comes from elsewhere.
    func knowsGatewayPods(like labels: [String: String]) -> Bool {
        listed.contains(.pod) || !isInstallation(labels) && !objects(.gatewayProxies, "").isEmpty
    }

    /// Whether it is known which workloads there are for a policy of the namespace to select. What files have of other
    /// namespaces tells nothing of this one, unless they bring the Namespace itself; nor does it of gateways, which the
    /// policies of the root namespace are for most often. One for a whole namespace has no label with a slip in it, and
    /// is told where workloads are known at all, as Istio does (IST0127).
    func knowsWorkloads(like labels: [String: String], in namespace: String, root: String) -> Bool {
        guard !labels.isEmpty else { return knowsWorkloads }
        if labels[GatewayProxy.gatewayName] != nil, has(.kubernetesGateway) { return true }
        if GatewayProxy.isNamed(by: labels), !knowsGatewayPods(like: labels) { return false }
        return knowsWorkloads(in: namespace)
            || namespace != root && knowsWorkloads && object(.namespace, "", namespace) != nil
    }

    /// The gateways of Istio's own installation are seldom part of a set of files; where nothing of it is known,
    /// nothing is said.
    func isInstallation(_ labels: [String: String]) -> Bool {
        guard !listed.contains(.pod), let name = labels["istio"], name == "ingressgateway" || name == "egressgateway"
        else { return false }
        return !["ingressgateway", "egressgateway", "pilot"].contains {
            hasWorkload(selectedBy: ["istio": $0], in: nil)
        }
    }
}
