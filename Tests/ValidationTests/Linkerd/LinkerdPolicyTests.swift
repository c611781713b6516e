import Testing

@testable import Validation

/// What Linkerd's webhook takes and refuses of everything but routes and profiles.
@Suite struct LinkerdPolicyTests {
    private func object(_ kind: String, _ spec: String) -> [String] {
        findings(
            "apiVersion: policy.linkerd.io/v1alpha1\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: \(spec)",
            ["HS40"]
        ).map { $0.replacing("\(kind) shop/a ", with: "") }
    }

    @Test func servers() {
        #expect(object("Server", "{podSelector: {}, port: http, accessPolicy: audit, proxyProtocol: gRPC}") == [])
        #expect(object("Server", "{podSelector: {}, port: 65535}") == [])
        #expect(
            object("Server", "{port: 0, accessPolicy: allow, proxyProtocol: HTTP}") == [
                "HS4002 spec.port", "HS4000 spec.accessPolicy", "HS4001 spec.proxyProtocol",
            ])
        #expect(object("Server", "{port: 99999999999999}") == ["HS4002 spec.port"])
        #expect(object("Server", "{port: [], accessPolicy: 1, proxyProtocol: {}}") == [])
    }

    @Test func networks() {
        #expect(object("NetworkAuthentication", "{networks: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]}") == [])
        #expect(object("NetworkAuthentication", "{networks: [{cidr: 'fd00::/8', except: ['fd00::1']}]}") == [])
        #expect(object("NetworkAuthentication", "{networks: []}") == ["HS4005 spec.networks"])
        #expect(object("EgressNetwork", "{trafficPolicy: Allow}") == [])
        #expect(object("EgressNetwork", "{trafficPolicy: Allow, networks: []}") == ["HS4005 spec.networks"])
        #expect(
            object(
                "EgressNetwork",
                "{networks: [{cidr: 10.1.0.0/16, except: [10.0.0.0/8, 10.1.0.0/16, 11.0.0.1, a]}, {cidr: 1.2.3}]}") == [
                    "HS4004 spec.networks[0].except[0]", "HS4004 spec.networks[0].except[1]",
                    "HS4004 spec.networks[0].except[2]", "HS4003 spec.networks[0].except[3]",
                    "HS4003 spec.networks[1].cidr",
                ])
        #expect(
            object("ServerAuthorization", "{client: {networks: [{cidr: 10.0.0.0/8, except: ['::1']}]}}") == [
                "HS4004 spec.client.networks[0].except[0]"
            ])
    }

    @Test func clients() {
        #expect(object("ServerAuthorization", "{client: {unauthenticated: true}}") == [])
        #expect(object("ServerAuthorization", "{client: {meshTLS: {unauthenticatedTLS: true, identities: []}}}") == [])
        #expect(
            object("ServerAuthorization", "{client: {unauthenticated: true, meshTLS: {identities: ['*']}}}") == [
                "HS4010 spec.client.unauthenticated"
            ])
        #expect(
            object(
                "ServerAuthorization", "{client: {meshTLS: {unauthenticatedTLS: true, serviceAccounts: [{name: a}]}}}")
                == ["HS4010 spec.client.meshTLS.serviceAccounts"])
    }

    @Test func policies() {
        let mtls = "{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: m}"
        let network = "{group: POLICY.linkerd.io, kind: networkauthentication, name: n}"
        #expect(
            object(
                "AuthorizationPolicy",
                "{targetRef: {kind: Namespace, name: shop}, requiredAuthenticationRefs: [\(mtls), \(network)]}") == [])
        #expect(
            object("AuthorizationPolicy", "{targetRef: {kind: Namespace, name: other}, requiredAuthenticationRefs: []}")
                == ["HS4012 spec.targetRef.name"])
        #expect(
            object(
                "AuthorizationPolicy",
                """
                {targetRef: {kind: Server, name: s},
                  requiredAuthenticationRefs: [{kind: ServiceAccount, name: a}, \(mtls), \(network), \(network),
                    {kind: MeshTLSAuthentication, name: m}]}
                """) == [
                    "HS4011 spec.targetRef.kind", "HS4014 spec.requiredAuthenticationRefs[1]",
                    "HS4014 spec.requiredAuthenticationRefs[3]", "HS4013 spec.requiredAuthenticationRefs[4].kind",
                ])
    }

    @Test func identities() {
        let good = [
            "*", "a", "*.b.c", "web.shop.serviceaccount.identity.linkerd.cluster.local", "spiffe://t.d_1/A/b-2",
        ]
        for identity in good { #expect(IdentitySyntax.problem(in: identity) == nil, "\(identity)") }
        let bad = [
            "", ".", "a.", ".a", "a..b", "A", "a.*", "**", "-a", "a-", "http://a", "spiffe:/a", "spiffe://",
            "spiffe:///a", "spiffe://A/b", "spiffe://a/", "spiffe://a//b", "spiffe://a/..", "spiffe://a/b?c",
        ]
        for identity in bad { #expect(IdentitySyntax.problem(in: identity) != nil, "\(identity)") }
        #expect(object("MeshTLSAuthentication", "{identities: ['*', 'A']}") == ["HS4015 spec.identities[1]"])
        #expect(object("MeshTLSAuthentication", "{}") == ["HS4017 spec"])
        #expect(
            object(
                "MeshTLSAuthentication",
                """
                {identityRefs: [{kind: ServiceAccount, name: a, namespace: b}, {kind: Namespace, name: b},
                  {kind: Namespace, name: b, namespace: c}, {kind: Pod, name: d}]}
                """) == ["HS4016 spec.identityRefs[2].namespace", "HS4016 spec.identityRefs[3].kind"])
    }

    @Test func rateLimits() {
        let server = "targetRef: {group: policy.linkerd.io, kind: Server, name: s}"
        #expect(object("HTTPLocalRateLimitPolicy", "{\(server), total: {requestsPerSecond: 9}}") == [])
        #expect(
            object(
                "HTTPLocalRateLimitPolicy",
                """
                {targetRef: {kind: Service, name: s}, total: {requestsPerSecond: 9}, identity: {requestsPerSecond: 10},
                  overrides: [{requestsPerSecond: 0, clientRefs: [{kind: ServiceAccount, name: a}, {kind: Pod, name: b}]},
                    {requestsPerSecond: 99999999999, clientRefs: []}]}
                """) == [
                    "HS4007 spec.targetRef.kind", "HS4006 spec.identity.requestsPerSecond",
                    "HS4006 spec.overrides[0].requestsPerSecond", "HS4007 spec.overrides[0].clientRefs[1].kind",
                    "HS4006 spec.overrides[1].requestsPerSecond", "HS4006 spec.overrides[1].requestsPerSecond",
                ])
    }
}
