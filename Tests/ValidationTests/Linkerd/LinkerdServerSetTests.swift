import Testing

@testable import Validation

/// Linkerd's Servers and authorizations beside one another.
@Suite struct LinkerdServerSetTests {
    private let group = "policy.linkerd.io"

    private func object(
        _ kind: String, _ name: String, _ spec: String, labels: String = "{}", at time: String? = nil
    ) -> String {
        let created = time.map { ", creationTimestamp: '2026-01-01T00:00:\($0)Z'" } ?? ""
        let version =
            ["Service", "ServiceAccount", "Pod"].contains(kind)
            ? "v1" : kind == "Deployment" ? "apps/v1" : "policy.linkerd.io/v1alpha1"
        return """
            ---
            apiVersion: \(version)
            kind: \(kind)
            metadata: {name: \(name), namespace: shop, labels: \(labels)\(created)}
            spec: \(spec)

            """
    }
    private func pod(_ labels: String, _ ports: String) -> String {
        object("Pod", "p", "{containers: [{name: c, ports: \(ports)}]}", labels: labels)
    }
    private func found(_ texts: String..., settings: MeshSettings = MeshSettings()) -> [String] {
        findings(texts.joined(), ["HS410", "HS411"], settings: settings).map { $0.replacing("shop/", with: "") }
            .filter { !$0.hasPrefix("HS4103") && !$0.hasPrefix("HS4104") }
    }

    @Test func serversOverlapBySelectors() {
        let web = object("Server", "a", "{podSelector: {matchLabels: {app: web}}, port: 80}")
        let more = object("Server", "b", "{podSelector: {matchLabels: {app: web, tier: x}}, port: 80}")
        let all = object("Server", "c", "{podSelector: {}, port: 80}")
        let elsewhere = object("Server", "d", "{podSelector: {matchLabels: {app: web}}, port: 81}")
        let other = object("Server", "e", "{podSelector: {matchLabels: {app: api}}, port: 80}")
        #expect(found(web, more) == ["HS4100 Server a spec.port", "HS4100 Server b spec.port"])
        #expect(found(web, elsewhere, other) == [])
        #expect(found(elsewhere, all, web) == ["HS4100 Server c spec.port", "HS4100 Server a spec.port"])
    }

    /// What a selector without texts is meant to take nobody knows.
    @Test func selectorsThatAreNoTextsSelectNothing() {
        let off = object("Server", "a", "{podSelector: {matchLabels: {app: off}}, port: 80}")
        let web = object("Server", "b", "{podSelector: {matchLabels: {app: web}}, port: 80}")
        let pod = pod("{app: web}", "[{name: http, containerPort: 80}]")
        #expect(found(off, web) == [] && found(off, web, pod) == [])
        #expect(found(off.replacing("app: off", with: "app: 'off'"), web, pod) == ["HS4101 Server a spec.podSelector"])
        // Nor does one for machines select pods.
        let machines = object("Server", "a", "{externalWorkloadSelector: {matchLabels: {app: web}}, port: 80}")
        #expect(found(machines, web, pod) == [])
    }

