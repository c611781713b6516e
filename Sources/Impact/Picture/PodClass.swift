import Domain
package import MeshModel

/// Pods that no policy tells apart: what is true of one is true of all.
package struct PodClass: Hashable, Sendable {
    /// One of them.
    package let pod: MeshPod
    /// Their workloads, `namespace/name`, sorted.
    package let workloads: [String]

    /// Somebody who has no proxy and no place in the cluster.
    static let outside = PodClass(
        pod: MeshPod(
            Workload(namespace: "", name: "outside", labels: [:], phase: "Running", isMeshed: false), proxy: nil),
        workloads: ["clients outside of the mesh"])

    /// The classes of `pods` by what `key` says of each.
    static func classes<Key: Hashable>(of pods: [MeshPod], by key: (MeshPod) -> Key) -> [PodClass] {
        var order: [Key] = []
        var members: [Key: [MeshPod]] = [:]
        for pod in pods {
            let key = key(pod)
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(pod)
        }
        return order.compactMap { key in
            guard let pods = members[key], let first = pods.first else { return nil }
            return PodClass(pod: first, workloads: Set(pods.map(\.workloadText)).sorted())
        }
    }
}

extension MeshPod {
    /// `shop/reviews-v1`.
    var workloadText: String { "\(namespace)/\(workloadName)" }
}

/// What tells clients apart: their namespace, whether they have a proxy, and the labels that a policy asks of clients.
struct ClientTraits: Hashable {
    let namespace: String
    let proxy: MeshPod.Proxy?
    let labels: [String: String]

    init(_ pod: MeshPod, keys: Set<String>) {
        namespace = pod.namespace
        proxy = pod.proxy
        labels = pod.labels.filter { keys.contains($0.key) }
    }

    /// The labels that policies of the client's side ask for.
    static func keys(of documents: [JSONValue]) -> Set<String> {
        var keys: Set<String> = []
        for document in documents {
            let spec = document["spec"]
            switch document["kind"]?.string {
            case "VirtualService":
                for rule in ["http", "tcp", "tls"].flatMap({ spec?[$0]?.array ?? [] }) {
                    for match in rule["match"]?.array ?? [] {
                        keys.formUnion((match["sourceLabels"]?.object ?? [:]).keys)
                    }
                }
            case "DestinationRule", "Sidecar":
                let selector = spec?["workloadSelector"]
                keys.formUnion((selector?["matchLabels"]?.object ?? selector?["labels"]?.object ?? [:]).keys)
            case "Gateway": keys.formUnion((spec?["selector"]?.object ?? [:]).keys)
            default: break
            }
        }
        return keys
    }
}
