import Domain
import MeshModel

/// Short ways to write the objects of these tests.
enum Documents {
    private static let groups = [
        "VirtualService": "networking.istio.io/v1", "DestinationRule": "networking.istio.io/v1",
        "Gateway": "networking.istio.io/v1", "Sidecar": "networking.istio.io/v1",
        "EnvoyFilter": "networking.istio.io/v1alpha3", "AuthorizationPolicy": "security.istio.io/v1",
        "RequestAuthentication": "security.istio.io/v1", "PeerAuthentication": "security.istio.io/v1",
        "Server": "policy.linkerd.io/v1beta3", "ServerAuthorization": "policy.linkerd.io/v1beta1",
        "HTTPRoute": "policy.linkerd.io/v1beta3", "MeshTLSAuthentication": "policy.linkerd.io/v1alpha1",
        "ServiceProfile": "linkerd.io/v1alpha2", "TrafficSplit": "split.smi-spec.io/v1alpha4",
    ]

    /// - Parameter age: Minutes since it was made; `nil`: the object does not say.
    static func object(
        _ kind: String, _ name: String, _ spec: JSONValue, namespace: String = "shop", age: Int? = nil,
        labels: [String: String] = [:], annotations: [String: String] = [:], group: String? = nil
    ) -> JSONValue {
        var metadata: JSONValue = [
            "name": .string(name), "namespace": .string(namespace),
            "labels": .object(labels.mapValues { .string($0) }),
            "annotations": .object(annotations.mapValues { .string($0) }),
        ]
        if let age {
            let minute = 59 - age
            metadata["creationTimestamp"] = .string("2026-11-21T08:\(minute < 10 ? "0" : "")\(minute):00Z")
        }
        return [
            "apiVersion": .string(group ?? groups[kind] ?? "v1"), "kind": .string(kind), "metadata": metadata,
            "spec": spec,
        ]
    }
}

extension MeshPod {
    static func shop(
        _ name: String, _ labels: [String: String], namespace: String = "shop", account: String = "default",
        proxy: Proxy? = .istio, ports: [Port] = [Port(name: "http", number: 9080)], ip: String? = nil,
        annotations: [String: String] = [:]
    ) -> MeshPod {
        MeshPod(
            Workload(
                namespace: namespace, name: name, labels: labels, phase: "Running", uid: name,
                serviceAccount: account, ip: ip),
            proxy: proxy, ports: ports, annotations: annotations)
    }
}

extension MeshService {
    static let reviews = MeshService(namespace: "shop", name: "reviews", selector: ["app": "reviews"])
}
