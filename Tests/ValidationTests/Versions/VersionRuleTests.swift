import Domain
import Testing

@testable import Validation

@Suite struct VersionRuleTests {
    private func found(_ text: String, istio: String? = nil, linkerd: String? = nil) throws -> [String] {
        var settings = MeshSettings()
        if let istio { settings.istio = try #require(MeshVersion(istio)) }
        if let linkerd { settings.linkerd = try #require(MeshVersion(linkerd)) }
        return findings(text, ["HS9"], settings: settings)
    }

    private func istio(_ kind: String, _ version: String, _ spec: String, group: String = "networking.istio.io")
        -> String
    {
        "apiVersion: \(group)/\(version)\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: \(spec)\n"
    }

    @Test(arguments: [
        ("VirtualService", "v1beta1", "{http: [{mirrors: []}]}", "1.18", "1.19", "spec.http[0].mirrors"),
        (
            "VirtualService", "v1beta1", "{http: [{}, {retries: {backoff: 1s}}]}", "1.25", "1.26",
            "spec.http[1].retries.backoff"
        ),
        (
            "VirtualService", "v1", "{http: [{redirect: {prefixRewrite: /}}]}", "1.30", "1.31",
            "spec.http[0].redirect.prefixRewrite"
        ),
        ("Sidecar", "v1beta1", "{inboundConnectionPool: {}}", "1.19", "1.20", "spec.inboundConnectionPool"),
        (
            "DestinationRule", "v1beta1",
            "{subsets: [{trafficPolicy: {portLevelSettings: [{loadBalancer: {warmup: {}}}]}}]}",
            "1.23", "1.24", "spec.subsets[0].trafficPolicy.portLevelSettings[0].loadBalancer.warmup"
        ),
        (
            "DestinationRule", "v1", "{trafficPolicy: {retryBudget: {}}}", "1.26", "1.27",
            "spec.trafficPolicy.retryBudget"
        ),
        ("ServiceEntry", "v1", "{resolution: DYNAMIC_DNS}", "1.27", "1.28", "spec.resolution"),
        ("Gateway", "v1", "{servers: [{tls: {ecdhCurves: []}}]}", "1.31", "1.32", "spec.servers[0].tls.ecdhCurves"),
        ("EnvoyFilter", "v1alpha3", "{targetRefs: []}", "1.21", "1.22", "spec.targetRefs"),
    ])
    func fieldsOfIstioAreKnownSinceTheirVersion(
        _ kind: String, _ version: String, _ spec: String, _ before: String, _ since: String, _ path: String
    ) throws {
        let text = istio(kind, version, spec)
        #expect(try found(text, istio: before) == ["HS9001 \(kind) shop/a \(path)"])
        #expect(try found(text, istio: since) == [])
        #expect(try found(text) == [])
    }

    /// What the definitions take of any version and older ones do not understand.
    @Test(arguments: [
        (
            "AuthorizationPolicy", "security.istio.io", "{rules: [{to: [{operation: {paths: [/a, '/t/{*}/b']}}]}]}",
            "1.21", "1.22", "spec.rules[0].to[0].operation.paths[1]"
        ),
        (
            "AuthorizationPolicy", "security.istio.io", "{rules: [{to: [{operation: {notPaths: ['/{**}']}}]}]}",
            "1.18", "1.22", "spec.rules[0].to[0].operation.notPaths[0]"
        ),
        (
            "AuthorizationPolicy", "security.istio.io",
            "{rules: [{when: [{key: source.serviceAccount, values: [a/b]}]}]}",
            "1.24", "1.25", "spec.rules[0].when[0].key"
        ),
        (
            "Sidecar", "networking.istio.io", "{egress: [{hosts: ['*/*', ~pay/*]}]}", "1.30", "1.31",
            "spec.egress[0].hosts[1]"
        ),
    ]) func textsOfIstioAreReadSinceTheirVersion(
        _ kind: String, _ group: String, _ spec: String, _ before: String, _ since: String, _ path: String
    ) throws {
        let text = istio(kind, kind == "Sidecar" ? "v1beta1" : "v1", spec, group: group)
        #expect(try found(text, istio: before) == ["HS9007 \(kind) shop/a \(path)"])
        #expect(try found(text, istio: since) == [])
        #expect(try found(istio("Sidecar", "v1beta1", "{egress: [{hosts: [~/*]}]}"), istio: "1.18") == [])
    }

    @Test(arguments: [
        ("VirtualService", "networking.istio.io", "v1"), ("PeerAuthentication", "security.istio.io", "v1"),
        ("Telemetry", "telemetry.istio.io", "v1"),
    ])
    func v1OfIstioCameWith122(_ kind: String, _ group: String, _ version: String) throws {
        let text = istio(kind, version, "{}", group: group)
        #expect(try found(text, istio: "1.21") == ["HS9002 \(kind) shop/a apiVersion"])
        #expect(try found(text, istio: "1.22") == [])
    }

    @Test func authorizationPolicyHadV1Before() throws {
        #expect(try found(istio("AuthorizationPolicy", "v1", "{}", group: "security.istio.io"), istio: "1.18") == [])
    }

    @Test(arguments: [
        ("HTTPRoute", "v1beta3", "2.13", "2.14", "apiVersion"), ("HTTPRoute", "v1beta2", "2.12", "2.13", "apiVersion"),
        ("Server", "v1beta3", "2.15", "2.16", "apiVersion"), ("Server", "v1beta2", "2.14", "2.15", "apiVersion"),
        ("EgressNetwork", "v1alpha1", "2.16", "2.17", "kind"),
        ("HTTPLocalRateLimitPolicy", "v1alpha1", "2.16", "2.17", "kind"),
    ])
    func kindsOfLinkerdAreKnownSinceTheirVersion(
        _ kind: String, _ version: String, _ before: String, _ since: String, _ path: String
    ) throws {
        let text = istio(kind, version, "{}", group: "policy.linkerd.io")
        #expect(try found(text, linkerd: before) == ["HS9002 \(kind) shop/a \(path)"])
        #expect(try found(text, linkerd: since) == [])
    }

    @Test func fieldsOfLinkerdAreKnownSinceTheirVersion() throws {
        let text = istio(
            "HTTPRoute", "v1beta1", "{rules: [{backendRefs: [{filters: []}]}]}", group: "policy.linkerd.io")
        #expect(
            try found(text, linkerd: "2.12") == [
                "HS9001 HTTPRoute shop/a spec.rules[0].backendRefs",
                "HS9001 HTTPRoute shop/a spec.rules[0].backendRefs[0].filters",
            ])
        #expect(
            try found(text, linkerd: "2.13") == ["HS9001 HTTPRoute shop/a spec.rules[0].backendRefs[0].filters"])
        #expect(try found(text, linkerd: "2.14") == [])
    }

