import Domain
import MeshModel
import Testing

/// Which of Istio's policies count for a pod.
@Suite struct WorkloadPolicyTests {
    private let reviews = MeshPod.shop("reviews-1", ["app": "reviews", "version": "v1"])

    private func selected(_ labels: [String: String]) -> JSONValue {
        ["selector": ["matchLabels": .object(labels.mapValues { .string($0) })]]
    }

    @Test(arguments: ["AuthorizationPolicy", "RequestAuthentication"])
    func allThatMatchCountInTheNamespaceAndInTheRoot(_ kind: String) {
        let set = PolicySet([
            Documents.object(kind, "everybody", [:]),
            Documents.object(kind, "mine", selected(["app": "reviews"])),
            Documents.object(kind, "both-labels", selected(["app": "reviews", "version": "v1"])),
            Documents.object(kind, "others", selected(["app": "ratings"])),
            Documents.object(kind, "elsewhere", selected(["app": "reviews"]), namespace: "other"),
            Documents.object(kind, "mesh", [:], namespace: "istio-system"),
            Documents.object(kind, "mesh-mine", selected(["app": "reviews"]), namespace: "istio-system"),
            Documents.object(kind, "waypoint", ["targetRefs": [["kind": "Service", "name": "reviews"]]]),
        ])
        let found =
            kind == "AuthorizationPolicy"
            ? set.authorizationPolicies(for: reviews) : set.requestAuthentications(for: reviews)
        #expect(found.map(\.name) == ["mesh", "mesh-mine", "everybody", "mine", "both-labels"])
    }

    @Test func envoyFiltersComeByPriorityThenRootThenAge() {
        func filter(_ name: String, _ priority: Int64?, age: Int, namespace: String = "shop") -> JSONValue {
            var spec: JSONValue = ["workloadSelector": ["labels": ["app": "reviews"]]]
            spec["priority"] = priority.map { .int($0) }
            return Documents.object("EnvoyFilter", name, spec, namespace: namespace, age: age)
        }
        let set = PolicySet([
            filter("late", 10, age: 9), filter("young", nil, age: 1), filter("old", nil, age: 5),
            filter("root", nil, age: 0, namespace: "istio-system"), filter("early", -5, age: 2),
        ])
        #expect(set.envoyFilters(for: reviews).map(\.name) == ["early", "root", "old", "young", "late"])
    }

    @Test func theOldestPeerAuthenticationOfTheNarrowestScopeWins() {
        func peer(_ name: String, _ mode: String?, _ labels: [String: String] = [:], age: Int, in namespace: String)
            -> JSONValue
        {
            var spec = labels.isEmpty ? .object([:]) : selected(labels)
            spec["mtls"] = mode.map { ["mode": .string($0)] }
            return Documents.object("PeerAuthentication", name, spec, namespace: namespace, age: age)
        }
        let mesh = peer("mesh", "STRICT", age: 9, in: "istio-system")
        let namespace = peer("namespace", "PERMISSIVE", age: 8, in: "shop")
        let oldest = peer("oldest", "DISABLE", ["app": "reviews"], age: 7, in: "shop")
        let newer = peer("newer", "STRICT", ["version": "v1"], age: 1, in: "shop")
        let choice = PolicySet([newer, oldest, namespace, mesh]).peerAuthentication(for: reviews)
        #expect(choice.mode == .disable)
        #expect(choice.governing(port: 9080)?.name == "oldest")
        #expect(PolicySet([namespace, mesh]).peerAuthentication(for: reviews).mode == .permissive)
        #expect(PolicySet([mesh]).peerAuthentication(for: reviews).mode == .strict)
        #expect(PolicySet([]).peerAuthentication(for: reviews).mode == .permissive)
        // What is unset is asked of the next wider scope.
        let unset = peer("unset", nil, ["app": "reviews"], age: 7, in: "shop")
        #expect(PolicySet([unset, mesh]).peerAuthentication(for: reviews).governing(port: 9080)?.name == "mesh")
        // A selector in the root namespace makes an object that counts for nobody.
        let rootSelected = peer("root", "DISABLE", ["app": "reviews"], age: 9, in: "istio-system")
        #expect(PolicySet([rootSelected]).peerAuthentication(for: reviews).mode == .permissive)
    }

    @Test func portsHaveModesOfTheirOwn() {
        var spec = selected(["app": "reviews"])
        spec["mtls"] = ["mode": "STRICT"]
        spec["portLevelMtls"] = ["8081": ["mode": "DISABLE"], "8082": ["mode": "UNSET"]]
        let choice = PolicySet([Documents.object("PeerAuthentication", "p", spec)]).peerAuthentication(for: reviews)
        #expect(choice.mode(port: 8081) == .disable)
        #expect(choice.mode(port: 8082) == .strict)
        #expect(choice.mode(port: 9080) == .strict)
    }

    @Test func aSidecarWithASelectorComesBeforeTheNamespacesAndThatBeforeTheRoots() {
        func sidecar(
            _ name: String, _ labels: JSONValue?, _ hosts: [JSONValue], age: Int, in namespace: String = "shop"
        )
            -> JSONValue
        {
            var spec: JSONValue = ["egress": [["hosts": .array(hosts)]]]
            spec["workloadSelector"] = labels.map { ["labels": $0] }
            return Documents.object("Sidecar", name, spec, namespace: namespace, age: age)
        }
        let namespace = sidecar("namespace", nil, ["./*"], age: 9)
        let old = sidecar("old", ["app": "reviews"], ["other/*"], age: 5)
        let young = sidecar("young", ["version": "v1"], ["~/*"], age: 1)
        let root = sidecar("root", nil, ["istio-system/*"], age: 9, in: "istio-system")
        let scope = PolicySet([namespace, young, old, root]).sidecarScope(for: reviews)
        #expect(scope.sidecar?.name == "old")
        #expect(scope.imports("ratings.other.svc.cluster.local", from: "other"))
        #expect(!scope.imports("ratings.shop.svc.cluster.local", from: "shop"))
        #expect(
            PolicySet([namespace, root]).sidecarScope(for: reviews).imports("x.shop.svc.cluster.local", from: "shop"))
        #expect(PolicySet([root]).sidecarScope(for: reviews).sidecar?.name == "root")
        #expect(PolicySet([young]).sidecarScope(for: reviews).imports("anything", from: "shop") == false)
        #expect(PolicySet([]).sidecarScope(for: reviews).imports("anything", from: "shop"))
    }

    @Test func gatewaysAreFoundInAllNamespaces() {
        let edge = MeshPod.shop("ingress-1", ["istio": "ingressgateway"], namespace: "edge")
        let set = PolicySet([
            Documents.object("Gateway", "a", ["selector": ["istio": "ingressgateway"]]),
            Documents.object("Gateway", "b", ["selector": ["istio": "egressgateway"]]),
        ])
        #expect(set.gateways(for: edge).map(\.name) == ["a"])
        #expect(set.gateways(for: reviews).isEmpty)
    }
}
