import Domain
import MeshModel
import Testing

/// The domain of a cluster's DNS, and what it makes of the names of Services.
@Suite struct ClusterDomainTests {
    private func pod(_ containers: JSONValue, in list: String = "containers") -> JSONValue {
        ["metadata": ["name": "p", "namespace": "shop"], "spec": [list: containers]]
    }

    private func istio(_ arguments: JSONValue) -> JSONValue {
        [["name": "app"], ["name": "istio-proxy", "args": arguments]]
    }

    @Test func proxiesWereToldTheDomain() {
        func told(_ pod: JSONValue) -> String? { ClusterDomain.told(byPod: pod) }
        let arguments: JSONValue = ["proxy", "sidecar", "--domain", "$(POD_NAMESPACE).svc.corp.local", "--log", "x"]
        #expect(told(pod(istio(arguments))) == "corp.local")
        #expect(told(pod(istio(arguments), in: "initContainers")) == "corp.local")
        #expect(told(pod(istio(["proxy", "--domain"]))) == nil && told(pod(istio([]))) == nil)
        #expect(told(pod([["name": "app", "args": arguments]])) == nil && told(pod([])) == nil)
        let address: JSONValue = [
            "name": "LINKERD2_PROXY_DESTINATION_SVC_ADDR", "value": "dst.linkerd.svc.corp.local.:8086",
        ]
        #expect(told(pod([["name": "linkerd-proxy", "env": [address]]])) == "corp.local")
        #expect(told(pod([["name": "linkerd-proxy", "env": []]])) == nil)
        let pods = [pod([]), pod(istio(arguments))].compactMap { Workload(pod: $0) }
        #expect(
            ClusterDomain.told(by: pods) == "corp.local" && ClusterDomain.told(by: pods.prefix(1)) == "cluster.local")
    }

    @Test func servicesAnswerToTheirNames() {
        let service = MeshService(namespace: "shop", name: "web", selector: [:])
        for (host, domain, answers) in [
            ("web.shop.svc.corp.local", "corp.local", true), ("web.shop.svc.cluster.local", "corp.local", false),
            ("web.shop.svc.corp.local", "cluster.local", false), ("*.corp.local", "corp.local", true),
            ("web", "corp.local", true), ("web.shop.svc", "corp.local", true),
        ] {
            #expect(service.answers(to: host, from: "shop", in: domain) == answers, "\(host) \(domain)")
        }
        #expect(service.answers(to: "web.shop.svc.cluster.local", from: "shop"))
    }

    @Test func reachFollowsTheDomainOfThePods() {
        let rule: JSONValue = ["metadata": ["namespace": "shop"], "spec": ["host": "web.shop.svc.corp.local"]]
        let service = MeshService(namespace: "shop", name: "web", selector: ["app": "web"])
        func reached(_ domain: String?) -> [String] {
            let pod = Workload(
                namespace: "shop", name: "p", labels: ["app": "web"], phase: "Running", clusterDomain: domain)
            let all = Inventory(pods: [pod], services: [service])
            return Reach.of(rule, kind: .destinationRule, in: all, root: "istio-system").pods.map(\.name)
        }
        #expect(reached("corp.local") == ["p"] && reached(nil).isEmpty)
    }
}
