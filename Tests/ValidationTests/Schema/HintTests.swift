import Testing

@testable import Validation

/// What a hint says leads to something that is right.
@Suite struct HintTests {
    private func hints(_ text: String, _ code: String) -> [String?] {
        Validator.validate(known(text)).findings.filter { $0.code.id == code }.map(\.hint)
    }

    private func route(_ fields: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a, namespace: b}
        spec: {hosts: [a.b.c], http: [{\(fields), route: [{destination: {host: a.b.c}}]}]}
        """
    }

    /// A number in quotes is no time either.
    @Test func numbersThatAreTimes() {
        let seconds = "write the time with its unit, 10s for seconds"
        #expect(hints(route("timeout: 10"), "HS2002") == [seconds])
        #expect(hints(route("retries: {attempts: 2, perTryTimeout: 10}"), "HS2002") == [seconds])
        #expect(hints(route("rewrite: {uri: 10}"), "HS2002") == ["put it in quotes"])
        let profile = """
            apiVersion: linkerd.io/v1alpha2
            kind: ServiceProfile
            metadata: {name: a.b.svc.cluster.local, namespace: b}
            spec: {routes: [{name: x, condition: {pathRegex: /}, timeout: 10}]}
            """
        #expect(hints(profile, "HS2002") == [seconds])
    }

    @Test func numbersThatArePercentages() {
        #expect(hints(route("fault: {abort: {percentage: 10, httpStatus: 500}}"), "HS2002") == ["write {value: 10}"])
        #expect(hints(route("corsPolicy: 10"), "HS2002") == [nil])
    }

    /// Who has the form right is told the names.
    @Test func accountsThatThereAre() {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart, namespace: shop}\n---\n"
        func hint(_ principal: String) -> [String?] {
            hints(
                account + "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
                    + "metadata: {name: a, namespace: shop}\n"
                    + "spec: {rules: [{from: [{source: {principals: ['\(principal)']}}]}]}\n", "HS5624")
        }
        #expect(hint("cluster.local/ns/shop/sa/crat") == ["did you mean cart?"])
        #expect(hint("cluster.local/ns/shop/sa/payment") == ["namespace shop has cart"])
        #expect(hint("shop/cart") == ["write <trust domain>/ns/<namespace>/sa/<service account>"])
        #expect(hint("cluster.local/ns/shop/sa/cart").isEmpty)
    }
}
