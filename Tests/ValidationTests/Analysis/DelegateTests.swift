import Testing

@testable import Validation

/// VirtualServices that delegate to others.
@Suite struct DelegateTests {
    private func root(_ delegate: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: root, namespace: shop}
        spec: {hosts: [a.example], gateways: [edge], http: [{match: [{uri: {prefix: /a}}], delegate: {\(delegate)}}]}
        ---

        """
    }

    private func other(_ name: String, _ namespace: String, _ spec: String = "") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: \(name), namespace: \(namespace)}
        spec: {\(spec)http: [{route: [{destination: {host: b.example}}]}]}
        ---

        """
    }

    private let codes = ["HS5023", "HS5024"]
    private let place = "VirtualService shop/root spec.http[0].delegate.name"

    @Test func delegatesThatAreThereAreSilent() {
        #expect(findings(root("name: part") + other("part", "shop"), codes).isEmpty)
        #expect(findings(root("name: part, namespace: far") + other("part", "far"), codes).isEmpty)
        #expect(
            findings(root("name: part, namespace: far") + other("part", "far", "exportTo: [shop], "), codes).isEmpty)
    }

    @Test func missingDelegatesAreFound() {
        #expect(findings(root("name: gone") + other("part", "shop"), codes) == ["HS5023 \(place)"])
        // What there is in another namespace tells nothing of this one.
        #expect(findings(root("name: part") + other("part", "far"), codes).isEmpty)
        #expect(findings(root("name: gone"), codes, listed: [.virtualService]) == ["HS5023 \(place)"])
        // One file alone does not tell which others there are.
        #expect(findings(root("name: gone"), codes).isEmpty)
    }

    @Test func whatIsNoDelegateOrHiddenIsFound() {
        #expect(
            findings(root("name: part") + other("part", "shop", "hosts: [b.example], "), codes) == ["HS5024 \(place)"])
        let hidden = other("part", "far", "exportTo: [.], ")
        #expect(findings(root("name: part, namespace: far") + hidden, codes) == ["HS5023 \(place)"])
    }
}
