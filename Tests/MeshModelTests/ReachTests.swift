import Domain
import MeshModel
import Testing

/// Which pods and services a policy reaches, kind by kind.
@Suite struct ReachTests {
    private let inventory = Inventory(
        pods: [
            Workload(
                namespace: "shop", name: "reviews-1", labels: ["app": "reviews", "version": "v1"], phase: "Running"),
            Workload(
                namespace: "shop", name: "reviews-2", labels: ["app": "reviews", "version": "v2"], phase: "Running"),
            Workload(namespace: "shop", name: "ratings-1", labels: ["app": "ratings"], phase: "Running"),
            Workload(namespace: "other", name: "reviews-9", labels: ["app": "reviews"], phase: "Pending"),
            Workload(namespace: "edge", name: "ingress-1", labels: ["istio": "ingressgateway"], phase: "Running"),
        ],
        services: [
            MeshService(namespace: "shop", name: "reviews", selector: ["app": "reviews"]),
            MeshService(namespace: "shop", name: "ratings", selector: ["app": "ratings"]),
            MeshService(namespace: "other", name: "reviews", selector: ["app": "reviews"]),
        ],
        servers: [
            [
                "metadata": ["name": "reviews-http", "namespace": "shop", "labels": ["team": "a"]],
                "spec": ["podSelector": ["matchLabels": ["app": "reviews"]]],
            ]
        ])

    private func pods(_ kind: PolicyKind, _ spec: JSONValue, namespace: String = "shop", name: String = "x") -> [String]
    {
        reach(kind, spec, namespace, name).pods.map(\.name).sorted()
    }

    private func services(_ kind: PolicyKind, _ spec: JSONValue, namespace: String = "shop") -> [String] {
        reach(kind, spec, namespace, "x").services.map { "\($0.namespace)/\($0.name)" }.sorted()
    }

    private func reach(
        _ kind: PolicyKind, _ spec: JSONValue, _ namespace: String, _ name: String, root: String = "istio-system"
    ) -> Inventory {
        Reach.of(
            ["metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec], kind: kind,
            in: inventory, root: root)
    }

    @Test(arguments: [PolicyKind.authorizationPolicy, .requestAuthentication, .peerAuthentication])
    func aSelectorReachesItsPodsInItsNamespace(_ kind: PolicyKind) {
        #expect(
            pods(kind, ["selector": ["matchLabels": ["app": "reviews", "version": "v1"]]]) == ["reviews-1"])
        #expect(services(kind, ["selector": ["matchLabels": ["app": "reviews"]]]) == ["shop/reviews"])
    }

    @Test func withoutASelectorTheNamespaceIsReachedAndFromTheRootTheMesh() {
        #expect(pods(.authorizationPolicy, [:]) == ["ratings-1", "reviews-1", "reviews-2"])
        #expect(pods(.peerAuthentication, [:], namespace: "istio-system").count == 5)
        let selected: JSONValue = ["selector": ["matchLabels": ["app": "reviews"]]]
        // In the root namespace a PeerAuthentication's selector is ignored; an AuthorizationPolicy's is not.
        #expect(pods(.peerAuthentication, selected, namespace: "istio-system").count == 5)
        #expect(pods(.authorizationPolicy, selected, namespace: "istio-system").isEmpty)
        // The mesh says which namespace that is.
        #expect(reach(.authorizationPolicy, [:], "mesh-root", "x", root: "mesh-root").pods.count == 5)
        #expect(reach(.authorizationPolicy, [:], "istio-system", "x", root: "mesh-root").pods.isEmpty)
    }

    @Test func targetReferencesNameServices() {
        let spec: JSONValue = ["targetRefs": [["kind": "Service", "name": "ratings"]]]
        #expect(services(.authorizationPolicy, spec) == ["shop/ratings"])
        #expect(pods(.authorizationPolicy, spec) == ["ratings-1"])
    }

    @Test func workloadSelectorsOfSidecarsAndFilters() {
        #expect(pods(.sidecar, ["workloadSelector": ["labels": ["app": "ratings"]]]) == ["ratings-1"])
        #expect(pods(.envoyFilter, ["workloadSelector": ["labels": ["version": "v2"]]]) == ["reviews-2"])
    }

    @Test func aGatewaySelectsInEveryNamespace() {
        #expect(pods(.gateway, ["selector": ["istio": "ingressgateway"]]) == ["ingress-1"])
    }

