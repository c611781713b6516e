import Domain
import Testing

@testable import Validation

/// Objects that contradict each other: found from both sides, and silent where they are apart.
@Suite struct ConflictRuleTests {
    /// Objects of `kind`, one for each `namespace/name: spec`.
    private func objects(_ kind: String, _ group: String, _ specs: KeyValuePairs<String, String>) -> String {
        specs.map { place, spec in
            let parts = place.split(separator: "/")
            return """
                apiVersion: \(group)/v1
                kind: \(kind)
                metadata: {namespace: \(parts[0]), name: \(parts[1])}
                spec: \(spec)
                """
        }.joined(separator: "\n---\n")
    }

    /// The objects with a conflict of the code, in order.
    private func found(_ code: String, _ text: String, _ settings: MeshSettings = MeshSettings()) -> [String] {
        findings(text, [code], settings: settings).map { $0.split(separator: " ")[2] }.map(String.init)
    }

    private func routes(_ specs: KeyValuePairs<String, String>) -> [String] {
        found("HS6001", objects("VirtualService", "networking.istio.io", specs))
    }

    @Test func hostsInsideTheMesh() {
        #expect(
            routes(["a/one": "{hosts: [x]}", "a/two": "{hosts: [x.a.svc.cluster.local]}", "b/three": "{hosts: [x]}"])
                == ["a/one", "a/two"])
        #expect(routes(["a/one": "{hosts: [x]}", "a/two": "{hosts: [x], gateways: [edge]}"]).isEmpty)
        #expect(
            routes(["a/one": "{hosts: [x], exportTo: [.]}", "b/two": "{hosts: [x.a.svc.cluster.local], exportTo: [.]}"])
                .isEmpty)
        #expect(
            routes(["a/one": "{hosts: [x.test], exportTo: [b]}", "b/two": "{hosts: [x.test], exportTo: [.]}"]) == [
                "a/one", "b/two",
            ])
    }

    /// Wildcards meet only between what is for one namespace and what is for all.
    @Test func wildcardsInsideTheMesh() {
        #expect(routes(["a/one": "{hosts: ['*.x.test']}", "b/two": "{hosts: [a.x.test]}"]).isEmpty)
        #expect(
            routes(["a/one": "{hosts: ['*.x.test']}", "b/two": "{hosts: [a.x.test], exportTo: [.]}"])
                == ["a/one", "b/two"])
        #expect(
            routes(["a/one": "{hosts: [a.x.test]}", "b/two": "{hosts: ['*.test'], exportTo: [.]}"])
                == ["a/one", "b/two"])
        #expect(routes(["a/one": "{hosts: [a.y.test]}", "b/two": "{hosts: ['*.x.test'], exportTo: [.]}"]).isEmpty)
    }

    private static let pods = """

        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p1, namespace: a, labels: {app: x, version: v1, istio: edge}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p2, namespace: a, labels: {app: x, version: v2}}
        """

    @Test func selectorsOfSidecarsAndTelemetries() {
        let sidecars = objects(
            "Sidecar", "networking.istio.io",
            [
                "a/one": "{workloadSelector: {labels: {app: x}}}",
                "a/two": "{workloadSelector: {labels: {version: v1}}}",
                "a/three": "{workloadSelector: {labels: {version: v3}}}", "a/default": "{}", "a/second": "{}",
                "b/default": "{}",
            ])
        #expect(found("HS6002", sidecars + Self.pods) == ["a/one", "a/two"])
        #expect(found("HS6003", sidecars) == ["a/default", "a/second"])
        let telemetries = objects(
            "Telemetry", "telemetry.istio.io",
            [
                "a/one": "{selector: {matchLabels: {app: x}}}",
                "a/two": "{selector: {matchLabels: {app: x, version: v2}}}",
                "a/default": "{}", "a/second": "{}", "b/default": "{}",
            ])
        #expect(found("HS6007", telemetries + Self.pods) == ["a/one", "a/two"])
        #expect(found("HS6008", telemetries) == ["a/default", "a/second"])
    }

    @Test func sidecarsOfAmbientPods() {
        let namespace = """

            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: a, labels: {istio.io/dataplane-mode: ambient}}
            """
        let sidecars = objects("Sidecar", "networking.istio.io", ["a/one": "{}", "a/two": "{}"])
        #expect(found("HS6003", sidecars + namespace).isEmpty)
        #expect(found("HS5022", sidecars + namespace) == ["a/one", "a/two"])
    }

    private func gateways(_ specs: KeyValuePairs<String, String>) -> String {
        objects("Gateway", "networking.istio.io", specs) + Self.pods
    }

    @Test func hostsOfGateways() {
        func spec(_ label: String, _ port: Int, _ host: String) -> String {
            "{selector: {\(label)}, servers: [{port: {number: \(port)}, hosts: [\"\(host)\"]}]}"
        }
        let same = spec("istio: edge", 80, "x.test")
        #expect(found("HS6006", gateways(["a/one": same, "b/two": same])) == ["a/one", "b/two"])
        #expect(
            found("HS6006", gateways(["a/one": same, "b/two": spec("app: x", 80, "*/x.test")])) == ["a/one", "b/two"])
        for other in [
            spec("istio: edge", 81, "x.test"), spec("istio: edge", 80, "y.test"), spec("istio: other", 80, "x.test"),
        ] {
            #expect(found("HS6006", gateways(["a/one": same, "b/two": other])).isEmpty)
        }
        var settings = MeshSettings()
        settings.gatewayToNamespace = true
        #expect(found("HS6006", gateways(["a/one": same, "b/two": same]), settings).isEmpty)
    }

    @Test func certificatesOfGateways() {
        func spec(_ labels: String, _ name: String) -> String {
            "{selector: {\(labels)}, servers: [{hosts: [x.test], tls: {credentialName: \(name)}}]}"
        }
        #expect(
            found(
                "HS6004",
                gateways([
                    "a/one": spec("istio: edge", "c"), "a/two": spec("istio: edge, app: x", "c"),
                    "a/three": spec("istio: edge", "d"),
                ])) == ["a/one"])
    }

    @Test func subsetsBehindGateways() {
        let inner = "{hosts: [x], http: [{route: [{destination: {host: x, subset: v1}}]}]}"
        let outer = "{hosts: [x.test], gateways: [edge], http: [{route: [{destination: {host: HOST}}]}]}"
        for (host, found) in [("x", ["a/outer"]), ("x.a.svc.cluster.local", ["a/outer"]), ("y", [])] {
            let text = objects(
                "VirtualService", "networking.istio.io", ["a/inner": inner, "a/outer": outer.with("HOST", host)])
            #expect(self.found("HS6005", text) == found)
        }
    }

    @Test func protocolsOfEntries() {
        func entries(_ specs: KeyValuePairs<String, String>) -> [String] {
            found("HS6009", objects("ServiceEntry", "networking.istio.io", specs))
        }
        func spec(_ name: String, _ rest: String = "") -> String {
            "{hosts: [x.test], ports: [{number: 1, protocol: \(name)}]\(rest)}"
        }
        #expect(entries(["a/one": spec("TLS"), "b/two": spec("https"), "c/three": spec("TLS")]).count == 3)
        #expect(entries(["a/one": spec("TLS"), "b/two": spec("tls")]).isEmpty)
        #expect(
            entries(["a/one": spec("TLS", ", exportTo: [.]"), "b/two": spec("HTTPS", ", exportTo: [.]")]).isEmpty)
        #expect(entries(["a/one": spec("TLS", ", exportTo: [.]"), "b/two": spec("HTTPS")]) == ["a/one", "b/two"])
    }

    /// A list that is cut says so.
    @Test func whatIsLeftOutIsCounted() {
        func messages(_ code: FindingCode, _ object: String, _ text: String) -> [String] {
            Validator.validate(known(text)).findings.filter { $0.code == code && $0.object.name == object }
                .map(\.message)
        }
        func many(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined(separator: "\n") }
        let sidecar = "{workloadSelector: {labels: {app: x}}}"
        func pods(_ count: Int) -> String {
            objects("Sidecar", "networking.istio.io", ["a/one": sidecar, "a/two": sidecar])
                + many(count) {
                    "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p\($0), namespace: a, labels: {app: x}}\nspec: {}"
                }
        }
        let hundred = messages(.sidecarConflict, "one", pods(100))
        #expect(hundred.count == 100 && !hundred.contains { $0.contains("more") })
        let cut = messages(.sidecarConflict, "one", pods(103))
        #expect(cut.count == 100 && cut.last?.hasSuffix("too; and for 3 more pods") == true, "\(cut.last ?? "")")

        func gateways(_ count: Int) -> String {
            many(count) {
                """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: g\($0), namespace: a}
                spec: {selector: {istio: edge}, servers: [{port: {number: 443, name: x, protocol: HTTPS}, hosts: [h\($0).test], tls: {mode: SIMPLE, credentialName: c}}]}
                """
            }
        }
        let twenty = messages(.sharedCertificate, "g0", gateways(21))
        #expect(twenty.count == 20 && !twenty.contains { $0.contains("others") })
        let more = messages(.sharedCertificate, "g0", gateways(22))
        #expect(more.count == 20 && more.last?.hasSuffix("; and so have others: 20 are named") == true)

        func routes(_ count: Int) -> String {
            objects(
                "VirtualService", "networking.istio.io",
                ["a/outer": "{hosts: [x.test], gateways: [edge], http: [{route: [{destination: {host: x}}]}]}"])
                + many(count) {
                    """

                    ---
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: v\($0), namespace: a}
                    spec: {hosts: [x], http: [{route: [{destination: {host: x, subset: v1}}]}]}
                    """
                }
        }
        #expect(messages(.subsetsNotApplied, "outer", routes(20)).count == 20)
        let last = messages(.subsetsNotApplied, "outer", routes(25))
        #expect(last.count == 20 && last.last?.hasSuffix("; and so do 5 more") == true, "\(last.last ?? "")")
    }
}
