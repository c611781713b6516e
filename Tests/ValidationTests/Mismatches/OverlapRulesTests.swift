import Testing

@testable import Validation

/// Objects that overlap (HS65..).
@Suite struct OverlapRulesTests {
    private func object(_ kind: String, _ name: String, _ spec: String, group: String = "networking.istio.io") -> String
    {
        let parts = name.split(separator: "/")
        return "apiVersion: \(group)/v1\nkind: \(kind)\n"
            + "metadata: {name: \(parts[1]), namespace: \(parts[0])}\nspec: {\(spec)}\n---\n"
    }

    @Test func policiesOfOneWorkload() {
        let pods = ["shop", "other"].map {
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: \($0), labels: {app: cart, version: v1}}\n---\n"
        }.joined()
        let (one, two) = ("workloadSelector: {labels: {app: cart}}", "workloadSelector: {labels: {version: v1}}")
        #expect(
            findings(pods + object("Sidecar", "shop/a", one) + object("Sidecar", "shop/b", two), ["HS65"]) == [
                "HS6502 Sidecar shop/a spec.workloadSelector", "HS6502 Sidecar shop/b spec.workloadSelector",
            ])
        #expect(findings(pods + object("Sidecar", "shop/a", one) + object("Sidecar", "other/b", two), ["HS65"]).isEmpty)
        let none = object("PeerAuthentication", "shop/a", "", group: "security.istio.io")
        #expect(
            findings(none + none.replacing("name: a", with: "name: b"), ["HS65"]) == [
                "HS6501 PeerAuthentication shop/a spec.selector", "HS6501 PeerAuthentication shop/b spec.selector",
            ])
        #expect(findings(none + none.replacing("shop", with: "other"), ["HS65"]).isEmpty)
    }

    @Test(arguments: [
        ("host: cart", "host: cart.shop.svc.cluster.local", 2), ("host: cart", "host: \"*.shop.svc.cluster.local\"", 2),
        ("host: cart", "host: \"*\"", 2), ("host: \"*.a\"", "host: \"*.b.a\"", 2), ("host: a.b.c", "host: \"*.c\"", 2),
        ("host: cart", "host: basket", 0), ("host: \"*.a\"", "host: \"*.b\"", 0), ("host: xb.c", "host: \"*.b.c\"", 0),
        ("host: a, subsets: [{name: x}]", "host: a, subsets: [{name: z}]", 0),
        ("host: a, subsets: [{name: x}]", "host: a", 2),
        ("host: a", "host: \"*.local\", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}", 0),
        ("host: a", "host: \"*.local\", trafficPolicy: {tls: {mode: DISABLE}}", 2),
        ("host: a.b.c, exportTo: [.]", "host: a.b.c, exportTo: [shop]", 2),
        ("host: a.b.c, exportTo: [x]", "host: a.b.c, exportTo: [z]", 0),
    ])
    func destinationRules(_ one: String, _ two: String, _ count: Int) {
        let text = object("DestinationRule", "shop/a", one) + object("DestinationRule", "shop/b", two)
        #expect(findings(text, ["HS6503"]).count == count)
        #expect(count == 0 || findings(text, ["HS6503"])[0] == "HS6503 DestinationRule shop/a spec.host")
    }

    @Test(arguments: [
        ("a.com", "b.com", []), ("a.com", "A.com", [0]), ("\"*\"", "a.com", [0]), ("\"*.com\"", "a.com", [0]),
        ("a.com", "\"*.com\"", [0]), ("\"*.com\"", "\"*.a.com\"", []), ("x/a.com", "y/a.com", []),
        ("./a.com", "shop/a.com", [0]), ("x/a.com", "\"*/a.com\"", [0]), ("xa.com", "\"*.a.com\"", []),
    ])
    func hostsOfOneGateway(_ one: String, _ two: String, _ places: [Int]) {
        let text = object("Gateway", "shop/a", "servers: [{port: {number: 80}, hosts: [\(one), \(two)]}]")
        #expect(findings(text, ["HS6504"]) == places.map { "HS6504 Gateway shop/a spec.servers[0].hosts[\($0)]" })
        let first = object("Gateway", "shop/a", "servers: [{port: {number: 80}, hosts: [\(one)]}]")
        let second = object("Gateway", "shop/b", "servers: [{port: {number: 80}, hosts: [\(two)]}]")
        #expect(findings(first + second, ["HS6504"]).count == places.count * 2)
        #expect(findings(first + second.replacing("80", with: "81"), ["HS6504"]).isEmpty)
        #expect(findings(first + second.replacing("spec: {", with: "spec: {selector: {a: b}, "), ["HS6504"]).isEmpty)
    }

    @Test(arguments: [
        ("hosts: [a]", "hosts: [a.shop.svc.cluster.local]", 2), ("hosts: [a]", "hosts: [b]", 0),
        ("hosts: [a]", "hosts: [\"*.shop.svc.cluster.local\"]", 2), ("hosts: [a], gateways: [g]", "hosts: [a]", 0),
        ("hosts: [a], gateways: [shop/g]", "hosts: [a], gateways: [g]", 2),
        ("hosts: [x.com]", "hosts: [y.com, x.com]", 2),
        ("hosts: [a], gateways: [mesh]", "hosts: [a]", 2), ("hosts: [x.com]", "hosts: [\"*.com\"]", 0),
    ])
    func virtualServices(_ one: String, _ two: String, _ count: Int) {
        let text = object("VirtualService", "shop/a", one) + object("VirtualService", "shop/b", two)
        #expect(findings(text, ["HS6505"]).count == count)
        #expect(count == 0 || findings(text, ["HS6505"])[0] == "HS6505 VirtualService shop/a spec.hosts")
    }

    @Test func whereVirtualServicesMeetIsSaid() {
        func said(_ gateways: String) -> [String] {
            let text = [("shop/a", "a"), ("shop/b", "'*.shop.svc.cluster.local'")].map { name, host in
                object("VirtualService", name, "hosts: [\(host)]\(gateways)")
            }.joined()
            return Validator.validate(known(text)).findings.filter { $0.code.id == "HS6505" }.map(\.message)
        }
        #expect(
            said("") == [
                "holds a, which VirtualService shop/b routes for the mesh, too",
                "holds *.shop.svc.cluster.local, which VirtualService shop/a routes for the mesh, too",
            ])
        #expect(
            said(", gateways: [g]").first == "holds a, which VirtualService shop/b routes at gateway shop/g, too")
    }

    @Test func serviceEntries() {
        let one = object(
            "ServiceEntry", "shop/a",
            "hosts: [x.com], ports: [{number: 1, protocol: TCP}, {number: 80, protocol: HTTP}]")
        let two = object("ServiceEntry", "other/b", "hosts: [X.com, y.com], ports: [{number: 80, protocol: http}]")
        let found = ["ServiceEntry shop/a spec.ports[1]", "ServiceEntry other/b spec.ports[0]"]
        #expect(findings(one + two, ["HS65"]) == found.map { "HS6506 \($0)" })
        #expect(findings(one + two.replacing("http", with: "TLS"), ["HS65"]) == found.map { "HS6507 \($0)" })
        #expect(findings(one + two.replacing("80", with: "81"), ["HS65"]).isEmpty)
    }

    @Test func gatewayAPIAndWorkloadGroups() {
        let api = "gateway.networking.k8s.io"
        let listener = "{name: a, hostname: x.com, port: 80, protocol: HTTP}"
        let spec = "addresses: [{type: IPAddress, value: 192.0.2.1}], listeners: [\(listener)]"
        let one = object("Gateway", "shop/a", spec, group: api)
        #expect(
            findings(one + object("Gateway", "shop/b", spec, group: api), ["HS65"]).sorted().prefix(2) == [
                "HS6508 Gateway shop/a spec.listeners[0].hostname", "HS6508 Gateway shop/b spec.listeners[0].hostname",
            ])
        #expect(findings(one, ["HS65"]).isEmpty)
        let twice = object(
            "Gateway", "shop/a", "listeners: [\(listener), \(listener.replacing("name: a", with: "name: b"))]",
            group: api)
        #expect(
            findings(twice, ["HS65"]) == [
                "HS6510 Gateway shop/a spec.listeners[0].name", "HS6510 Gateway shop/a spec.listeners[1].name",
            ])
        let group = object("WorkloadGroup", "shop/a", "metadata: {labels: {app: vm}}")
        #expect(findings(group + group.replacing("name: a", with: "name: b"), ["HS65"]).count == 2)
        #expect(findings(group + group.replacing("shop", with: "other"), ["HS65"]).isEmpty)
    }

    /// Istio runs proxies of its own for each Gateway, unless an address names the Service of some that there are.
    @Test func gatewaysOfOnePlace() {
        func codes(_ addresses: String, _ listener: String = "protocol: HTTP", className: String = "istio") -> [String]
        {
            let spec =
                "gatewayClassName: \(className), addresses: [\(addresses)], "
                + "listeners: [{name: a, hostname: x.com, port: 80, \(listener)}]"
            let two = ["shop/a", "shop/b"].map { object("Gateway", $0, spec, group: "gateway.networking.k8s.io") }
            return Set(findings(two.joined(), ["HS65"]).map { String($0.prefix(6)) }).sorted()
        }
        let (service, address) = ("{type: Hostname, value: edge}", "{type: IPAddress, value: 192.0.2.1}")
        #expect(codes("").isEmpty)
        #expect(codes(service).isEmpty)
        #expect(codes(service, "protocol: HTTPS") == ["HS6508"])
        #expect(codes("", "protocol: HTTPS").isEmpty)
        #expect(codes(address) == ["HS6508", "HS6509"])
        #expect(codes("", className: "shared-by-another") == ["HS6508"])
    }
}
