import Testing

@testable import Validation

/// Listeners of the Gateway API beside Secrets, grants and Gateways.
@Suite struct KubernetesListenerTests {
    private static let api = "gateway.networking.k8s.io/v1"

    private func found(
        _ spec: String, kind: String = "Gateway", annotations: String = "{}", beside context: String = "",
        listed: Set<ObjectKind> = []
    ) -> [String] {
        let text =
            "apiVersion: \(Self.api)\nkind: \(kind)\nmetadata: {name: g, namespace: edge, annotations: \(annotations)}\n"
            + "spec: {\(spec)}\n"
        return findings(text, ["HS50", "HS582", "HS583"], context: context, listed: listed).map {
            $0.replacing(" \(kind) edge/g spec.", with: " ").replacing("listeners[0].tls.certificateRefs", with: "")
        }
    }

    private func object(_ kind: String, _ name: String, in namespace: String, _ rest: String = "") -> String {
        "apiVersion: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\n\(rest)\n---\n"
    }

    private func listener(_ references: String) -> String {
        "listeners: [{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [\(references)]}}]"
    }

    private let secret = "v1\nkind: Secret"

    @Test(arguments: ["Gateway", "ListenerSet"]) func secretsOfListeners(_ kind: String) {
        let own = listener("{name: cert}, {name: x, kind: ConfigMap}, {name: y, group: x.test}")
        func codes(_ context: String, _ listed: Set<ObjectKind> = [], _ annotations: String = "{}") -> [String] {
            found(own, kind: kind, annotations: annotations, beside: context, listed: listed)
        }
        #expect(codes("").isEmpty && codes("", [.secret]) == ["HS5004 [0].name"])
        #expect(codes(object(secret, "cert", in: "edge", "data: ~"), [.secret]).isEmpty)
        #expect(codes(object(secret, "cert", in: "other")) == ["HS5029 [0].name"])
        #expect(codes(object(secret, "cert", in: "edge", "data: {a: Yg==}")) == ["HS5018 [0].name"])
        #expect(codes("", [.secret], "{cert-manager.io/cluster-issuer: letsencrypt}").isEmpty)
        let certificate = object("cert-manager.io/v1\nkind: Certificate", "x", in: "edge", "spec: {secretName: cert}")
        #expect(codes(certificate, [.secret]).isEmpty)
    }

    @Test(arguments: ["Gateway", "ListenerSet"]) func secretsOfOtherNamespaces(_ kind: String) {
        let other = listener("{name: cert, namespace: certs}")
        let known = object(secret, "cert", in: "certs", "data: ~")
        func grant(_ from: String, _ to: String = "{group: '', kind: Secret}") -> String {
            let group = "group: gateway.networking.k8s.io"
            return object(
                "\(Self.api)beta1\nkind: ReferenceGrant", "g", in: "certs",
                "spec: {from: [{\(group), kind: \(from), namespace: edge}], to: [\(to)]}")
        }
        func codes(_ context: String, _ listed: Set<ObjectKind> = []) -> [String] {
            found(other, kind: kind, beside: context, listed: listed)
        }
        #expect(codes("").isEmpty && codes(known) == ["HS5827 [0].name"])
        #expect(codes("", [.referenceGrant]) == ["HS5831 [0].name"])
        #expect(codes(known + grant(kind)).isEmpty && codes(grant(kind, "{group: core, kind: Secret}")).isEmpty)
        let others = [
            grant("HTTPRoute"), grant(kind, "{group: '', kind: Service}"), grant(kind, "{group: v1, kind: Secret}"),
            grant(kind, "{group: '', kind: Secret, name: other}"),
        ]
        for other in others {
            #expect(codes(known + other) == ["HS5827 [0].name"])
            #expect(codes(known + other, [.referenceGrant]) == ["HS5831 [0].name"])
            // Secrets are seldom among files; who writes down grants has one for others.
            #expect(codes(other) == ["HS5827 [0].name"])
            #expect(codes(other.replacing("namespace: certs}", with: "namespace: more}")) == ["HS5827 [0].name"])
            #expect(codes(grant(kind) + other).isEmpty)
        }
        #expect(codes(grant(kind, "{group: '', kind: Secret, name: cert}"), [.secret]) == ["HS5004 [0].name"])
    }

    @Test func gatewaysOfListenerSets() {
        func gateway(_ allowed: String, in namespace: String = "edge") -> String {
            object("\(Self.api)\nkind: Gateway", "it", in: namespace, "spec: {\(allowed)}")
        }
        func codes(_ context: String, namespace: String = "edge") -> [String] {
            found("parentRef: {name: it, namespace: \(namespace)}", kind: "ListenerSet", beside: context)
        }
        let no = ["HS5829 parentRef.name"]
        #expect(codes("").isEmpty && codes(gateway("").replacing("name: it", with: "name: other")) == no)
        #expect(codes(gateway("")) == no && codes(gateway("allowedListeners: {namespaces: {from: None}}")) == no)
        #expect(codes(gateway("allowedListeners: {namespaces: {from: Same}}")).isEmpty)
        let same = gateway("allowedListeners: {namespaces: {from: Same}}", in: "other")
        #expect(codes(same, namespace: "other") == no)
        #expect(codes(same.replacing("from: Same", with: "from: All"), namespace: "other").isEmpty)
        let selector = "from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: NAME}}"
        let byName = same.replacing("from: Same", with: selector)
        #expect(codes(byName.replacing("NAME", with: "edge"), namespace: "other").isEmpty)
        #expect(codes(byName.replacing("NAME", with: "shop"), namespace: "other") == no)
        let route =
            "apiVersion: \(Self.api)\nkind: HTTPRoute\nmetadata: {name: r, namespace: edge}\n"
            + "spec: {parentRefs: [{name: none, kind: ListenerSet}]}\n---\n"
        let set = object("\(Self.api)\nkind: ListenerSet", "own", in: "edge")
        #expect(findings(route + set, ["HS5840"]) == ["HS5840 HTTPRoute edge/r spec.parentRefs[0].name"])
        #expect(findings(route.replacing("none", with: "own") + set, ["HS5840"]).isEmpty)
    }
}
