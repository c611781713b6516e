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

    // MARK: - Matches

    private func outside(_ outer: String, _ inner: String..., also: String = "") -> [String] {
        let routes = inner.map { "{match: [\($0)], route: [{destination: {host: b.example}}]}" }
        let part = other("part", "shop").replacing(
            "http: [{route: [{destination: {host: b.example}}]}]", with: "http: [\(routes.joined(separator: ", "))]")
        let matches = root("name: part").replacing("[{uri: {prefix: /a}}]", with: "[\(outer)]")
        return findings(matches + part + also, ["HS5208"])
    }

    @Test(arguments: [
        ("{uri: {prefix: /a}}", "{uri: {prefix: /b}}"), ("{uri: {prefix: /a/b}}", "{uri: {prefix: /a}}"),
        ("{uri: {prefix: /a}}", "{uri: {exact: /}}"), ("{uri: {exact: /a}}", "{uri: {prefix: /a}}"),
        ("{uri: {exact: /a}}", "{uri: {exact: /b}}"), ("{uri: {regex: /a.*}}", "{uri: {exact: /ab}}"),
        ("{uri: {prefix: /a}}", "{uri: {regex: /a.*}}"),
        ("{uri: {prefix: /a}}", "{uri: {prefix: /a}, ignoreUriCase: true}"),
        ("{method: {exact: GET}}", "{method: {exact: PUT}}"), ("{headers: {x: {}}}", "{headers: {x: {exact: a}}}"),
        ("{headers: {x: {exact: a}}}", "{headers: {x: {exact: b}}}"), ("{port: 80}", "{port: 81}"),
        ("{sourceNamespace: a}", "{uri: {prefix: /}}"), ("{sourceLabels: {a: b}}", "{sourceLabels: {a: c}}"),
        ("{gateways: [edge]}", "{gateways: [edge, mesh]}"),
        ("{queryParams: {q: {exact: a}}}", "{queryParams: {q: {exact: b}}}"),
        ("{uri: {prefix: /a}}", "{uri: {prefix: /a}}, {uri: {prefix: /b}}"),
    ]) func matchesOutsideOfTheRoots(_ outer: String, _ inner: String) {
        #expect(outside(outer, inner) == ["HS5208 \(place)"])
    }

    @Test(arguments: [
        ("{uri: {prefix: /a}}", "{uri: {prefix: /a/b}}"), ("{uri: {prefix: /a}}", "{uri: {exact: /ab}}"),
        ("{uri: {exact: /a}}", "{uri: {exact: /a}}"), ("{uri: {prefix: /a}}", "{headers: {x: {exact: a}}}"),
        ("{uri: {prefix: /a}}, {uri: {prefix: /b}}", "{uri: {prefix: /b/c}}"), ("", "{uri: {prefix: /b}}"),
        ("{port: 80}", "{port: 80}"), ("{port: 80}", "{uri: {prefix: /}}"), ("{uri: {prefix: /a}}", ""),
        ("{sourceNamespace: a}", "{sourceNamespace: a}"), ("{sourceLabels: {a: b}}", "{sourceLabels: {c: d}}"),
        ("{gateways: [edge, mesh]}", "{gateways: [shop/edge]}"),
        ("{headers: {x: {prefix: a}}}", "{headers: {x: {exact: ab}}}"),
        ("{uri: {prefix: /a}, ignoreUriCase: true}", "{uri: {prefix: /a}, ignoreUriCase: true}"),
    ]) func matchesWithinTheRoots(_ outer: String, _ inner: String) { #expect(outside(outer, inner).isEmpty) }

    /// What one root leaves out may be for another one.
    @Test func routesOfADelegateForOtherRoots() {
        let (here, there) = ("{uri: {prefix: /a/b}}", "{uri: {prefix: /c/d}}")
        let second = root("name: part").replacing("name: root", with: "name: second")
        let lead = "{uri: {prefix: /a}}"
        #expect(outside(lead, here, there) == ["HS5208 \(place)"])
        #expect(outside(lead, here, there, also: other("part", "shop")).isEmpty)
        let found = outside(lead, here, there, also: second.replacing("prefix: /a", with: "prefix: /c"))
        #expect(found.isEmpty)
        #expect(outside(lead, here, there, also: second.replacing("prefix: /a", with: "prefix: /e")).count == 2)
        #expect(outside(lead, there, also: second.replacing("prefix: /a", with: "prefix: /c")) == ["HS5208 \(place)"])
    }
}
