import Testing

@testable import Validation

/// Routes beside the gateways, ports and callers that they are for.
@Suite struct RoutePlaceTests {
    private let action = "route: [{destination: {host: web}}]"

    private func object(_ kind: String, _ name: String, _ spec: String, api: String = "networking.istio.io/v1")
        -> String
    {
        "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: shop}\nspec: {\(spec)}\n---\n"
    }

    private func gateway(_ servers: String..., name: String = "edge", selector: String = "istio: edge") -> String {
        object("Gateway", name, "selector: {\(selector)}, servers: [\(servers.joined(separator: ", "))]")
    }

    private func server(_ proto: String, _ number: Int = 80, tls: String = "", host: String = "a.example") -> String {
        "{port: {number: \(number), name: n\(number), protocol: \(proto)}, hosts: ['\(host)'], tls: \(tls.isEmpty ? "~" : tls)}"
    }

    private func found(
        _ routes: String, _ context: String, gateways: String = "edge", hosts: String = "a.example",
        listed: Set<ObjectKind> = []
    ) -> [String] {
        let service = object("VirtualService", "r", "hosts: [\(hosts)], gateways: [\(gateways)], \(routes)")
        return findings(service, ["HS5203", "HS5204", "HS5206", "HS5207"], context: context, listed: listed).map {
            $0.replacing(" VirtualService shop/r spec.", with: " ")
        }
    }

    // MARK: - Protocols

    /// By protocol and TLS settings of a server, the routes that it takes.
    @Test(arguments: [
        ("HTTP", "", "http"), ("HTTP2", "{httpsRedirect: true}", "http"), ("GRPC", "", "http"),
        ("HTTPS", "{mode: SIMPLE}", "http"), ("HTTPS", "{mode: MUTUAL}", "http"),
        ("HTTPS", "{mode: PASSTHROUGH}", "tls"),
        ("HTTPS", "{}", "tls"), ("TLS", "{mode: PASSTHROUGH}", "tls"), ("TLS", "{mode: SIMPLE}", "tcp"),
        ("TLS", "{mode: ISTIO_MUTUAL}", "tcp"), ("TCP", "", "tcp"), ("Mongo", "", "tcp"),
        ("TLS", "{mode: AUTO_PASSTHROUGH}", ""),
    ]) func routesThatAServerTakes(_ proto: String, _ tls: String, _ taken: String) {
        for list in ["http", "tls", "tcp"] {
            let match = list == "tls" ? "match: [{sniHosts: [a.example]}], " : ""
            let edge = gateway(server(proto, tls: tls))
            #expect(found("\(list): [{\(match)\(action)}]", edge) == (list == taken ? [] : ["HS5207 \(list)"]))
        }
    }

    /// A server that sends everybody to HTTPS does not carry routes out that the HTTPS server cannot take.
    @Test func redirectsAskNoRoutes() {
        func found(_ mode: String) -> [String] {
            let edge = gateway(
                server("HTTP", tls: "{httpsRedirect: true}"), server("HTTPS", 443, tls: "{mode: \(mode)}"))
            return self.found("http: [{\(action)}]", edge)
        }
        #expect(found("PASSTHROUGH") == ["HS5207 http"])
        #expect(found("SIMPLE").isEmpty)
    }

