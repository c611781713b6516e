import Testing

@testable import Validation

@Suite struct SecurityRuleTests {
    @Test(arguments: [
        Judged("{}"), Judged("{action: DENY, rules: [{}]}"),
        Judged("{action: DENY}", "HS3601 spec.rules"),
        Judged("{action: CUSTOM, rules: [{}]}", "HS3602 spec.provider.name"),
        Judged("{provider: {name: a}}", "HS3602 spec.provider"),
        Judged(
            "{action: CUSTOM, provider: {name: a}, rules: [{from: [{source: {notNamespaces: [b]}}], when: "
                + "[{key: \"request.auth.claims[a]\", values: [b]}]}]}",
            "HS3603 spec.rules[0].from[0].source.notNamespaces", "HS3603 spec.rules[0].when[0].key"),
        Judged(
            "{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}, {to: [{operation: {methods: "
                + "[GET], ports: [\"80\"]}}]}, {from: [{source: {requestPrincipals: [a]}}]}, {from: "
                + "[{source: {ipBlocks: [10.1.2.3]}}]}]}",
            "HS3604 spec.rules[0]", "HS3604 spec.rules[2]"),
        Judged(
            "{selector: {}, targetRefs: [{kind: Pod, name: a, namespace: b}]}",
            "HS3009 spec.selector", "HS3010 spec.selector", "HS3011 spec.targetRefs[0].kind",
            "HS3011 spec.targetRefs[0].namespace"),
        Judged("{targetRefs: [{kind: Service, name: a}, {group: gateway.networking.k8s.io, kind: Gateway, name: a}]}"),
        Judged(
            "{rules: [{from: [], to: [{}]}, {from: [{source: {}}], when: [{key: source.ip}]}]}",
            "HS3605 spec.rules[0].from", "HS3605 spec.rules[0].to[0].operation", "HS3605 spec.rules[1].from[0].source",
            "HS3605 spec.rules[1].when[0]"),
        Judged(
            "{rules: [{from: [{source: {serviceAccounts: [a/b/c, a], principals: [\"\"], trustDomains: "
                + "[a*b, a/b], ipBlocks: [a]}}]}]}",
            "HS3607 spec.rules[0].from[0].source.serviceAccounts",
            "HS3608 spec.rules[0].from[0].source.serviceAccounts[0]",
            "HS3606 spec.rules[0].from[0].source.principals[0]", "HS3609 spec.rules[0].from[0].source.trustDomains[0]",
            "HS3609 spec.rules[0].from[0].source.trustDomains[1]", "HS3006 spec.rules[0].from[0].source.ipBlocks[0]"),
        Judged(
            "{rules: [{to: [{operation: {ports: [\"65536\", \"+1\"], paths: [\"/a/{b}\", \"/{**}/{*}\", "
                + "\"/{*}/a*\", \"/{*}/a/{**}\", \"/a*\"]}}]}]}",
            "HS3610 spec.rules[0].to[0].operation.ports[0]", "HS3610 spec.rules[0].to[0].operation.ports[1]",
            "HS3611 spec.rules[0].to[0].operation.paths[0]", "HS3611 spec.rules[0].to[0].operation.paths[1]",
            "HS3611 spec.rules[0].to[0].operation.paths[2]"),
        Judged(
            "{rules: [{when: [{key: request.headers, values: [a]}, {key: \"destination.labels[a]\", values: "
                + "[b]}, {key: destination.port, notValues: [x]}, {values: [a]}]}]}",
            "HS3612 spec.rules[0].when[0].key", "HS3612 spec.rules[0].when[1].key",
            "HS3610 spec.rules[0].when[2].notValues[0]", "HS3612 spec.rules[0].when[3].key"),
    ])
    func authorization(_ judged: Judged) { #expect(judged.findings(.authorizationPolicy) == judged.found) }

    private static let key = #"{"kty":"RSA","e":"AQAB","n":"AQAB"}"#

    @Test(arguments: [
        Judged(
            "{jwtRules: [{issuer: a, jwks: '{\"keys\":[\(key)]}', outputClaimToHeaders: [{claim: a, header: "
                + "b_c}], timeout: 1s}]}"
        ),
        Judged("{jwtRules: [{}]}", "HS3701 spec.jwtRules[0].issuer"),
        Judged(
            "{jwtRules: [{jwksUri: \"ftp://a\"}, {jwksUri: \"https://a:b/\"}]}", "HS3702 spec.jwtRules[0].jwksUri",
            "HS3702 spec.jwtRules[1].jwksUri"),
        Judged(
            "{jwtRules: [{issuer: a, jwks: a}, {issuer: a, jwks: '{\"keys\":[{\"kty\":\"EC\"}]}'}, {issuer: "
                + "a, jwks: '{}'}]}",
            "HS3703 spec.jwtRules[0].jwks", "HS3703 spec.jwtRules[1].jwks", "HS3703 spec.jwtRules[2].jwks"),
        Judged("{jwtRules: [{issuer: a, jwks: '{\"kty\":\"oct\",\"k\":\"AQAB\"}'}]}", "HS3704 spec.jwtRules[0].jwks"),
        Judged(
            "{jwtRules: [{issuer: a, audiences: [\"\"], fromHeaders: [{}], fromCookies: [\"\"], "
                + "outputClaimToHeaders: [{header: a}, {header: \"a b\", claim: c}]}]}",
            "HS3705 spec.jwtRules[0].audiences[0]", "HS3705 spec.jwtRules[0].fromHeaders[0].name",
            "HS3705 spec.jwtRules[0].fromCookies[0]",
            "HS3705 spec.jwtRules[0].outputClaimToHeaders[0].claim",
            "HS3014 spec.jwtRules[0].outputClaimToHeaders[1].header"),
    ])
    func tokens(_ judged: Judged) { #expect(judged.findings(.requestAuthentication) == judged.found) }

    @Test(arguments: [
        Judged("{mtls: {mode: STRICT}}"),
        Judged("{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: DISABLE}}}"),
        Judged("{portLevelMtls: {80: {mode: DISABLE}}}", "HS3710 spec.portLevelMtls"),
        Judged("{selector: {matchLabels: {a: b}}, portLevelMtls: {}}", "HS3710 spec.portLevelMtls"),
        Judged(
            "{selector: {matchLabels: {a: b}}, portLevelMtls: {0: {}, http: {}}}", "HS3002 spec.portLevelMtls[\"0\"]",
            "HS3002 spec.portLevelMtls.http"),
    ])
    func peers(_ judged: Judged) { #expect(judged.findings(.peerAuthentication) == judged.found) }
}
