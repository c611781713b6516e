import Testing

@testable import Validation

/// Routes that no request comes to, conditions that no request meets, tries that never come about.
@Suite struct RouteRuleTests {
    private func routes(_ http: String, gateways: String = "[mesh]") -> [String] {
        findings(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a, namespace: shop}
            spec: {hosts: [a.example], gateways: \(gateways), http: [\(http)]}
            """, ["HS52"]
        ).map { $0.replacing("VirtualService shop/a spec.http", with: "") }
    }

    private func hidden(_ first: String, _ second: String) -> [String] {
        let action = "route: [{destination: {host: a.example}}]"
        return routes("{match: [\(first)], \(action)}, {match: [\(second)], \(action)}")
    }

    @Test(arguments: [
        ("{uri: {prefix: /}}", "{uri: {exact: /api}}"),
        ("{uri: {prefix: /}}", "{uri: {prefix: /api}, headers: {x: {exact: a}}}"),
        ("{uri: {prefix: /api}}", "{uri: {exact: /api/v1}, method: {exact: POST}}"),
        ("{uri: {prefix: /}}", "{uri: {regex: /a.*}}"), ("{uri: {prefix: /}}", "{method: {exact: GET}}"),
        ("{uri: {prefix: /API}, ignoreUriCase: true}", "{uri: {prefix: /api/v1}}"),
        ("{uri: {regex: '/v[0-9]'}}", "{uri: {exact: /v1}}"),
        ("{uri: {prefix: /}, headers: {X: {}}}", "{uri: {prefix: /a}, headers: {x: {exact: a}}}"),
        ("{headers: {x: {prefix: a}}}", "{headers: {x: {exact: ab}, z: {exact: b}}}"),
        ("{withoutHeaders: {x: {exact: a}}}", "{withoutHeaders: {x: {}}}"),
        ("{withoutHeaders: {x: {exact: a}}}", "{headers: {x: {exact: b}}}"),
        ("{queryParams: {q: {}}}", "{queryParams: {q: {exact: a}}}"),
        ("{sourceLabels: {a: b}}", "{sourceLabels: {a: b, c: d}}"), ("{uri: {prefix: /}}", "{port: 80}"),
    ])
    func aNarrowRouteBehindAWiderOneIsHidden(_ wide: String, _ narrow: String) {
        #expect(hidden(wide, narrow) == ["HS5201 [1]"])
        #expect(hidden(narrow, wide) == [])
    }

    @Test(arguments: [
        ("{uri: {prefix: /api}}", "{uri: {prefix: /}}"),
        ("{uri: {prefix: /api, }, method: {exact: GET}}", "{uri: {exact: /api}}"),
        ("{port: 80}", "{uri: {prefix: /}}"), ("{gateways: [x/y]}", "{uri: {prefix: /}}"),
        ("{uri: {prefix: /a}, queryParams: {q: {exact: a}}}", "{uri: {prefix: /a}, queryParams: {q: {}}}"),
        ("{uri: {prefix: /a}}", "{uri: {prefix: /A}, ignoreUriCase: true}"),
        ("{sourceNamespace: shop}", "{uri: {prefix: /}}"), ("{uri: {regex: '/v[0-9]'}}", "{uri: {prefix: /v1}}"),
        ("{headers: {x: {exact: a}}}", "{headers: {x: {exact: b}}}"),
    ])
    func whatIsNotWiderHidesNothing(_ first: String, _ second: String) {
        #expect(hidden(first, second).filter { !$0.hasPrefix("HS5203") } == [])
    }

    /// What istioctl says of a match is not said again of its route.
    @Test func aHiddenMatchIsToldOnce() {
        #expect(hidden("{uri: {prefix: /}}", "{uri: {prefix: /api}}") == ["HS5202 [1].match[0]"])
        #expect(hidden("{uri: {prefix: /}}", "{uri: {exact: /b}}, {uri: {exact: /c}}") == ["HS5201 [1]"])
        #expect(hidden("{uri: {prefix: /a}}", "{uri: {exact: /a/b}}, {uri: {exact: /c}}") == ["HS5202 [1].match[0]"])
    }

    @Test func aRouteForAllIsHiddenByAMatchForAll() {
        let action = "route: [{destination: {host: a.example}}]"
        #expect(routes("{match: [{uri: {prefix: /}}], \(action)}, {\(action)}") == ["HS5201 [1]"])
        #expect(routes("{match: [{uri: {prefix: /a}}], \(action)}, {\(action)}") == [])
        // A delegate may have no route for a request, which then goes on.
        #expect(routes("{match: [{uri: {prefix: /}}], delegate: {name: b}}, {\(action)}") == [])
    }

    private func streams(_ kind: String, _ matches: [String], gateways: String = "[mesh]") -> [String] {
        let route = "route: [{destination: {host: a.example}}]"
        let routes = matches.map { "{match: [\($0)], \(route)}" }.joined(separator: ", ")
        return findings(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a, namespace: shop}
            spec: {hosts: [a.example, b.example], gateways: \(gateways), \(kind): [\(routes)]}
            """, ["HS52"]
        ).map { $0.replacing("VirtualService shop/a spec.\(kind)", with: "") }
    }

    @Test(arguments: [
        ("tcp", "{port: 1}", "{port: 1, destinationSubnets: [10.0.0.0/8]}"),
        ("tcp", "{sourceLabels: {a: b}}", "{sourceLabels: {a: b, c: d}, port: 1}"),
        ("tcp", "{gateways: [mesh, x/y]}", "{gateways: [x/y], port: 2}"),
        ("tcp", "{destinationSubnets: [10.0.0.0/8, 11.0.0.0/8]}", "{destinationSubnets: [11.0.0.0/8], port: 1}"),
        ("tls", "{sniHosts: [a.example]}", "{sniHosts: [A.example], sourceLabels: {a: b}}"),
        ("tls", "{sniHosts: [a.example, b.example]}", "{sniHosts: [b.example], port: 443}"),
        ("tls", "{sniHosts: [a.example]}", "{sniHosts: [a.example], sourceNamespace: x}"),
    ])
    func aNarrowStreamBehindAWiderOneIsHidden(_ kind: String, _ wide: String, _ narrow: String) {
        #expect(streams(kind, [wide, narrow]) == ["HS5201 [1]"])
        #expect(streams(kind, [narrow, wide]) == [])
        #expect(
            streams(kind, [wide, narrow + ", {port: 7, sniHosts: [c.example]}"]).contains("HS5202 [1].match[0]")
                || kind == "tcp")
    }

    /// The proxy takes the most specific name or subnet, wherever it stands.
    @Test(arguments: [
        ("tls", "{sniHosts: ['*.example']}", "{sniHosts: [a.example]}"),
        ("tls", "{sniHosts: [a.example]}", "{sniHosts: [a.example], destinationSubnets: [10.0.0.0/8]}"),
        ("tls", "{sniHosts: [a.example]}", "{sniHosts: [a.example, b.example]}"),
        ("tcp", "{destinationSubnets: [10.0.0.0/8]}", "{destinationSubnets: [10.1.0.0/16]}"),
        ("tcp", "{destinationSubnets: [10.0.0.0/8]}", "{port: 1}"), ("tcp", "{port: 1}", "{port: 2}"),
        ("tcp", "{gateways: [x/y]}", "{gateways: [mesh]}"), ("tcp", "{sourceLabels: {a: b}}", "{sourceLabels: {a: c}}"),
    ])
    func whatIsNotWiderHidesNoStream(_ kind: String, _ first: String, _ second: String) {
        #expect(streams(kind, [first, second]) == [])
    }

    /// What istioctl says of the same is not said again.
    @Test func aRepeatedStreamIsToldOnce() {
        #expect(streams("tcp", ["{port: 1}", "{port: 1}"]) == ["HS5201 [1]", "HS5202 [1].match[0]"])
    }

    private func conditions(_ match: String, gateways: String = "[mesh]") -> [String] {
        routes("{match: [\(match)], route: [{destination: {host: a.example}}]}", gateways: gateways)
            .map { $0.replacing("[0].match[0]", with: "") }
    }

    @Test func conditionsThatNoRequestMeets() {
        #expect(conditions("{uri: {exact: checkout}}") == ["HS5203 .uri.exact"])
        #expect(conditions("{uri: {prefix: 'api/'}}") == ["HS5203 .uri.prefix"])
        #expect(conditions("{uri: {exact: '/a?b=c'}}") == ["HS5203 .uri.exact"])
        for form in ["exact", "prefix"] {
            for path in ["*", "/users/{id}", "/users/{id}/orders", "/v1/{name=shelves/*}:read"] {
                #expect(conditions("{uri: {\(form): '\(path)'}}") == ["HS5203 .uri.\(form)"], "\(path)")
            }
        }
        #expect(conditions("{uri: {exact: '*'}, method: {exact: GET}}") == ["HS5203 .uri.exact"])
        #expect(conditions("{uri: {regex: 'a.*'}}") == ["HS5203 .uri.regex"])
        #expect(conditions("{method: {exact: get}}") == ["HS5203 .method.exact"])
        #expect(conditions("{method: {prefix: Po}}") == ["HS5203 .method.prefix"])
        #expect(conditions("{scheme: {exact: HTTPS}}") == ["HS5203 .scheme.exact"])
        #expect(conditions("{port: 0}") == ["HS5204 .port"])
        #expect(conditions("{headers: {x: {}}, withoutHeaders: {X: {}}}") == ["HS5203 .headers.x"])
        #expect(
            conditions("{headers: {x: {exact: abc}}, withoutHeaders: {x: {prefix: a}}}") == ["HS5203 .headers.x"])
        #expect(conditions("{headers: {X: {exact: a}, x: {exact: b}}}") == ["HS5203 .headers.x"])
        #expect(
            conditions("{method: {exact: GET}, headers: {':method': {exact: POST}}}")
                == ["HS5203 .headers[\":method\"]"])
        #expect(conditions("{gateways: [edge/b]}", gateways: "[edge/a]") == ["HS5203 .gateways"])
    }

    @Test func conditionsThatSomeRequestMeets() {
        for match in [
            "{uri: {exact: /}}", "{uri: {prefix: ''}}", "{uri: {regex: '.*'}}", "{uri: {regex: '^/a'}}",
            "{uri: {regex: '(?i)/a|b'}}", "{method: {exact: GET}}", "{method: {exact: frob}}", "{port: 80}",
            "{headers: {x: {exact: a}}, withoutHeaders: {x: {exact: b}}}", "{gateways: [mesh]}",
            "{headers: {x: {}}, withoutHeaders: {x: {exact: b}}}", "{scheme: {exact: https}}",
            "{uri: {exact: '*'}, method: {exact: OPTIONS}}", "{uri: {prefix: '*'}, method: {regex: 'GET|OPTIONS'}}",
            "{uri: {regex: '*'}}", "{uri: {regex: '/a/{1}'}}", "{uri: {exact: '/a{}'}}", "{uri: {exact: '/a}b{c'}}",
        ] { #expect(conditions(match) == [], "\(match)") }
        #expect(conditions("{gateways: [a]}", gateways: "[shop/a]") == [])
    }

    private func route(_ type: String, _ match: String, _ annotations: String = "{}") -> [String] {
        let parts = type.split(separator: " ")
        return findings(
            """
            apiVersion: \(parts[0])
            kind: \(parts[1])
            metadata: {name: a, namespace: shop, annotations: \(annotations)}
            spec: {rules: [{matches: [\(match)]}]}
            """, ["HS52"]
        ).map { $0.replacing("\(parts[1]) shop/a ", with: "").replacing("spec.rules[0].matches[0]", with: "") }
    }

    @Test(arguments: ["gateway.networking.k8s.io/v1 HTTPRoute", "policy.linkerd.io/v1beta3 HTTPRoute"])
    func routesOfTheGatewayAPI(_ type: String) {
        #expect(route(type, "{path: {value: '/a#b'}}") == ["HS5203 .path.value"])
        #expect(route(type, "{path: {type: RegularExpression, value: 'a.*'}}") == ["HS5203 .path.value"])
        #expect(route(type, "{path: {type: RegularExpression, value: '/a{2}/[^/]+'}}") == [])
        for form in ["Exact", "PathPrefix"] {
            #expect(route(type, "{path: {type: \(form), value: '/users/{id}'}}") == ["HS5203 .path.value"])
        }
        #expect(
            route(type, "{headers: [{name: x, value: a}, {name: X, value: b}]}") == ["HS5203 .headers[1]"])
        #expect(route(type, "{headers: [{name: x, value: a}, {name: X, value: a}], path: {value: /a}}") == [])
        let slow = #"{retry.linkerd.io/timeout: 5s, timeout.linkerd.io/request: 900ms}"#
        let fast = #"{retry.linkerd.io/timeout: 5s, timeout.linkerd.io/request: 1m}"#
        #expect(route(type, "{}", slow) == [#"HS5205 metadata.annotations["retry.linkerd.io/timeout"]"#])
        #expect(route(type, "{}", fast) == [])
    }

    @Test func triesLongerThanTheRequest() {
        let action = "route: [{destination: {host: a.example}}]"
        #expect(
            routes("{timeout: 2s, retries: {attempts: 2, perTryTimeout: 5s}, \(action)}")
                == ["HS5205 [0].retries.perTryTimeout"])
        #expect(routes("{timeout: 2s, retries: {attempts: 2, perTryTimeout: 500ms}, \(action)}") == [])
        #expect(routes("{retries: {attempts: 2, perTryTimeout: 5s}, \(action)}") == [])
    }

    @Test func profiles() {
        func profile(_ condition: String) -> [String] {
            findings(
                """
                apiVersion: linkerd.io/v1alpha2
                kind: ServiceProfile
                metadata: {name: a.shop.svc.cluster.local, namespace: shop}
                spec: {routes: [{name: a, condition: \(condition)}]}
                """, ["HS52"]
            ).map { $0.replacing("ServiceProfile shop/a.shop.svc.cluster.local spec.routes[0].condition", with: "") }
        }
        // Linkerd reads methods in any case.
        #expect(profile("{all: [{method: get}, {method: GET}]}").isEmpty)
        #expect(profile("{pathRegex: 'a'}") == ["HS5203 .pathRegex"])
        #expect(profile("{all: [{method: GET}, {method: POST}]}") == ["HS5203 .all[1].method"])
        #expect(profile("{any: [{method: GET}, {method: POST}], pathRegex: '/a/.*'}") == [])
    }

    @Test func profileRoutesBehindWiderOnes() {
        func hidden(_ conditions: String...) -> [String] {
            let routes = conditions.enumerated().map { "{name: r\($0.offset), condition: \($0.element)}" }
            return findings(
                """
                apiVersion: linkerd.io/v1alpha2
                kind: ServiceProfile
                metadata: {name: a.shop.svc.cluster.local, namespace: shop}
                spec: {routes: [\(routes.joined(separator: ", "))]}
                """, ["HS5201"]
            ).map { $0.replacing("HS5201 ServiceProfile shop/a.shop.svc.cluster.local spec.routes", with: "") }
        }
        #expect(hidden("{method: GET}", "{method: GET, pathRegex: /b}") == ["[1]"])
        #expect(hidden("{method: GET, pathRegex: /b}", "{method: GET}").isEmpty)
        #expect(hidden("{pathRegex: '/b/[^/]+'}", "{pathRegex: '/b/[^/]+'}", "{pathRegex: /b/c}") == ["[1]", "[2]"])
        #expect(
            hidden("{pathRegex: '/b.*'}", "{pathRegex: '/books/[^/]+', method: POST}", "{pathRegex: /a}") == ["[1]"])
        // The last letter before a star need not be there.
        #expect(hidden("{pathRegex: '/bo.*'}", "{pathRegex: '/bo*'}").isEmpty)
        // The ends hold to one alternative each.
        #expect(hidden("{pathRegex: '/b.*'}", "{pathRegex: '/b|/c'}").isEmpty)
        #expect(hidden("{pathRegex: '/a[.]json'}", "{pathRegex: '/a\\.json'}") == ["[1]"])
        let both = "{any: [{method: GET}, {method: HEAD}]}"
        #expect(hidden(both, "{method: get, pathRegex: /c}") == ["[1]"])
        #expect(hidden("{method: GET}", both).isEmpty)
        #expect(hidden("{not: {method: GET}}", "{method: POST}", "{method: GET}") == ["[1]"])
        #expect(hidden("{not: {pathRegex: '/a.*'}}", "{all: [{pathRegex: /b}, {method: GET}]}") == ["[1]"])
        #expect(hidden("{all: [{method: GET}, {not: {pathRegex: /a}}]}", "{method: GET, pathRegex: /b}") == ["[1]"])
        #expect(hidden("{all: [{method: GET}, {not: {pathRegex: /a}}]}", "{method: GET}").isEmpty)
        // What Linkerd does not take says nothing.
        #expect(hidden("{method: [GET]}", "{method: GET}", "{}", "{method: GET}") == ["[3]"])
        let deep = (0..<12).reduce("{method: GET}") { text, _ in "{any: [{all: [\(text), \(text)]}]}" }
        #expect(hidden(deep, "{method: PUT}", deep).count < 2)
    }
}