    @Test func serversOverlapByPods() {
        let number = object("Server", "a", "{podSelector: {matchLabels: {app: web}}, port: 80}")
        let name = object("Server", "b", "{podSelector: {matchLabels: {tier: x}}, port: http}")
        let ports = "[{name: http, containerPort: 80}]"
        #expect(
            found(number, name, pod("{app: web, tier: x}", ports)) == [
                "HS4100 Server a spec.port", "HS4100 Server b spec.port",
            ])
        #expect(found(number, name, pod("{app: web}", ports)) == ["HS4101 Server b spec.podSelector"])
        let canary = object(
            "Server", "c",
            "{podSelector: {matchLabels: {app: web}, matchExpressions: [{key: k, operator: Exists}]}, port: 80}")
        #expect(found(number, canary, pod("{app: web}", ports)) == ["HS4101 Server c spec.podSelector"])
    }

    /// The injector names ports and adds labels that no file has.
    @Test func proxiesHavePortsAndLabels() {
        let admin = object("Server", "a", "{podSelector: {}, port: linkerd-admin}")
        let slip = object("Server", "b", "{podSelector: {}, port: linkerd-admn}")
        let meshed = object(
            "Server", "c",
            "{podSelector: {matchExpressions: [{key: linkerd.io/control-plane-ns, operator: Exists}]}, port: 80}")
        let owned = object("Server", "d", "{podSelector: {matchLabels: {linkerd.io/proxy-deployment: a}}, port: 81}")
        func deployment(_ wish: String) -> String {
            object(
                "Deployment", "a",
                "{template: {metadata: {annotations: {\(wish)}, labels: {app: web}}, spec: {containers: [{name: c}]}}}")
        }
        for wish in ["linkerd.io/inject: enabled", ""] {
            #expect(found(admin, meshed, owned, deployment(wish)) == [])
            #expect(found(slip, deployment(wish)) == ["HS4102 Server b spec.port"])
        }
        #expect(
            found(admin, meshed, owned, deployment("linkerd.io/inject: disabled")) == [
                "HS4109 Server a spec.podSelector", "HS4102 Server a spec.port", "HS4101 Server c spec.podSelector",
                "HS4101 Server d spec.podSelector",
            ])
        let number = object("Server", "e", "{podSelector: {matchLabels: {app: web}}, port: 4191}")
        #expect(found(admin, number, deployment("")).count == 2)
    }

    @Test func theOutcomeDependsOnTheVersionAndAge() throws {
        let spec = "{podSelector: {}, port: 80}"
        let set = known(object("Server", "a", spec, at: "01") + object("Server", "b", spec, at: "02"))
        func messages(_ version: MeshVersion) -> [String] {
            var settings = MeshSettings()
            settings.linkerd = version
            return Validator.validate(set, settings: settings).findings.filter { $0.code == .serversOverlap }
                .compactMap { $0.message.split(separator: ", and ").last.map(String.init) }
        }
        #expect(messages(MeshVersion(2, 18)) == ["this one counts, being older", "that one counts, being older"])
        #expect(messages(MeshVersion(2, 17)).first == "Linkerd refuses the second one")
    }

    @Test func serversReachSomething() {
        let server = object("Server", "a", "{podSelector: {matchLabels: {app: web}}, port: admin}")
        #expect(found(server) == [])
        #expect(found(server, pod("{app: web}", "[{name: http, containerPort: 80}]")) == ["HS4102 Server a spec.port"])
        #expect(found(server, pod("{app: web}", "[{name: admin, containerPort: 80}]")) == [])
        #expect(found(server, pod("{app: api}", "[]")) == ["HS4101 Server a spec.podSelector"])
    }

    @Test func serversDenyByDefault() {
        let server = object("Server", "a", "{podSelector: {}, port: 80}", labels: "{app: web}")
        func said(_ texts: String...) -> [String] {
            findings(texts.joined(), ["HS4103", "HS4104", "HS4105", "HS4106"])
        }
        #expect(said(server) == [])
        #expect(said(server, object("Service", "web", "{}")) == ["HS4104 Server shop/a spec.accessPolicy"])
        let selecting = object(
            "ServerAuthorization", "s",
            "{server: {selector: {matchLabels: {app: web}}}, client: {unauthenticated: true}}")
        #expect(said(server, selecting) == [])
        let naming = object("ServerAuthorization", "s", "{server: {name: b}, client: {unauthenticated: true}}")
        #expect(said(server, naming) == ["HS4103 Server shop/a spec.accessPolicy"])
        let everywhere = object("AuthorizationPolicy", "p", "{targetRef: {kind: Namespace, name: shop}}")
        #expect(said(server, everywhere) == [])
        let route = object(
            "HTTPRoute", "r", "{parentRefs: [{group: policy.linkerd.io, kind: Server, name: a}]}")
        let policy = object(
            "AuthorizationPolicy", "p", "{targetRef: {group: policy.linkerd.io, kind: HTTPRoute, name: r}}")
        #expect(said(server, route, policy) == [])
        let open = object("Server", "a", "{podSelector: {}, port: 80, accessPolicy: all-unauthenticated}")
        #expect(said(open) == [])
        #expect(said(open, everywhere) == ["HS4105 Server shop/a spec.accessPolicy"])
        #expect(
            said(object("Server", "a", "{port: 80, accessPolicy: audit}")) == ["HS4106 Server shop/a spec.accessPolicy"]
        )
    }

    @Test func authorizationsAreForSomething() {
        let server = object("Server", "a", "{podSelector: {}, port: 80}", labels: "{app: web, tier: x}")
        let nobody = "client: {unauthenticated: true}"
        func authorization(_ target: String) -> String {
            object("ServerAuthorization", "s", "{server: \(target), \(nobody)}")
        }
        #expect(found(authorization("{name: b}")) == [])
        #expect(found(server, authorization("{name: b}")) == ["HS4110 ServerAuthorization s spec.server.name"])
        #expect(found(server, authorization("{name: a}")) == [])
        #expect(found(server, authorization("{selector: {matchLabels: {tier: x}}}")) == [])
        #expect(
            found(server, authorization("{selector: {matchLabels: {tier: z}}}")) == [
                "HS4110 ServerAuthorization s spec.server.selector"
            ])
        let limit = "{targetRef: {group: \(group), kind: Server, name: a}}"
        #expect(found(server, object("HTTPLocalRateLimitPolicy", "l", limit)) == [])
        #expect(
            found(
                server, object("HTTPLocalRateLimitPolicy", "l", limit), object("HTTPLocalRateLimitPolicy", "m", limit))
                == [
                    "HS4115 HTTPLocalRateLimitPolicy l spec.targetRef.name",
                    "HS4115 HTTPLocalRateLimitPolicy m spec.targetRef.name",
                ])
        let route = object("HTTPRoute", "r", "{parentRefs: [{group: core, kind: Service, name: web}]}")
        let policy = object("AuthorizationPolicy", "p", "{targetRef: {group: \(group), kind: HTTPRoute, name: r}}")
        #expect(found(server, route, policy) == ["HS4111 AuthorizationPolicy p spec.targetRef.name"])
    }

    @Test func authenticationsAndAccountsExist() {
        let reference = "{group: \(group), kind: MeshTLSAuthentication, name: m}"
        let policy = object(
            "AuthorizationPolicy", "p",
            "{targetRef: {kind: Namespace, name: shop}, requiredAuthenticationRefs: [\(reference)]}")
        let good = object("MeshTLSAuthentication", "m", "{identityRefs: [{kind: ServiceAccount, name: web}]}")
        let other = object("MeshTLSAuthentication", "n", "{identities: ['*']}")
        #expect(found(policy) == [])
        #expect(found(policy, good) == [])
        #expect(
            found(policy, other) == ["HS4112 AuthorizationPolicy p spec.requiredAuthenticationRefs[0].name"])
        #expect(found(good, object("ServiceAccount", "web", "{}")) == [])
        #expect(
            found(good, object("ServiceAccount", "api", "{}")) == [
                "HS4113 MeshTLSAuthentication m spec.identityRefs[0].name"
            ])
        #expect(
            found(object("ServerAuthorization", "s", "{server: {name: a}, client: {meshTLS: {identities: []}}}")) == [
                "HS4114 ServerAuthorization s spec.client.meshTLS"
            ])
    }
}