    /// A gateway's proxy has the DestinationRules that its own namespace sees.
    @Test func subsetsThatAGatewaysPodsDoNotSee() {
        let pod =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: pods, labels: {istio: edge}}\nspec: {}\n---\n"
        func found(_ scope: String, _ match: String = "", gateways: String = "edge, mesh", pod: String = pod)
            -> [String]
        {
            let subset = "{\(match)route: [{destination: {host: web, subset: v1}}]}"
            let rule = object(
                "DestinationRule", "web", "host: web, exportTo: [\(scope)], subsets: [{name: v1, labels: {v: a}}]")
            return findings(
                object("VirtualService", "r", "hosts: [a.example], gateways: [\(gateways)], http: [\(subset)]"),
                ["HS5610", "HS5616"], context: gateway(server("HTTP")) + rule + pod)
        }
        let blind = ["HS5616 VirtualService shop/r spec.http[0].route[0].destination"]
        #expect(found("'.'") == blind && found("'.'", gateways: "edge") == blind)
        #expect(found("'*'").isEmpty && found("'.', pods").isEmpty)
        #expect(found("'.'", "match: [{gateways: [mesh]}], ").isEmpty)
        #expect(found("'.'", "match: [{gateways: [mesh]}, {gateways: [edge]}], ") == blind)
        // Where its pods are nobody knows, or one of several namespaces sees it.
        #expect(found("'.'", pod: "").isEmpty)
        #expect(found("'.'", pod: pod + pod.replacing("namespace: pods", with: "namespace: shop")).isEmpty)
        #expect(found("'.'", gateways: "mesh").isEmpty)
    }

    @Test func routesThatMayBeTakenElsewhere() {
        let (http, tls) = ("http: [{\(action)}]", gateway(server("TLS", tls: "{mode: PASSTHROUGH}")))
        #expect(found(http, tls) == ["HS5207 http"])
        #expect(found(http, tls, gateways: "edge, mesh").isEmpty)
        #expect(found(http, tls, gateways: "edge, other/unknown").isEmpty)
        #expect(found(http, tls + gateway(server("HTTP"), name: "b"), gateways: "edge, b").isEmpty)
        #expect(
            found(http, tls + gateway(server("HTTP", host: "b.example"), name: "b"), gateways: "edge, b").count == 1)
        // That its hosts are no hosts of the gateway is said by another rule; of some protocols nothing is known.
        #expect(found(http, gateway(server("TLS", tls: "{mode: PASSTHROUGH}", host: "b.example"))).isEmpty)
        #expect(found(http, gateway(server("QUIC"))).isEmpty)
        #expect(found(http, gateway(server("TCP", host: "other/a.example"), server("HTTP"))).isEmpty)
        #expect(found("http: [{\(action)}], tcp: [{\(action)}]", gateway(server("HTTP"))) == ["HS5207 tcp"])
        let passed = gateway(
            server("TLS", tls: "{mode: PASSTHROUGH}", host: "*.example"), server("HTTP", host: "b.example"))
        for (hosts, isTaken) in [("a.example", false), ("b.example", true), ("'*.example'", true), ("'*'", true)] {
            #expect(found(http, passed, hosts: hosts).isEmpty == isTaken)
        }
        // Of two alternatives nobody knows which one is meant.
        #expect(found(http, tls + gateway(server("HTTP"))).isEmpty)
    }

    // MARK: - Ports

    @Test func portsOfServers() {
        let edge = gateway(server("HTTP"), server("HTTPS", 443, tls: "{mode: SIMPLE}"), server("TCP", 9000))
        func http(_ port: Int, _ more: String = "", gateways: String = "edge", _ context: String = "") -> [String] {
            found("http: [{match: [{port: \(port)\(more)}], \(action)}]", edge + context, gateways: gateways)
        }
        let wrong = ["HS5203 http[0].match[0].port"]
        #expect(http(80).isEmpty && http(443).isEmpty)
        #expect(http(9999) == wrong && http(9000) == wrong)
        #expect(found("tcp: [{match: [{port: 9000}], \(action)}]", edge).isEmpty)
        #expect(found("tcp: [{match: [{port: 80}], \(action)}]", edge) == ["HS5203 tcp[0].match[0].port"])
        let other = gateway(server("HTTP", 8080), name: "b")
        #expect(http(8080, gateways: "edge, shop/b", other).isEmpty)
        #expect(http(8080, ", gateways: [edge]", gateways: "edge, b", other) == wrong)
        #expect(http(8080, ", gateways: [shop/b]", gateways: "edge, b", other).isEmpty)
        #expect(http(8080, gateways: "edge, far/unknown").isEmpty)
    }

    @Test func portsInTheMesh() {
        let web = object("Service", "web", "ports: [{name: http, port: 8000}]", api: "v1")
        func http(_ port: Int, hosts: String = "web", gateways: String = "mesh", list: String = "http") -> [String] {
            found(
                "\(list): [{match: [{port: \(port)}], \(action)}]", web + gateway(server("HTTP", 81, host: "*")),
                gateways: gateways, hosts: hosts)
        }
        #expect(http(8000).isEmpty && http(9000) == ["HS5203 http[0].match[0].port"])
        // istiod makes routes of port 80 for hosts without it.
        #expect(http(80).isEmpty && http(80, list: "tcp") == ["HS5203 tcp[0].match[0].port"])
        #expect(http(9000, hosts: "web, a.example").isEmpty && http(9000, hosts: "'*.example'").isEmpty)
        #expect(http(81, gateways: "mesh, edge").isEmpty && http(8000, gateways: "mesh, edge").isEmpty)
        #expect(http(82, gateways: "mesh, edge").count == 1)
    }

    // MARK: - Callers

    private func pod(_ labels: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {\(labels)}}\n---\n"
    }

    @Test func callersOfGateways() {
        func http(_ match: String, _ context: String = "", selector: String = "istio: edge") -> [String] {
            found(
                "http: [{match: [{\(match)}], \(action)}]", gateway(server("HTTP"), selector: selector) + context)
        }
        let (label, wrong) = ("sourceLabels: {app: web}", ["HS5203 http[0].match[0].sourceLabels"])
        #expect(http(label) == wrong)
        #expect(http(label, pod("istio: edge")) == wrong)
        // A gateway compares its own labels.
        #expect(http(label, pod("istio: edge, app: web")).isEmpty && http("sourceLabels: {istio: edge}").isEmpty)
        #expect(http("sourceNamespace: web").isEmpty)
        #expect(http("sourceNamespace: web", pod("istio: edge")) == ["HS5203 http[0].match[0].sourceNamespace"])
        #expect(http("sourceNamespace: shop", pod("istio: edge")).isEmpty)
        let unknown = gateway(server("HTTP"), name: "b")
        #expect(found("http: [{match: [{\(label)}], \(action)}]", unknown).isEmpty)
        let stream = gateway(server("TCP"))
        #expect(
            found("tcp: [{match: [{\(label), sourceNamespace: a}], \(action)}]", stream) == [
                "HS5204 tcp[0].match[0].sourceLabels", "HS5204 tcp[0].match[0].sourceNamespace",
            ])
        #expect(found("tcp: [{match: [{\(label)}], \(action)}]", stream, gateways: "edge, mesh").isEmpty)
    }

    /// istiod looks at one of the two.
    @Test func callersBesideGateways() {
        let match = "http: [{match: [{gateways: [mesh], sourceLabels: {a: b}}], \(action)}]"
        #expect(found(match, "", gateways: "mesh") == ["HS5204 http[0].match[0].sourceLabels"])
        #expect(found(match.replacing("gateways: [mesh], ", with: ""), "", gateways: "mesh").isEmpty)
        #expect(found(match.replacing("http", with: "tcp"), "", gateways: "mesh").isEmpty)
    }

    @Test func callersThatAreNotThere() {
        func http(_ match: String, _ context: String, listed: Set<ObjectKind> = []) -> [String] {
            found("http: [{match: [{\(match)}], \(action)}]", context, gateways: "mesh", listed: listed)
        }
        let nobody = ["HS5206 http[0].match[0].sourceLabels"]
        let (label, web) = ("sourceLabels: {app: web}", pod("app: web"))
        #expect(http(label, web).isEmpty)
        // Callers are of other namespaces mostly, which files of one do not have.
        #expect(http(label, pod("app: other")).isEmpty)
        #expect(http(label, pod("app: other"), listed: [.pod]) == nobody)
        #expect(http("\(label), sourceNamespace: shop", pod("app: other")) == nobody)
        #expect(http(label, "").isEmpty && http(label, "", listed: [.pod]) == nobody)
        #expect(http(label, web.replacing("namespace: shop", with: "namespace: other")).isEmpty)
        #expect(http("\(label), sourceNamespace: shop", web).isEmpty)
        #expect(http("\(label), sourceNamespace: other", web).isEmpty)
        #expect(http("\(label), sourceNamespace: other", web, listed: [.pod]) == nobody)
        // The injector puts labels on pods that templates do not have.
        #expect(http("sourceLabels: {service.istio.io/canonical-name: web}", pod("app: other")).isEmpty)
        let namespaces = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n"
        let place = ["HS5206 http[0].match[0].sourceNamespace"]
        #expect(http("sourceNamespace: shpo", namespaces, listed: [.namespace]) == place)
        #expect(http("sourceNamespace: shop", namespaces, listed: [.namespace]).isEmpty)
        #expect(http("sourceNamespace: shpo", namespaces).isEmpty)
    }
}
