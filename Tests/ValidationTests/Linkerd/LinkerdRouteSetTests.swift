import Testing

@testable import Validation

/// Routes, profiles and splits beside one another and beside Services.
@Suite struct LinkerdRouteSetTests {
    /// Linkerd's webhook sees no Services, and what it cannot read it passes over.
    @Test(arguments: ["v1\nkind: Service", "policy.linkerd.io/v1alpha1\nkind: EgressNetwork"])
    func annotationsOfServices(_ type: String) {
        func found(_ annotations: String) -> [String] {
            findings(
                "apiVersion: \(type)\nmetadata: {name: a, namespace: shop, annotations: {\(annotations)}}\nspec: {}\n",
                ["HS4128"]
            ).map { String($0.split(separator: "[\"").last?.dropLast(2) ?? "") }
        }
        for right in [
            "retry.linkerd.io/http: '5xx,gateway-error,404-408'", "retry.linkerd.io/grpc: internal",
            "timeout.linkerd.io/idle: 10s", "retry.linkerd.io/limit: '2'", "other.io/http: 6xx",
            "balancer.linkerd.io/failure-accrual: unified", "config.linkerd.io/opaque-ports: '25'",
            "balancer.linkerd.io/failure-accrual-consecutive-max-failures: many",
        ] { #expect(found(right).isEmpty, "\(right)") }
        for (key, value) in [
            ("retry.linkerd.io/http", "6xx"), ("retry.linkerd.io/grpc", "5xx"), ("timeout.linkerd.io/request", "'1'"),
            ("retry.linkerd.io/limit", "two"), ("balancer.linkerd.io/failure-accrual", "Consecutive"),
        ] { #expect(found("\(key): \(value)") == [key]) }
        let breaker = "balancer.linkerd.io/failure-accrual"
        let wrong = ["max-failures", "max-penalty", "min-penalty"].map { "\(breaker)-consecutive-\($0)" }
        #expect(
            found("\(breaker): consecutive, " + wrong.map { "\($0): x" }.joined(separator: ", ")) == wrong)
        let right = "\(breaker)-consecutive-max-failures: ' 3 ', \(breaker)-consecutive-max-penalty: 1m"
        #expect(found("\(breaker): consecutive, \(right)").isEmpty)
    }

    private func object(
        _ type: String, _ name: String, _ spec: String, in namespace: String = "shop", at time: String? = nil
    ) -> String {
        let parts = type.split(separator: " ")
        let created = time.map { ", creationTimestamp: '2026-01-01T00:00:\($0)Z'" } ?? ""
        return """
            ---
            apiVersion: \(parts[0])
            kind: \(parts[1])
            metadata: {name: \(name), namespace: \(namespace)\(created)}
            spec: \(spec)

            """
    }
    private let route = "policy.linkerd.io/v1beta3 HTTPRoute"
    private let gateway = "gateway.networking.k8s.io/v1 HTTPRoute"
    private let split = "split.smi-spec.io/v1alpha2 TrafficSplit"
    private let profile = "linkerd.io/v1alpha2 ServiceProfile"
    private var web: String { object("v1 Service", "web", "{ports: [{port: 80}]}") }

    private func found(_ texts: String...) -> [String] {
        findings(texts.joined(), ["HS412", "HS413"]).map {
            $0.replacing("shop/", with: "").replacing(".shop.svc.cluster.local", with: "")
        }
    }

    @Test func parentsAndBackendsExist() {
        func on(_ parent: String, _ backends: String = "[]") -> String {
            object(gateway, "r", "{parentRefs: [\(parent)], rules: [{backendRefs: \(backends)}]}")
        }
        #expect(found(on("{group: core, kind: Service, name: api}")) == [])
        #expect(found(on("{group: core, kind: Service, name: web, port: 80}", "[{name: web, port: 80}]"), web) == [])
        #expect(found(on("{kind: Gateway, name: api, group: gateway.networking.k8s.io}"), web) == [])
        #expect(
            found(on("{group: core, kind: Service, name: api}", "[{name: api, port: 80}, {name: web, port: 81}]"), web)
                == [
                    "HS4120 HTTPRoute r spec.parentRefs[0].name",
                    "HS4129 HTTPRoute r spec.rules[0].backendRefs[0].name",
                    "HS4138 HTTPRoute r spec.rules[0].backendRefs[1].port",
                ])
        let missing = on("{group: core, kind: Service, name: web}", "[{name: api, port: 80}]") + web
        let path = "HTTPRoute shop/r spec.rules[0].backendRefs[0].name"
        #expect(findings(missing, ["HS412"]) == ["HS4129 \(path)"])
        #expect(findings(missing, ["HS412"], listed: [.service]) == ["HS4123 \(path)"])
        #expect(
            found(on("{group: core, kind: Service, name: web, port: 8080}"), web) == [
                "HS4121 HTTPRoute r spec.parentRefs[0].port"
            ])
        #expect(
            found(on("{group: policy.linkerd.io, kind: Server, name: a, namespace: other}")) == [
                "HS4122 HTTPRoute r spec.parentRefs[0].namespace"
            ])
        #expect(
            found(on("{group: policy.linkerd.io, kind: Server, name: a, port: 80}")) == [
                "HS4122 HTTPRoute r spec.parentRefs[0].port"
            ])
    }

    /// A parent without a group is of the group that the route's definition fills in, which has no Services.
    @Test func parentsHaveAGroup() {
        func on(_ type: String, _ parent: String) -> String { object(type, "r", "{parentRefs: [\(parent)]}") }
        let lost = ["HS4120 HTTPRoute r spec.parentRefs[0].group"]
        for type in [gateway, route] {
            #expect(found(on(type, "{kind: Service, name: web, port: 80}"), web) == lost)
            #expect(found(on(type, "{kind: Service, name: web, port: 80, group: ''}"), web) == [])
        }
        #expect(found(on(gateway, "{kind: Server, name: web}")) == lost)
        #expect(found(on(route, "{kind: Server, name: web}")) == [])
        #expect(found(on(gateway, "{name: edge}")) == [])
    }

    @Test func equalMatchesShadow() {
        func matching(_ name: String, _ matches: String, _ time: String? = nil, in namespace: String = "shop") -> String
        {
            object(
                route, name,
                "{parentRefs: [{group: core, kind: Service, name: web, namespace: shop}], rules: [{matches: \(matches)}]}",
                in: namespace, at: time)
        }
        let a = matching("a", "[{path: {value: /a}, headers: [{name: X-A, value: b}]}]", "02")
        #expect(found(a, matching("b", "[{path: {value: /a}}]", "01")) == [])
        #expect(
            found(
                a,
                matching(
                    "b", "[{headers: [{name: x-a, type: Exact, value: b}], path: {type: PathPrefix, value: /a}}]", "01")
            )
                == ["HS4124 HTTPRoute a spec.rules[0]"])
        let one = matching("a", "[]")
        #expect(found(one, matching("b", "[{}]")).count == 2)
        // A consumer route is for the clients of its own namespace.
        #expect(
            found(matching("a", "[]", "02"), matching("b", "[]", "01", in: "other")) == [])
        #expect(
            found(matching("a", "[]", "01"), matching("b", "[]", "02", in: "other")) == [
                "HS4124 HTTPRoute other/b spec.rules[0]"
            ])
        #expect(
            found(
                object(
                    route, "c",
                    "{rules: [{matches: [{path: {value: /a}}, {path: {value: /b}}]}, {matches: [{path: {value: /b}}]}]}"
                ))
                == ["HS4124 HTTPRoute c spec.rules[1]"])
    }

    @Test func profilesSwitchRoutesOff() {
        let own = object(route, "r", "{parentRefs: [{group: core, kind: Service, name: web, namespace: shop}]}")
        let foreign = object(
            route, "r", "{parentRefs: [{group: core, kind: Service, name: web, namespace: shop}]}", in: "a")
        func named(_ namespace: String) -> String {
            object(profile, "web.shop.svc.cluster.local", "{routes: []}", in: namespace)
        }
        #expect(
            found(own, named("shop")) == [
                "HS4125 HTTPRoute r spec.parentRefs[0].name", "HS4125 ServiceProfile web metadata.name",
            ])
        #expect(found(own, named("other")).count == 2)
        #expect(found(foreign, named("shop")).count == 2)
        #expect(found(foreign, named("a")).count == 2)
        #expect(found(foreign, named("other")) == [])
        #expect(found(object(profile, "web", "{}")) == ["HS4126 ServiceProfile web metadata.name"])
        #expect(found(object(profile, "api.shop.svc.cluster.local", "{}"), web).count == 1)
        #expect(found(named("shop"), web) == [])
    }

    @Test func splits() {
        func splitting(_ name: String, _ backends: String) -> String {
            object(split, name, "{service: web, backends: \(backends)}")
        }
        #expect(found(splitting("a", "[{service: web, weight: 1}]"), web) == [])
        #expect(
            found(splitting("a", "[{service: v1, weight: 0}]"), web) == [
                "HS4132 TrafficSplit a spec.backends", "HS4131 TrafficSplit a spec.backends[0].service",
            ])
        let one = "[{service: web, weight: 1}]"
        #expect(found(splitting("a", one), splitting("b", one)).count == 2)
        let overrides = object(profile, "web.shop.svc.cluster.local", "{dstOverrides: [{authority: a, weight: 1}]}")
        #expect(found(splitting("a", one), overrides) == ["HS4133 TrafficSplit a spec.service"])
    }

    @Test func backendsWithoutPorts() {
        func found(_ api: String, _ kind: String, _ parent: String) -> [String] {
            findings(
                "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: r, namespace: shop}\n"
                    + "spec: {parentRefs: [{\(parent)}], rules: [{backendRefs: [{name: a}, {name: b, port: 80}, "
                    + "{group: policy.linkerd.io, kind: EgressNetwork, name: c}]}]}", ["HS4127", "HS4022"]
            ).map { String($0.split(separator: " ")[0]) }
        }
        let service = "group: core, kind: Service, name: web, port: 80"
        #expect(found("policy.linkerd.io/v1beta3", "HTTPRoute", service) == ["HS4127"])
        #expect(found("gateway.networking.k8s.io/v1alpha2", "TCPRoute", service) == ["HS4127"])
        #expect(found("gateway.networking.k8s.io/v1", "HTTPRoute", service) == ["HS4022"])
        let server = "group: policy.linkerd.io, kind: Server, name: web"
        #expect(found("policy.linkerd.io/v1beta3", "HTTPRoute", server).isEmpty)
    }
}
