import Testing

@testable import Validation

/// What Linkerd's webhook takes and refuses of routes, and its validator of profiles.
@Suite struct LinkerdRouteTests {
    private func object(_ type: String, _ spec: String, annotations: String = "{}") -> [String] {
        let parts = type.split(separator: " ")
        return findings(
            """
            apiVersion: \(parts[0])
            kind: \(parts[1])
            metadata: {name: web.shop.svc.cluster.local, namespace: shop, annotations: \(annotations)}
            spec: \(spec)
            """, ["HS40"]
        ).map { $0.replacing("\(parts[1]) shop/web.shop.svc.cluster.local ", with: "") }
    }
    private let own = "policy.linkerd.io/v1beta3 HTTPRoute"
    private let http = "gateway.networking.k8s.io/v1 HTTPRoute"
    private let grpc = "gateway.networking.k8s.io/v1 GRPCRoute"
    private let tcp = "gateway.networking.k8s.io/v1alpha2 TCPRoute"
    private let profile = "linkerd.io/v1alpha2 ServiceProfile"

    @Test func parents() {
        let outside = "{group: policy.linkerd.io, kind: EgressNetwork, name: e}"
        for type in [own, http, grpc] {
            #expect(object(type, "{parentRefs: [\(outside)]}") == ["HS4020 spec.parentRefs[0].port"])
            #expect(object(type, "{parentRefs: [{group: core, kind: EgressNetwork, name: e}, {name: g}]}") == [])
        }
        #expect(object(tcp, "{rules: [{}, {}]}") == ["HS4021 spec.rules"])
        #expect(object(tcp, "{rules: [{}]}") == [])
        #expect(object(http, "{rules: [{}, {}]}") == [])
    }

    @Test func backends() {
        let spec =
            "{rules: [{backendRefs: [{name: a}, {name: b, port: 80}, {name: c, group: x.io}, {name: d, kind: Q}]}]}"
        #expect(object(http, spec) == ["HS4022 spec.rules[0].backendRefs[0].port"])
        #expect(object(grpc, spec) == ["HS4022 spec.rules[0].backendRefs[0].port"])
        #expect(object(own, spec) == [])
    }

