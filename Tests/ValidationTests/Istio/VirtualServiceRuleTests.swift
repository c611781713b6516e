import Testing

@testable import Validation

@Suite struct VirtualServiceRuleTests {
    private static let route = "route: [{destination: {host: a}}]"

    @Test(arguments: [
        Judged("{hosts: [a, b.example, \"*.c.example\", 10.1.2.3], http: [{\(route)}]}"),
        Judged(
            "{hosts: [a_b, a..b, x.5], http: [{\(route)}]}", "HS3001 spec.hosts[0]", "HS3001 spec.hosts[1]",
            "HS3001 spec.hosts[2]"),
        Judged("{hosts: [b.example, \"*.example\"], http: [{\(route)}]}", "HS3102 spec.hosts[1]"),
        Judged("{hosts: [\"*\"], http: [{\(route)}]}", "HS3103 spec.hosts[0]"),
        Judged("{hosts: [\"*\"], gateways: [edge], http: [{\(route)}]}"),
        Judged("{hosts: [\"*\"], gateways: [edge, mesh], http: [{\(route)}]}", "HS3103 spec.hosts[0]"),
        Judged("{hosts: [a]}", "HS3104 spec"),
        Judged("{gateways: [edge], tcp: [{\(route)}]}", "HS3101 spec.gateways", "HS3101 spec.tcp"),
        Judged(
            "{hosts: [a], gateways: [ns/a_b, edge.ns.svc], http: [{\(route)}]}", "HS3105 spec.gateways[0]",
            "HS3106 spec.gateways[1]"),
        Judged(
            "{hosts: [a], exportTo: [., shop, \"~\"], http: [{\(route)}]}", "HS3012 spec.exportTo[1]",
            "HS3012 spec.exportTo[2]"),
        Judged(
            "{hosts: [a], http: [{match: [{headers: {\"@request.auth.claims.sub\": {exact: b}}}], \(route)}]}",
            "HS3107 spec.http[0].match[0].headers[\"@request.auth.claims.sub\"]"),
    ])
    func hosts(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged("{hosts: [a], http: [{}]}", "HS3111 spec.http[0]"),
        Judged("{hosts: [a], http: [{redirect: {uri: /b}, \(route)}]}", "HS3110 spec.http[0].route"),
        Judged("{hosts: [a], http: [{delegate: {name: b}, redirect: {uri: /b}}]}", "HS3110 spec.http[0].redirect"),
        Judged("{http: [{delegate: {name: b}, \(route)}]}", "HS3110 spec.http[0].delegate"),
        Judged(
            "{hosts: [a], http: [{mirror: {host: b}, mirrors: [{}], \(route)}]}", "HS3110 spec.http[0].mirror",
            "HS3113 spec.http[0].mirrors[0].destination"),
        Judged("{hosts: [a], http: [{route: [{weight: 1}]}]}", "HS3113 spec.http[0].route[0].destination"),
        Judged(
            "{hosts: [a], http: [{route: [{destination: {host: \"*\", subset: v_1, port: {number: 0}}}]}]}",
            "HS3001 spec.http[0].route[0].destination.host", "HS3114 spec.http[0].route[0].destination.subset",
            "HS3002 spec.http[0].route[0].destination.port.number"),
        Judged(
            "{hosts: [a], http: [{route: [{destination: {host: a}, weight: 0}, {destination: {host: b}}]}]}",
            "HS3112 spec.http[0].route"),
        Judged(
            "{hosts: [a], http: [{route: [{destination: {host: a}, weight: -9223372036854775808}, "
                + "{destination: {host: b}, weight: -9223372036854775808}]}]}",
            "HS3112 spec.http[0].route[0].weight", "HS3112 spec.http[0].route[1].weight", "HS3112 spec.http[0].route"),
    ])
    func actions(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged(
            "{hosts: [a], http: [{match: [{uri: {prefix: \"\"}}, {withoutHeaders: {b: {regex: \"*\"}}}, "
                + "{headers: {b: {}}}], \(route)}]}"
        ),
        Judged(
            "{hosts: [a], http: [{match: [{uri: {regex: \"(\"}, method: {prefix: \"\"}, queryParams: {q: "
                + "{regex: \"\"}}}], \(route)}]}",
            "HS3013 spec.http[0].match[0].uri.regex", "HS3120 spec.http[0].match[0].method.prefix",
            "HS3120 spec.http[0].match[0].queryParams.q.regex"),
        Judged(
            "{hosts: [a], http: [{match: [{headers: {\"b c\": {exact: d}}, port: 70000, sourceNamespace: "
                + "B_}], \(route)}]}",
            "HS3014 spec.http[0].match[0].headers[\"b c\"]", "HS3002 spec.http[0].match[0].port",
            "HS3121 spec.http[0].match[0].sourceNamespace"),
        Judged(
            "{hosts: [a], http: [{match: [{sourceLabels: {\"a b\": c, d: \"e f\"}, gateways: [x/]}], \(route)}]}",
            "HS3007 spec.http[0].match[0].sourceLabels[\"a b\"]", "HS3007 spec.http[0].match[0].sourceLabels.d",
            "HS3105 spec.http[0].match[0].gateways[0]"),
    ])
    func matches(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged(
            "{hosts: [a], http: [{headers: {request: {set: {host: b}, remove: [x]}, response: {add: {c: "
                + "\"%%\"}}}, \(route)}]}"
        ),
        Judged(
            "{hosts: [a], http: [{headers: {request: {set: {\":path\": b}, remove: [Host]}, response: {add: "
                + "{\":status\": c}}}, \(route)}]}",
            "HS3014 spec.http[0].headers.request.set[\":path\"]", "HS3014 spec.http[0].headers.request.remove[0]",
            "HS3014 spec.http[0].headers.response.add[\":status\"]"),
        Judged(
            "{hosts: [a], http: [{route: [{destination: {host: a}, headers: {request: {set: {b: 5%}}}}]}]}",
            "HS3015 spec.http[0].route[0].headers.request.set.b"),
        Judged(
            "{hosts: [a], http: [{rewrite: {authority: b}, headers: {request: {set: {host: c}}}, \(route)}]}",
            "HS3135 spec.http[0].headers.request.set.host"),
    ])
    func headers(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged(
            "{hosts: [a], http: [{fault: {abort: {httpStatus: 503, percentage: {value: 0.5}}, delay: "
                + "{fixedDelay: 2s}}, retries: {attempts: 2, retryOn: \"5xx,503\"}, timeout: 1m30s, \(route)}]}"
        ),
        Judged("{hosts: [a], http: [{fault: {}, \(route)}]}", "HS3130 spec.http[0].fault"),
        Judged(
            "{hosts: [a], http: [{fault: {abort: {percentage: {value: 0.00001}}}, \(route)}]}",
            "HS3016 spec.http[0].fault.abort.percentage.value", "HS3131 spec.http[0].fault.abort"),
        Judged(
            "{hosts: [a], http: [{fault: {abort: {httpStatus: 700}, delay: {exponentialDelay: 1s}}, \(route)}]}",
            "HS3130 spec.http[0].fault.abort.httpStatus", "HS3130 spec.http[0].fault.delay.exponentialDelay"),
        Judged(
            "{hosts: [a], http: [{retries: {retryOn: 5xx}, timeout: 5, \(route)}]}",
            "HS3132 spec.http[0].retries.retryOn"),
        Judged(
            "{hosts: [a], http: [{retries: {attempts: -1, perTryTimeout: 10us, retryOn: \"5xx, 503\"}, "
                + "timeout: soon, \(route)}]}",
            "HS3132 spec.http[0].retries.attempts", "HS3005 spec.http[0].retries.perTryTimeout",
            "HS3132 spec.http[0].retries.retryOn", "HS3005 spec.http[0].timeout"),
        Judged(
            "{hosts: [a], http: [{mirrorPercent: 101, mirrorPercentage: {value: -1}, \(route)}]}",
            "HS3016 spec.http[0].mirrorPercent", "HS3139 spec.http[0].mirrorPercent",
            "HS3016 spec.http[0].mirrorPercentage.value"),
    ])
    func faults(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged(
            "{hosts: [a], http: [{redirect: {scheme: ftp, redirectCode: 200, port: 70000}}]}",
            "HS3133 spec.http[0].redirect.scheme", "HS3133 spec.http[0].redirect.redirectCode",
            "HS3002 spec.http[0].redirect.port"),
        Judged("{hosts: [a], http: [{redirect: {}}]}", "HS3133 spec.http[0].redirect"),
        Judged("{hosts: [a], http: [{rewrite: {}, \(route)}]}", "HS3134 spec.http[0].rewrite"),
        Judged(
            "{hosts: [a], http: [{rewrite: {uriRegexRewrite: {match: \"[\", rewrite: b}}, \(route)}]}",
            "HS3013 spec.http[0].rewrite.uriRegexRewrite.match"),
        Judged(
            "{hosts: [a], http: [{directResponse: {body: {string: b}}}]}", "HS3136 spec.http[0].directResponse.status"),
        Judged(
            "{hosts: [a], http: [{directResponse: {status: 200, body: {string: "
                + "\(String(repeating: "b", count: 200_000))}}}]}",
            "HS3137 spec.http[0].directResponse.body.string"),
        Judged(
            "{hosts: [a], http: [{corsPolicy: {allowOrigins: [{exact: \"\"}], allowMethods: [get], "
                + "allowHeaders: [\"a b\"], maxAge: 1500ms}, \(route)}]}",
            "HS3138 spec.http[0].corsPolicy.allowOrigins[0]", "HS3138 spec.http[0].corsPolicy.allowMethods[0]",
            "HS3138 spec.http[0].corsPolicy.allowHeaders[0]", "HS3138 spec.http[0].corsPolicy.maxAge"),
    ])
    func rewrites(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test(arguments: [
        Judged("{hosts: [\"*.b\"], tls: [{match: [{sniHosts: [a.b], destinationSubnets: [10.0.0.0/8]}], \(route)}]}"),
        Judged("{hosts: [a.b], tls: [{\(route)}]}", "HS3140 spec.tls[0].match"),
        Judged(
            "{hosts: [a.b], tls: [{match: [{sniHosts: [c.b, 10.1.2.3]}]}]}",
            "HS3141 spec.tls[0].match[0].sniHosts[0]", "HS3142 spec.tls[0].match[0].sniHosts[1]", "HS3111 spec.tls[0]"),
        Judged(
            "{hosts: [a.b], tcp: [{match: [{destinationSubnets: [10.0.0.0/40], port: -1}]}]}",
            "HS3006 spec.tcp[0].match[0].destinationSubnets[0]", "HS3002 spec.tcp[0].match[0].port",
            "HS3111 spec.tcp[0]"),
    ])
    func streams(_ judged: Judged) { #expect(judged.findings(.virtualService) == judged.found) }

    @Test func annotationsOfIstioItself() {
        let spec = "spec: {hosts: [a], http: [{\(Self.route)}]}"
        #expect(
            istio(.virtualService, "metadata: {annotations: {istio.io/dry-run: \"true\"}}\n\(spec)") == [
                "HS3018 metadata.annotations[\"istio.io/dry-run\"]"
            ])
        #expect(
            istio(.virtualService, "metadata: {annotations: {internal.istio.io/parents: a}}\n\(spec)") == [
                "HS3017 metadata.annotations[\"internal.istio.io/parents\"]"
            ])
        #expect(istio(.authorizationPolicy, "metadata: {annotations: {istio.io/dry-run: \"true\"}}\nspec: {}").isEmpty)
    }
}
