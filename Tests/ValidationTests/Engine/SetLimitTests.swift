import Domain
import Testing

@testable import Validation

/// Where rules look at the first of very many objects only, it is said.
@Suite struct SetLimitTests {
    private func policy(_ name: String, isJudged: Bool = false) -> KnownObject {
        KnownObject(
            [
                "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
                "metadata": ["name": .string(name), "namespace": "shop"],
                "spec": ["rules": [["to": [["operation": ["paths": [.string("/\(name)")]]]]]]],
            ], isJudged: isJudged)
    }

    private func route(_ name: String, isJudged: Bool = false) -> KnownObject {
        KnownObject(
            [
                "apiVersion": "policy.linkerd.io/v1beta3", "kind": "HTTPRoute",
                "metadata": ["name": .string(name), "namespace": "shop"],
                "spec": [
                    "parentRefs": [["name": "reviews", "kind": "Service", "group": "core", "port": 80]],
                    "rules": [["matches": [["path": ["value": .string("/\(name)")]]]]],
                ],
            ], isJudged: isJudged)
    }

    private func unchecked(_ objects: [KnownObject]) -> [String] {
        Validator.validate(ValidationSet(objects)).unchecked.map { "\($0.object.map { "\($0)" } ?? "") \($0.what)" }
    }

    @Test func policiesBeyondTheLimitAreCounted() {
        let few = (1..<500).map { policy("p\($0)") }
        #expect(unchecked(few + [policy("own", isJudged: true)]) == [])
        let more = few + [policy("x"), policy("y")]
        #expect(
            unchecked(more + [policy("own", isJudged: true)]) == [
                "AuthorizationPolicy shop/own 2 of 502 AuthorizationPolicies that may be for the same pods"
            ])
        // One line for all.
        #expect(
            unchecked(few + [policy("own", isJudged: true), policy("other", isJudged: true)]) == [
                " 1 of 501 AuthorizationPolicies that may be for the same pods"
            ])
    }

    @Test func routesBeyondTheLimitAreCounted() {
        let few = (1..<100).map { route("r\($0)") }
        #expect(unchecked(few + [route("own", isJudged: true)]) == [])
        #expect(
            unchecked(few + [route("x"), route("own", isJudged: true)]) == [
                "HTTPRoute shop/own 1 of 101 routes of the same parent"
            ])
    }
}
