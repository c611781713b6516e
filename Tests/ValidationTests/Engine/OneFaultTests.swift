import Testing

@testable import Validation

/// One fault gives one finding.
@Suite struct OneFaultTests {
    private func istio(_ kind: String, _ spec: String, group: String = "networking.istio.io/v1") -> [String] {
        findings("apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\n\(spec)", ["HS"])
            .map { $0.replacing("\(kind) shop/a ", with: "") }
    }

    @Test func whatTheSchemaAndTheMeshRefuseIsToldByTheMesh() {
        let route = "route: [{destination: {host: b.example}}]"
        #expect(
            istio("VirtualService", "spec: {hosts: [b.example], http: [{timeout: abc, \(route)}]}") == [
                "HS3005 spec.http[0].timeout"
            ])
        #expect(
            istio(
                "RequestAuthentication", "spec: {jwtRules: [{issuer: a, jwksUri: 'ftp://a/b'}]}",
                group: "security.istio.io/v1") == ["HS3702 spec.jwtRules[0].jwksUri"])
        #expect(
            istio("DestinationRule", "spec: {host: b.example, subsets: [{labels: {a: b}}]}") == [
                "HS3114 spec.subsets[0].name"
            ])
        #expect(
            istio(
                "HTTPRoute", "spec: {rules: [{matches: [{path: {value: abc}}]}]}",
                group: "gateway.networking.k8s.io/v1") == ["HS4023 spec.rules[0].matches[0].path.value"])
    }

    @Test func aPortTwiceIsOneFault() {
        let port = "{number: 80, name: http, protocol: HTTP}"
        #expect(
            istio("ServiceEntry", "spec: {hosts: [b.example], resolution: DNS, ports: [\(port), \(port)]}") == [
                "HS3303 spec.ports[1].number"
            ])
    }

    @Test func whatFollowsFromAMissingOrMisspelledFieldIsNotTold() {
        #expect(istio("VirtualService", "") == ["HS1002 spec"])
        #expect(istio("VirtualService", "spec:") == ["HS1003 spec"])
        #expect(istio("Gateway", "spec:") == ["HS1003 spec"])
        #expect(istio("VirtualService", "sepc: {hosts: [a]}") == ["HS1004 sepc"])
        #expect(istio("VirtualService", "spec: {hosts: [b.example], htpp: []}") == ["HS1015 spec.htpp"])
        #expect(istio("VirtualService", "spec: {hosts: [b.example], http: {}}") == ["HS2002 spec.http"])
        #expect(
            istio("VirtualService", "spec: {hosts: [b.example], http: [{route: [{destination: {hots: b}}]}]}") == [
                "HS2001 spec.http[0].route[0].destination.hots"
            ])
        // Where nothing else is wrong, it is.
        #expect(istio("VirtualService", "spec: {hosts: [b.example]}") == ["HS3104 spec"])
    }

    @Test func aRefusedHostIsNotLookedFor() {
        let server = "{port: {number: 80, name: http-a, protocol: HTTP}, hosts: [a..b]}"
        let other = "{port: {number: 80, name: http-b, protocol: HTTP}, hosts: [a..b]}"
        #expect(
            istio("Gateway", "spec: {selector: {a: b}, servers: [\(server), \(other)]}") == [
                "HS3019 spec.servers[0].hosts[0]", "HS3019 spec.servers[1].hosts[0]",
            ])
    }
}
