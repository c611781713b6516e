import Domain
import Testing

@testable import Validation

/// Settings that do not do what they seem to, and routes that are never taken.
@Suite struct FieldRuleTests {
    private func found(_ kind: String, _ version: String, _ spec: String, _ settings: MeshSettings = .init())
        -> [String]
    {
        let text = "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: a, namespace: b}\nspec: \(spec)"
        return findings(text, ["HS50", "HS51", "HS52"], settings: settings).map { text in
            text.split(separator: " ").enumerated().filter { $0.offset != 1 && $0.offset != 2 }.map(\.element)
                .joined(separator: " ")
        }
    }

    @Test func serverCertificates() {
        let ports = "portLevelSettings: [{port: {number: 1}, tls: {mode: MUTUAL}}]"
        let spec = "{host: a.test, trafficPolicy: {tls: {mode: SIMPLE}, \(ports)}}"
        func found(_ spec: String, _ version: MeshVersion = .newestIstio) -> [String] {
            var settings = MeshSettings()
            settings.istio = version
            return self.found("DestinationRule", "networking.istio.io/v1", spec, settings)
        }
        let port = "spec.trafficPolicy.portLevelSettings[0].tls.caCertificates"
        let whole = "spec.trafficPolicy.tls.caCertificates"
        // Since 1.21 the system's authorities are held to, unless nobody shall be.
        for version in [MeshVersion(1, 20), MeshVersion(1, 6)] {
            #expect(found(spec, version) == ["HS5101 \(whole)", "HS5102 \(port)"])
        }
        for version in [MeshVersion(1, 21), .newestIstio] {
            #expect(found(spec, version) == ["HS5109 \(whole)", "HS5110 \(port)"])
        }
        let open = spec.replacing("mode: SIMPLE", with: "mode: SIMPLE, insecureSkipVerify: true")
        #expect(found(open) == ["HS5101 \(whole)", "HS5110 \(port)"])
        #expect(FindingCode.uncheckedServer.severity == .warning && FindingCode.systemAuthorities.severity == .info)
        for tls in ["{mode: SIMPLE, caCertificates: system}", "{mode: ISTIO_MUTUAL}"] {
            let spec = "{host: a.test, trafficPolicy: {tls: \(tls)}}"
            #expect(found(spec).isEmpty)
        }
    }

    @Test func providersOfTheMesh() {
        var settings = MeshSettings()
        func custom(_ name: String, action: String = "CUSTOM") -> [String] {
            found(
                "AuthorizationPolicy", "security.istio.io/v1",
                "{action: \(action), provider: {name: \(name)}, rules: [{}]}", settings
            ).filter { $0.hasPrefix("HS510") }
        }
        func telemetry(_ name: String) -> [String] {
            found(
                "Telemetry", "telemetry.istio.io/v1",
                "{metrics: [{providers: [{name: \(name)}]}], tracing: [{providers: [{name: \(name)}]}], "
                    + "accessLogging: [{providers: [{name: envoy}, {name: \(name)}]}]}", settings)
        }
        #expect(custom("none").isEmpty && telemetry("none").isEmpty)
        settings.meshConfig = [
            "extensionProviders": [
                ["name": "ext", "envoyExtAuthzHttp": ["service": "a.b", "port": 80]],
                ["name": "old", "envoy_ext_authz_grpc": ["service": "a.b", "port": 80]],
                ["name": "zipkin", "zipkin": ["service": "a.b", "port": 80]],
            ]
        ]
        #expect(custom("ext").isEmpty && custom("old").isEmpty && custom("none", action: "DENY").isEmpty)
        #expect(custom("none") == ["HS5107 spec.provider.name"] && custom("zipkin") == ["HS5107 spec.provider.name"])
        for name in ["zipkin", "prometheus", "stackdriver", "envoy"] { #expect(telemetry(name).isEmpty) }
        #expect(telemetry("ext").count == 3)
        #expect(
            telemetry("none")
                == [
                    "HS5108 spec.metrics[0].providers[0].name", "HS5108 spec.tracing[0].providers[0].name",
                    "HS5108 spec.accessLogging[0].providers[1].name",
                ])
        settings.meshConfig = ["trustDomain": "a"]
        #expect(custom("ext") == ["HS5107 spec.provider.name"])
    }

    @Test func addressesOfEntries() {
        let spec = "{hosts: [a.test], ports: [{number: 1, protocol: tcp}, {number: 2, protocol: HTTP}, {number: 3}]}"
        let found = { (settings: MeshSettings) in
            self.found("ServiceEntry", "networking.istio.io/v1", spec, settings)
        }
        #expect(found(MeshSettings()) == ["HS5103 spec.ports[0]", "HS5103 spec.ports[2]"])
        var settings = MeshSettings()
        settings.meshConfig = [
            "defaultConfig": [
                "proxyMetadata": ["ISTIO_META_DNS_CAPTURE": "true", "ISTIO_META_DNS_AUTO_ALLOCATE": "true"]
            ]
        ]
        #expect(found(settings).isEmpty)
    }