    @Test func whatIsOnItsWayOutIsSaid() throws {
        #expect(
            try found(istio("Server", "v1beta1", "{}", group: "policy.linkerd.io")) == [
                "HS9003 Server shop/a apiVersion"
            ])
        #expect(try found(istio("Server", "v1beta3", "{}", group: "policy.linkerd.io")) == [])
        let split = istio("TrafficSplit", "v1alpha2", "{}", group: "split.smi-spec.io")
        #expect(try found(split, linkerd: "2.12") == ["HS9005 TrafficSplit shop/a kind"])
        let profile = istio("ServiceProfile", "v1alpha2", "{}", group: "linkerd.io")
        #expect(try found(profile, linkerd: "2.15") == [])
        #expect(try found(profile, linkerd: "2.16") == ["HS9005 ServiceProfile shop/a kind"])
        let rule = istio("DestinationRule", "v1beta1", "{trafficPolicy: {loadBalancer: {warmupDurationSecs: 1s}}}")
        #expect(try found(rule, istio: "1.23") == [])
        #expect(
            try found(rule, istio: "1.24") == [
                "HS9004 DestinationRule shop/a spec.trafficPolicy.loadBalancer.warmupDurationSecs"
            ])
        #expect(
            try found(istio("VirtualService", "v1", "{http: [{mirrorPercent: 5}]}")) == [
                "HS9004 VirtualService shop/a spec.http[0].mirrorPercent"
            ])
    }

    @Test func otherVersionsAreNamed() throws {
        let text = istio("Gateway", "v1beta1", "{}")
        #expect(try found(text, istio: "1.17") == ["HS9006 Gateway shop/a kind"])
        #expect(try found(text, istio: "9.0") == ["HS9006 Gateway shop/a kind"])
        #expect(try found(text, istio: "1.18", linkerd: "1.0") == [])
    }

    /// The schemas of the target itself are the better judge: nothing is said twice.
    @Test func theSchemasOfTheTargetComeFirst() throws {
        var settings = MeshSettings()
        settings.istio = MeshVersion(1, 18)
        settings.schemas = SchemaCatalogue(
            name: "istio 1.18", schemas: SchemaCatalogue.builtIn.schemas(of: .virtualService))
        #expect(findings(istio("VirtualService", "v1", "{http: [{mirrors: []}]}"), ["HS9"], settings: settings) == [])
    }

    /// Every place that the histories name is one of the built-in schemas.
    @Test func everyPlaceIsInTheSchemas() {
        for fact in IstioHistory.fields + LinkerdHistory.fields + IstioHistory.outdated.map(\.place)
            + IstioHistory.texts.map(\.place)
        {
            for kind in fact.kinds {
                let schemas = SchemaCatalogue.builtIn.schemas(of: kind)
                #expect(schemas.contains { holds(fact.pattern, $0.root) }, "\(kind) \(fact.pattern)")
            }
        }
        for fact in IstioHistory.served + LinkerdHistory.served {
            let versions = SchemaCatalogue.builtIn.schemas(of: fact.kind).map(\.version)
            #expect(!versions.isEmpty && fact.version.map(versions.contains) ?? true, "\(fact)")
        }
    }

    private func holds(_ pattern: String, _ root: SchemaNode) -> Bool {
        let parts = pattern.split(separator: "=")
        var node: SchemaNode? = root
        for step in parts[0].split(separator: ".") {
            switch step {
            case "[]": node = node?.parts.items
            case "*": if case .like(let other)? = node?.parts.others { node = other } else { node = nil }
            default: node = node?.parts.properties[String(step)]
            }
        }
        guard let node else { return false }
        return parts.count == 1 || node.parts.values.contains(.string(String(parts[1])))
    }

    @Test func versionsOutsideOfTheHistoryAreSaid() throws {
        let route = istio(
            "VirtualService", "v1beta1", "{hosts: [a.example], http: [{route: [{destination: {host: a}}]}]}")
        func unchecked(_ istio: String, _ linkerd: String, _ text: String) throws -> [String] {
            var settings = MeshSettings()
            settings.istio = try #require(MeshVersion(istio))
            settings.linkerd = try #require(MeshVersion(linkerd))
            return Validator.validate(known(text), settings: settings).unchecked.map { "\($0.what): \($0.why)" }
        }
        let newest = "\(MeshVersion.newestIstio)"
        #expect(try unchecked("1.18", "2.1", route) == [])
        #expect(try unchecked(newest, "2.12", route) == [])
        let old = "what is particular to Istio 1.17: known are 1.18 to \(newest); the rules of 1.18 were used"
        #expect(try unchecked("1.17", "2.12", route) == [old])
        let new = "what is particular to Istio 9.9: known are 1.18 to \(newest); the rules of \(newest) were used"
        #expect(try unchecked("9.9", "2.12", route) == [new])
        let server =
            "apiVersion: policy.linkerd.io/v1beta1\nkind: Server\nmetadata: {name: a, namespace: shop}\n"
            + "spec: {podSelector: {matchLabels: {app: a}}, port: 80}\n"
        #expect(try unchecked("1.17", "2.12", server) == [])
        #expect(try unchecked("1.18", "2.11", server).count == 1)
    }

    /// What the target lacks is no advice either.
    @Test(arguments: [
        ("HTTPRoute", "v1beta3", "2.12", "use v1beta1, which has no timeouts, or update the mesh"),
        ("HTTPRoute", "v1beta3", "2.13", "use v1beta2, which has no timeouts, or update the mesh"),
        ("HTTPRoute", "v1beta2", "2.12", "use v1beta1, or update the mesh"),
        ("Server", "v1beta3", "2.14", "use v1beta1, which has no accessPolicy, or update the mesh"),
        ("Server", "v1beta3", "2.15", "use v1beta2, which has no accessPolicy, or update the mesh"),
    ])
    func adviceIsWhatTheTargetHas(_ kind: String, _ version: String, _ target: String, _ advice: String) throws {
        var settings = MeshSettings()
        settings.linkerd = try #require(MeshVersion(target))
        let text = "apiVersion: policy.linkerd.io/\(version)\nkind: \(kind)\nmetadata: {name: a, namespace: b}\n"
        let found = Validator.validate(known(text), settings: settings).findings
        #expect(found.first { $0.code.id == "HS9002" }?.hint == advice)
    }

    @Test func aFieldIsToldBeforeItsValue() throws {
        let plugin = istio(
            "WasmPlugin", "v1alpha1", "{url: a, failStrategy: FAIL_RELOAD}", group: "extensions.istio.io")
        #expect(try found(plugin, istio: "1.18") == ["HS9001 WasmPlugin shop/a spec.failStrategy"])
        #expect(try found(plugin, istio: "1.20") == ["HS9001 WasmPlugin shop/a spec.failStrategy"])
        #expect(try found(plugin, istio: "1.27").isEmpty)
    }

    /// A release without the word before it is no minor version, and one of the future is said to be.
    @Test func edgeReleasesThatNobodyKnows() {
        var settings = MeshSettings()
        #expect(settings.set(mesh: "linkerd=25.4.1")?.contains("did you mean linkerd=edge-25.4.1?") == true)
        #expect(settings.set(mesh: "linkerd=2.25") == nil && settings.set(mesh: "istio=25.4.1") == nil)
        func gaps(_ edge: String) -> [String] {
            var settings = MeshSettings()
            #expect(settings.set(mesh: "linkerd=\(edge)") == nil)
            let server = "apiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: {name: a}\n"
            return SupportedVersions.unchecked(known(server).judged, settings).map(\.what)
        }
        #expect(gaps("edge-26.8.3").isEmpty)
        #expect(gaps("edge-26.9.1") == ["what is particular to Linkerd edge-26.9.1"])
    }

    /// Edge releases have the API of the minor version that was made of them.
    @Test(arguments: [
        ("edge-24.5.1", "2.15"), ("edge-24.2.4", "2.15"), ("edge-24.2.3", "2.14"), ("edge-24.11.8", "2.17"),
        ("edge-26.1.1", "2.19"), ("edge-22.10.1", "2.12"), ("edge-22.3.1", nil), ("edge-24.5", nil),
        ("edge-x.1.1", nil),
    ])
    func edgeReleasesAreVersions(_ edge: String, _ version: String?) throws {
        var settings = MeshSettings()
        let problem = settings.set(mesh: "linkerd=\(edge)")
        #expect((problem == nil) == (version != nil))
        if let version { #expect(settings.linkerd == MeshVersion(version)) }
        #expect(settings.set(mesh: "istio=\(edge)") != nil)
    }
}
