package import Domain
package import Mesh
import MeshModel

extension KindSample {
    static let tokens = [
        token("requestauthentication-created", new: tokens(["https://accounts.shop"]), others: [meshTokens]),
        token(
            "requestauthentication-issuer-added", old: tokens(["https://accounts.shop"]),
            new: tokens(["https://accounts.shop", "https://partners.shop"]), others: [meshTokens],
            scenes: [.share(.percent(25)), .share(.percent(100)), .promoted]),
        token(
            "requestauthentication-green", old: tokens(["https://accounts.shop"]),
            new: tokens(["https://partners.shop", "https://accounts.shop"]), scenes: [.green, .switched, .promoted],
            isShown: false),
        token(
            "requestauthentication-every-scene", new: tokens(["https://accounts.shop"]),
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
    ]

    static let peers = [
        peer(
            "peerauthentication-namespace-strict", old: namespaceMode("PERMISSIVE"), new: namespaceMode("STRICT"),
            others: [webMode], scenes: [.share(.percent(10)), .share(.percent(50)), .promoted]),
        peer(
            "peerauthentication-workload-strict", old: workload("PERMISSIVE"), new: workload("STRICT"),
            others: [mesh("STRICT")], scenes: [.share(.percent(25)), .share(.percent(100)), .promoted]),
        peer(
            "peerauthentication-jump", old: namespaceMode("DISABLE"), new: namespaceMode("STRICT"),
            scenes: [.share(.percent(25)), .share(.percent(50)), .promoted]),
        peer(
            "peerauthentication-created", new: workload("STRICT", ports: ["9000": "DISABLE"]),
            others: [mesh("DISABLE")]),
        peer(
            "peerauthentication-workload-jump", old: workload("STRICT", ports: ["9000": "DISABLE", "9001": "DISABLE"]),
            new: workload("DISABLE", ports: ["9000": "STRICT"]), others: [mesh("STRICT")],
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
        peer(
            "peerauthentication-namespace-created", new: namespaceMode("STRICT"),
            others: [mesh("PERMISSIVE"), webMode],
            scenes: [.green, .share(.percent(50)), .switched, .promoted], isShown: false),
        peer(
            "peerauthentication-left-open", old: namespaceMode("STRICT"),
            new: securityDocument(.peerAuthentication, "default", ["mtls": ["mode": "UNSET"]]),
            others: [mesh("DISABLE")], isShown: false),
        peer(
            "peerauthentication-switched", old: workload("DISABLE"), new: workload("STRICT"),
            scenes: [.switched, .promoted], isShown: false),
    ]

    /// A RequestAuthentication for the shop's books.
    package static func tokens(_ issuers: [String], _ name: String = "books") -> JSONValue {
        let rules = issuers.map { issuer -> JSONValue in
            ["issuer": .string(issuer), "jwksUri": .string(issuer + "/keys"), "forwardOriginalToken": true]
        }
        return securityDocument(.requestAuthentication, name, ["jwtRules": .array(rules)], selecting: books)
    }

    private static let meshTokens = securityObject(
        .requestAuthentication,
        securityDocument(
            .requestAuthentication, "staff", ["jwtRules": [["issuer": "https://staff.example"]]],
            namespace: "istio-system"))

    private static func token(
        _ name: String, old: JSONValue? = nil, new: JSONValue, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        KindSample(
            name: name, unit: .workloads, change: securityChange(.requestAuthentication, old, new), others: others,
            pods: shop, scenes: scenes, isShown: isShown, violations: AuthenticationRulesOfIstio.tokenViolations)
    }
}

extension KindSample {
    /// The namespace's PeerAuthentication.
    package static func namespaceMode(_ mode: JSONValue, namespace: String = "shop") -> JSONValue {
        securityDocument(.peerAuthentication, "default", ["mtls": ["mode": mode]], namespace: namespace)
    }

    /// A PeerAuthentication for the shop's books.
    package static func workload(
        _ mode: JSONValue, ports: [String: JSONValue] = [:], _ name: String = "books"
    ) -> JSONValue {
        var spec: JSONValue = ["mtls": ["mode": mode]]
        if !ports.isEmpty { spec["portLevelMtls"] = .object(ports.mapValues { ["mode": $0] }) }
        return securityDocument(.peerAuthentication, name, spec, selecting: books)
    }

    /// The mesh's PeerAuthentication.
    package static func mesh(_ mode: JSONValue) -> MeshObject {
        securityObject(.peerAuthentication, namespaceMode(mode, namespace: "istio-system"))
    }

    private static let webMode = securityObject(
        .peerAuthentication,
        securityDocument(.peerAuthentication, "web", ["mtls": ["mode": "DISABLE"]], selecting: ["app": "web"]))

    private static func peer(
        _ name: String, old: JSONValue? = nil, new: JSONValue, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        KindSample(
            name: name, unit: .workloads, change: securityChange(.peerAuthentication, old, new), others: others,
            pods: shop, scenes: scenes, isShown: isShown, violations: AuthenticationRulesOfIstio.peerViolations)
    }
}
