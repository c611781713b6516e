import Testing

@testable import Validation

/// Ports of Services where those of pods are meant, and the reverse.
@Suite struct PolicyPortTests {
    private let service = """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: x, port: 90, targetPort: x}]}
        ---

        """

    private func pod(_ ports: String = "[]") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: shop, labels: {app: web}}
        spec: {containers: [{name: c, ports: \(ports)}]}
        ---

        """
    }

    /// A pod whose proxy and another container are native sidecars, and a container that ends before the others begin.
    private func sidecars(_ ports: String = "[]", policy: String = "Always") -> String {
        pod(ports).replacing(
            "spec: {",
            with: "spec: {initContainers: [{name: istio-proxy, restartPolicy: Always, ports: "
                + "[{containerPort: 15090}]}, {name: s, restartPolicy: \(policy), ports: [{name: x, containerPort: 80}]}], "
        )
    }

    private func object(
        _ kind: String, _ spec: String, api: String = "security.istio.io", in namespace: String = "shop"
    )
        -> String
    {
        "apiVersion: \(api)/v1\nkind: \(kind)\nmetadata: {name: it, namespace: \(namespace)}\nspec: {\(spec)}\n"
    }

    private let selector = "selector: {matchLabels: {app: web}}"

    @Test func rulesSeeThePortOfThePods() {
        func found(_ rule: String, pods: String? = nil, in namespace: String = "shop") -> [String] {
            let policy = object("AuthorizationPolicy", "\(selector), rules: [\(rule)]", in: namespace)
            return findings((pods ?? pod()) + service + policy, ["HS7014"]).map { String($0.drop { $0 != "[" }) }
        }
        #expect(
            found("{to: [{operation: {ports: ['80', '8080'], notPorts: ['80']}}]}") == [
                "[0].to[0].operation.ports[0]", "[0].to[0].operation.notPorts[0]",
            ])
        #expect(found("{when: [{key: destination.port, values: ['80']}]}") == ["[0].when[0].values[0]"])
        // A pod may listen there beside; where a port of another name leads nobody knows.
        #expect(found("{to: [{operation: {ports: ['80']}}]}", pods: pod("[{containerPort: 80}]")).isEmpty)
        #expect(found("{to: [{operation: {ports: ['90', '7777']}}]}").isEmpty)
        #expect(found("{to: [{operation: {ports: ['90']}}]}", pods: pod("[{name: x, containerPort: 9}]")).count == 1)
        #expect(found("{to: [{operation: {ports: ['80']}}]}", pods: "").isEmpty)
        #expect(found("{to: [{operation: {ports: ['80']}}]}", pods: sidecars()).isEmpty)
        #expect(found("{to: [{operation: {ports: ['80']}}]}", pods: sidecars(policy: "OnFailure")).count == 1)
        #expect(found("{to: [{operation: {ports: ['90']}}]}", pods: sidecars()).count == 1)
        #expect(found("{to: [{operation: {ports: ['80']}}]}", in: "istio-system").isEmpty)
        let target = object(
            "AuthorizationPolicy",
            "targetRefs: [{kind: Service, name: web}], rules: [{to: [{operation: {ports: ['80']}}]}]")
        #expect(findings(pod() + service + target, ["HS7014"]).isEmpty)
    }

    @Test func modesOfPortsGoByThoseOfThePods() {
        func found(_ port: Int, pods: String) -> [String] {
            let policy = object("PeerAuthentication", "\(selector), portLevelMtls: {\(port): {mode: DISABLE}}")
            return findings(pods + service + policy, ["HS5514", "HS5515", "HS5516"]).map { String($0.prefix(6)) }
        }
        #expect(found(80, pods: pod()) == ["HS5514"])
        #expect(found(8080, pods: pod()).isEmpty)
        #expect(found(9999, pods: pod()) == ["HS5516"])
        #expect(found(9999, pods: pod("[{containerPort: 8080}]")) == ["HS5515"])
        #expect(found(9999, pods: pod("[{containerPort: 9999}]")).isEmpty)
        #expect(found(80, pods: "").isEmpty)
        #expect(found(80, pods: sidecars()).isEmpty && found(80, pods: sidecars(policy: "OnFailure")) == ["HS5514"])
        // What a proxy declares says nothing of the application.
        let injected = sidecars(policy: "OnFailure")
        #expect(found(15090, pods: injected).isEmpty && found(9999, pods: injected) == ["HS5516"])
        #expect(found(9999, pods: sidecars()) == ["HS5515"])
    }

    @Test func rulesOfClientsGoByThePortsOfTheService() {
        func found(_ port: Int, host: String = "web") -> [String] {
            let settings = "trafficPolicy: {portLevelSettings: [{port: {number: \(port)}, tls: {mode: DISABLE}}]}"
            let rule = object(
                "DestinationRule", "host: \(host), \(settings), subsets: [{name: a, \(settings)}]",
                api: "networking.istio.io")
            return findings(service + rule, ["HS5517"])
        }
        #expect(found(8080).count == 2 && found(80).isEmpty)
        #expect(found(8080, host: "other").isEmpty && found(8080, host: "'*.local'").isEmpty)
        #expect(found(8080, host: "web.shop.svc.cluster.local").count == 2)
    }

    @Test func aSelectorInTheRootNamespaceIsPassedOver() {
        func found(_ spec: String, in namespace: String) -> [String] {
            findings(object("PeerAuthentication", spec, in: namespace), ["HS5513"])
        }
        #expect(
            found("\(selector), mtls: {mode: STRICT}", in: "istio-system")
                == ["HS5513 PeerAuthentication istio-system/it spec.selector.matchLabels"])
        #expect(found("mtls: {mode: STRICT}", in: "istio-system").isEmpty)
        #expect(found("selector: {matchLabels: {}}, mtls: {mode: STRICT}", in: "istio-system").isEmpty)
        #expect(found(selector, in: "shop").isEmpty)
        var settings = MeshSettings()
        settings.rootNamespace = "shop"
        #expect(findings(object("PeerAuthentication", selector), ["HS5513"], settings: settings).count == 1)
    }
}