    @Test func patches() {
        let spec = """
            {configPatches: [
              {applyTo: HTTP_FILTER, match: {proxy: {proxyVersion: "1.2"}}, patch: {operation: INSERT_AFTER, value: {name: a}}},
              {applyTo: HTTP_FILTER, patch: {operation: INSERT_BEFORE, value: {name: a}}},
              {applyTo: CLUSTER, patch: {operation: REPLACE}}, {applyTo: HTTP_ROUTE, patch: {operation: ADD}},
              {applyTo: HTTP_ROUTE, patch: {operation: REMOVE}}, {applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST}}]
            PRIORITY}
            """
        func codes(_ spec: String) -> [String] {
            found("EnvoyFilter", "networking.istio.io/v1alpha3", spec).map { String($0.prefix(6)) }
        }
        #expect(codes(spec.with("PRIORITY", "")) == ["HS5111", "HS5115", "HS5112", "HS5113", "HS5114"])
        #expect(codes(spec.with("PRIORITY", ", priority: 5")) == ["HS5112", "HS5113", "HS5114"])
    }

    @Test func whatIsOnItsWayOut() {
        let spec =
            "{hosts: [a.test], http: [{fault: {delay: {percent: 5}}}, {fault: {delay: {percentage: {value: 5}}}}]}"
        #expect(
            found("VirtualService", "networking.istio.io/v1", spec).first == "HS5104 spec.http[0].fault.delay.percent")
        var settings = MeshSettings()
        settings.meshConfig = [
            "extensionProviders": [["name": "l", "lightstep": [:]], ["name": "z", "zipkin": [:]]],
            "defaultProviders": ["accessLogging": ["envoy"]],
        ]
        let telemetry = "{tracing: [{providers: [{name: l}, {name: z}]}], accessLogging: [{}]}"
        #expect(
            found("Telemetry", "telemetry.istio.io/v1", telemetry, settings) == [
                "HS5104 spec.tracing[0].providers[0].name"
            ])
        #expect(
            found("Telemetry", "telemetry.istio.io/v1", telemetry) == ["HS5105 spec.accessLogging[0].providers"])
    }

    @Test func routesThatAreNeverTaken() {
        let spec = """
            {hosts: [a.test], http: [{match: [{uri: {prefix: /a}}, {name: n, uri: {prefix: /a}}]},
              {match: [{uri: {prefix: /a/b}}, {uri: {prefix: /a/c}, method: {exact: PUT}}]},
              {match: [{uri: {prefix: /a}}]}, {}, {match: [{uri: {exact: /z}}]}, {}]}
            """
        #expect(
            found("VirtualService", "networking.istio.io/v1", spec) == [
                "HS5202 spec.http[0].match[1]", "HS5202 spec.http[1].match[0]", "HS5202 spec.http[1].match[1]",
                "HS5201 spec.http[2]",
                "HS5202 spec.http[2].match[0]", "HS5201 spec.http[4]", "HS5201 spec.http[5]",
            ])
    }

    @Test func certificatesAreRead() throws {
        #expect(PEMCertificate.fault(Array("nothing".utf8), at: nil) == "the certificate is not written in PEM")
        let damaged = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
        #expect(PEMCertificate.fault(Array(damaged.utf8), at: nil) == "the certificate is damaged")
        #expect(PEMCertificate.fault(Array(Self.certificate.utf8), at: nil) == nil)
        #expect(PEMCertificate.fault(Array(Self.certificate.utf8), at: 1_800_000_000) == nil)
        #expect(PEMCertificate.fault(Array(Self.certificate.utf8), at: 0) == "the certificate is not yet valid")
        #expect(
            PEMCertificate.fault(Array(Self.certificate.utf8), at: 5_000_000_000) == "the certificate has expired")
    }
    /// Of a key that was thrown away; good for ten years.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBizCCATGgAwIBAgIUBiq2idrq4ZIo/e3UxBtfOA+g68wwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAeFw0yNjExMjExNDM4NTlaFw0z
        NjExMTgxNDM4NTlaMBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAAQX3USfYuUxpZzYgOAQV1hm4aGenOGxXJzfB0WM
        5Ai2THTTk9TTu1k1ex7sakbnqBg9SdyD3QeGyKW+l1ScNKKXo1MwUTAdBgNVHQ4E
        FgQUXIJLUwuUeqQ6LfQeEBvpOTxQ73UwHwYDVR0jBBgwFoAUXIJLUwuUeqQ6LfQe
        EBvpOTxQ73UwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBB1KJc
        eN8SghHZqS/sjkxHGOj+u6hSbZpYGCPcPt3AKAIhAPyOPypKoLB5kZ2kKVKRY1s1
        5WmrK1m7nlxboyy5jd71
        -----END CERTIFICATE-----
        """
}
