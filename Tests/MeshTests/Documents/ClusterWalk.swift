import Domain
import YAML

/// The chapter of a kind that can only be rolled out cluster by cluster: whole objects, one cluster after the other.
struct ClusterWalk {
    let before: JSONValue
    let after: JSONValue

    var markdown: String {
        let name = before["metadata"]?["name"]?.string ?? ""
        let object = "\(before["kind"]?.string ?? "") \(before["metadata"]?["namespace"]?.string ?? "")/\(name)"
        return [
            "## By clusters: `east`, then `west`", "Before, on both clusters:", yaml(before),
            "### Share: 1 of 2 clusters",
            "1. write \(object) on `east`", "Then, on `east`:", yaml(after), "As before: `west`.", "### Promoted",
            "1. write \(object) on `west`", "Then, on both clusters:", yaml(after), "### Back, from wherever it is",
            "1. restore \(object) on every cluster where it was written, the last one first", "Then all is as before.",
        ].joined(separator: "\n\n")
    }

    private func yaml(_ document: JSONValue) -> String { "```yaml\n\(YAMLWriter.text(of: document))```" }
}

extension ClusterWalk {
    /// An example for the kind.
    static func example(of kind: PolicyKind) -> ClusterWalk? {
        switch kind {
        case .gateway:
            ClusterWalk(before: gateway(minimum: "TLSV1_2"), after: gateway(minimum: "TLSV1_3"))
        case .serviceEntry:
            ClusterWalk(before: serviceEntry(resolution: "DNS"), after: serviceEntry(resolution: "NONE"))
        case .virtualService, .destinationRule, .authorizationPolicy, .requestAuthentication, .peerAuthentication,
            .sidecar, .envoyFilter, .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile:
            nil
        }
    }

    private static func gateway(minimum: JSONValue) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "Gateway",
            "metadata": ["name": "edge", "namespace": "shop"],
            "spec": [
                "selector": ["istio": "ingressgateway"],
                "servers": [
                    [
                        "port": ["number": 443, "name": "https", "protocol": "HTTPS"], "hosts": ["shop.example.com"],
                        "tls": ["mode": "SIMPLE", "credentialName": "shop", "minProtocolVersion": minimum],
                    ]
                ],
            ],
        ]
    }

    private static func serviceEntry(resolution: JSONValue) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "ServiceEntry",
            "metadata": ["name": "payments-provider", "namespace": "shop"],
            "spec": [
                "hosts": ["api.payments.example.com"], "location": "MESH_EXTERNAL", "resolution": resolution,
                "ports": [["number": 443, "name": "tls", "protocol": "TLS"]],
            ],
        ]
    }
}