    @Test func routesReachHostsAndDestinations() {
        let spec: JSONValue = [
            "hosts": ["reviews"],
            "http": [
                [
                    "route": [["destination": ["host": "ratings.shop.svc.cluster.local"]]],
                    "mirror": ["host": "reviews.other"],
                ]
            ],
        ]
        #expect(services(.virtualService, spec) == ["other/reviews", "shop/ratings", "shop/reviews"])
        #expect(pods(.virtualService, ["hosts": ["*.other.svc.cluster.local"]]) == ["reviews-9"])
        #expect(services(.destinationRule, ["host": "*"]).count == 3)
        #expect(services(.destinationRule, ["host": "nowhere"]).isEmpty)
    }

    @Test func aServiceEntryReachesItsEndpoints() {
        #expect(pods(.serviceEntry, ["hosts": ["db.example.com"]]).isEmpty)
        #expect(
            services(.serviceEntry, ["hosts": ["db.example.com", "*.example.com"]]) == ["shop/db.example.com"],
            "as Istio names it where it counts its requests")
        #expect(pods(.serviceEntry, ["workloadSelector": ["labels": ["app": "ratings"]]]) == ["ratings-1"])
    }

    @Test func serversSelectByExpressions() {
        let some: JSONValue = [
            "podSelector": [
                "matchExpressions": [
                    ["key": "app", "operator": "In", "values": ["reviews"]],
                    ["key": "version", "operator": "NotIn", "values": ["v1"]],
                ]
            ]
        ]
        #expect(pods(.server, some) == ["reviews-2"])
        let exists: JSONValue = ["podSelector": ["matchExpressions": [["key": "version", "operator": "Exists"]]]]
        #expect(pods(.server, exists) == ["reviews-1", "reviews-2"])
        let absent: JSONValue = ["podSelector": ["matchExpressions": [["key": "version", "operator": "DoesNotExist"]]]]
        #expect(pods(.server, absent) == ["ratings-1"])
        let unknown: JSONValue = ["podSelector": ["matchExpressions": [["key": "version", "operator": "Near"]]]]
        #expect(pods(.server, unknown).isEmpty)
    }

    @Test func authorizationsAndRoutesFollowTheirServers() {
        #expect(pods(.serverAuthorization, ["server": ["name": "reviews-http"]]) == ["reviews-1", "reviews-2"])
        let byLabel: JSONValue = ["server": ["selector": ["matchLabels": ["team": "a"]]]]
        #expect(pods(.serverAuthorization, byLabel) == ["reviews-1", "reviews-2"])
        #expect(pods(.serverAuthorization, ["server": ["name": "gone"]]).isEmpty)
        let inbound: JSONValue = [
            "parentRefs": [["group": "policy.linkerd.io", "kind": "Server", "name": "reviews-http"]]
        ]
        #expect(pods(.httpRoute, inbound) == ["reviews-1", "reviews-2"])
        let outbound: JSONValue = [
            "parentRefs": [["group": "", "kind": "Service", "name": "reviews", "namespace": "other"]]
        ]
        #expect(services(.httpRoute, outbound) == ["other/reviews"])
    }

    @Test func splitsAndProfilesNameServices() {
        let split: JSONValue = ["service": "reviews", "backends": [["service": "ratings", "weight": 1]]]
        #expect(services(.trafficSplit, split) == ["shop/ratings", "shop/reviews"])
        #expect(pods(.serviceProfile, [:], name: "ratings.shop.svc.cluster.local") == ["ratings-1"])
    }

    @Test func readsPodsAndServicesOfTheAPI() throws {
        let pod = try #require(
            Workload(pod: [
                "metadata": ["name": "a", "namespace": "n", "labels": ["x": "y"]], "status": ["phase": "Running"],
            ]))
        #expect(
            pod
                == Workload(namespace: "n", name: "a", labels: ["x": "y"], phase: "Running", isMeshed: false))
        #expect(Workload(pod: ["metadata": [:]]) == nil)
        let service = try #require(
            MeshService(service: ["metadata": ["name": "s", "namespace": "n"], "spec": ["selector": ["x": "y"]]]))
        #expect(service.selects(pod))
        #expect(MeshService(service: [:]) == nil)
        #expect(!MeshService(namespace: "n", name: "headless", selector: [:]).selects(pod))
        let json = Inventory(pods: [pod], services: [service]).json
        #expect(json["pods"]?[0]?["name"] == "a" && json["services"]?[0]?["selector"]?["x"] == "y")
    }
}