    @Test func matches() {
        let spec = """
            {rules: [{matches: [
              {path: {value: a}}, {path: {type: Exact, value: /a}}, {path: {type: RegularExpression, value: 'a(?=b)'}},
              {headers: [{name: 'a b', value: c}, {name: X-User, value: 'ü'}, {name: x, value: '[', type: RegularExpression}]},
              {queryParams: [{name: q, value: '*', type: RegularExpression}, {name: q, value: '*'}]}]}]}
            """
        for type in [own, http] {
            #expect(
                object(type, spec) == [
                    "HS4023 spec.rules[0].matches[0].path.value", "HS4024 spec.rules[0].matches[2].path.value",
                    "HS4025 spec.rules[0].matches[3].headers[0].name",
                    "HS4025 spec.rules[0].matches[3].headers[1].value",
                    "HS4024 spec.rules[0].matches[3].headers[2].value",
                    "HS4024 spec.rules[0].matches[4].queryParams[0].value",
                ])
        }
        #expect(
            object(
                grpc, "{rules: [{matches: [{method: {service: a, type: RegularExpression}}, {method: {service: a}}]}]}")
                == ["HS4026 spec.rules[0].matches[0].method.type"])
    }

    /// Other meshes take what Linkerd does not.
    @Test func routesOfGatewaysAlone() {
        let edge = "{name: edge}, {name: own, kind: ListenerSet}"
        let service = "{name: a, kind: Service, group: '', port: 80}"
        let match = "rules: [{matches: [{method: {service: a, type: RegularExpression}}]}]"
        #expect(object(tcp, "{parentRefs: [\(edge)], rules: [{}, {}]}") == [])
        #expect(object(tcp, "{parentRefs: [\(edge), \(service)], rules: [{}, {}]}") == ["HS4021 spec.rules"])
        #expect(object(grpc, "{parentRefs: [\(edge)], \(match)}") == [])
        #expect(object(grpc, "{parentRefs: [\(edge), \(service)], \(match)}").count == 1)
    }

    @Test func filters() {
        func filter(_ type: String, _ filter: String) -> [String] {
            object(type, "{rules: [{filters: [\(filter)]}]}").map {
                $0.replacing("spec.rules[0].filters[0].", with: "")
            }
        }
        #expect(filter(own, "{type: URLRewrite, urlRewrite: {}}") == ["HS4028 type"])
        #expect(filter(http, "{type: URLRewrite, urlRewrite: {}}") == [])
        #expect(filter(own, "{type: RequestRedirect}") == ["HS4028 requestRedirect"])
        for type in [own, http] {
            #expect(filter(type, "{type: RequestRedirect, requestRedirect: {statusCode: 301, scheme: https}}") == [])
            #expect(
                filter(
                    type, "{type: RequestRedirect, requestRedirect: {statusCode: 99, path: {replacePrefixMatch: a}}}")
                    == ["HS4027 requestRedirect.statusCode", "HS4027 requestRedirect.path.replacePrefixMatch"])
            #expect(
                filter(type, "{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath}}}")
                    == ["HS4027 requestRedirect.path"])
            #expect(
                filter(
                    type,
                    "{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: ' ', value: a}], remove: ['']}}"
                )
                    == ["HS4025 requestHeaderModifier.add[0].name", "HS4025 requestHeaderModifier.remove[0]"])
        }
    }

    @Test func timeouts() {
        func timeouts(_ text: String) -> [String] {
            object(own, "{rules: [{timeouts: \(text)}]}").map { $0.replacing("spec.rules[0].timeouts.", with: "") }
        }
        #expect(timeouts("{request: 1m, backendRequest: 60s}") == [])
        #expect(timeouts("{request: 0s, backendRequest: 1s}") == ["HS4029 backendRequest"])
        #expect(timeouts("{request: 1s, backendRequest: 1.5s}") == ["HS4029 backendRequest"])
        #expect(timeouts("{request: soon, backendRequest: -1s}") == ["HS4029 request", "HS4029 backendRequest"])
    }

    @Test func annotations() {
        let service = "{parentRefs: [{group: core, kind: Service, name: web}]}"
        func wrong(_ text: String, _ type: String) -> [String] {
            object(type, service, annotations: text).map { $0.replacing("metadata.annotations", with: "") }
        }
        #expect(
            wrong(
                "{retry.linkerd.io/http: '5XX,429,500-502', retry.linkerd.io/limit: '3', timeout.linkerd.io/idle: 1d}",
                own)
                == [])
        for text in ["soon", "1", "1.5s", "1us", "-1s", "99999999999999999999s"] {
            #expect(wrong("{timeout.linkerd.io/request: '\(text)'}", http).count == 1, "\(text)")
        }
        for text in ["600", "5xx, 429", "502-500", "", "unavailable"] {
            #expect(wrong("{retry.linkerd.io/http: '\(text)'}", http).count == 1, "\(text)")
        }
        #expect(wrong("{retry.linkerd.io/grpc: 'Unavailable,internal'}", grpc) == [])
        #expect(wrong("{retry.linkerd.io/grpc: '5xx'}", grpc).count == 1)
        #expect(wrong("{retry.linkerd.io/limit: '70000'}", grpc).count == 1)
        let server = "{parentRefs: [{group: policy.linkerd.io, kind: Server, name: web}]}"
        #expect(object(own, server, annotations: "{timeout.linkerd.io/request: soon}") == [])
    }

    @Test func profiles() {
        #expect(
            object(
                profile,
                """
                {routes: [{name: a, condition: {any: [{method: GET}, {not: {pathRegex: /a}}]}, timeout: 1ns, isRetryable: true,
                  responseClasses: [{condition: {status: {min: 500}}, isFailure: true}]}],
                  retryBudget: {retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 10s},
                  dstOverrides: [{authority: a, weight: 900m}, {authority: b, weight: 1}]}
                """) == [])
        #expect(
            object(
                profile,
                """
                {routes: [null, {condition: {}, timeout: 1}, {name: b, timeout: 1x, foo: 1},
                  {name: c, condition: {all: [null, {any: 1}, {path: /a}]}, responseClasses: [null, {},
                    {condition: {status: {min: 99, max: 700}}}, {condition: {status: {min: 500, max: 400}}},
                    {condition: {not: {status: {min: false}}}}]}],
                  retryBudget: {retryRatio: -1, minRetriesPerSecond: -5}, dstOverrides: [{authority: a, weight: half}],
                  opaquePorts: ['1']}
                """
            ).sorted() == [
                "HS4040 spec.routes[2].foo", "HS4040 spec.routes[3].condition.all[2].path",
                "HS4041 spec.retryBudget.ttl", "HS4041 spec.routes[0]", "HS4041 spec.routes[1].name",
                "HS4041 spec.routes[2].condition", "HS4041 spec.routes[3].responseClasses[0]",
                "HS4041 spec.routes[3].responseClasses[1].condition", "HS4042 spec.routes[1].condition",
                "HS4042 spec.routes[3].condition.all[2]", "HS4043 spec.routes[3].condition.all[0]",
                "HS4044 spec.routes[3].condition.all[1].any",
                "HS4044 spec.routes[3].responseClasses[4].condition.not.status.min",
                "HS4045 spec.routes[3].responseClasses[2].condition.status.max",
                "HS4045 spec.routes[3].responseClasses[2].condition.status.min",
                "HS4045 spec.routes[3].responseClasses[3].condition.status.max", "HS4046 spec.routes[2].timeout",
                "HS4047 spec.retryBudget.minRetriesPerSecond", "HS4047 spec.retryBudget.retryRatio",
                "HS4048 spec.dstOverrides[0].weight", "HS4049 spec.opaquePorts",
            ])
    }

    @Test func durations() {
        for text in ["0", "-0", "+5s", "1h2m3s4ms5us6ns", ".5s", "5.s", "12µs", "12μs", "-2m3.4s"] {
            #expect(GoDuration.length(text) != nil, "\(text)")
        }
        for text in ["", "-", "3", "s", ".s", "1.2.3s", "1 s", "1d", "9999999999999h"] {
            #expect(GoDuration.length(text) == nil, "\(text)")
        }
        #expect(GoDuration.linkerdLength("")?.nanoseconds == 0)
        #expect(GoDuration.linkerdLength("-1s")?.isNegative == true)
    }
}
