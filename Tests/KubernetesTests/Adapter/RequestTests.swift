import Domain
import JSON
import Ports
import Testing

@testable import Kubernetes

/// What is sent, without a server.
@Suite struct RequestTests {
    private let reviews = ObjectReference(
        PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "reviews"),
        version: "v1")

    @Test func pathsOfObjectsAndCollections() {
        #expect(
            ResourcePath.object(reviews) == "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews")
        #expect(ResourcePath.collection(.pods(namespace: nil)) == "/api/v1/pods")
        #expect(ResourcePath.collection(.services(namespace: "shop")) == "/api/v1/namespaces/shop/services")
        let namespace = ObjectReference(
            group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespace: "", name: "shop")
        #expect(ResourcePath.object(namespace) == "/api/v1/namespaces/shop")
    }

    @Test(arguments: [
        ("a/../b", "a%2F..%2Fb"), ("..", "%2E%2E"), (".", "%2E"), ("a?force=true", "a%3Fforce%3Dtrue"), ("é", "%C3%A9"),
        ("a b#c", "a%20b%23c"), ("plain-1.2_~", "plain-1.2_~"),
    ])
    func aNameNeverLeavesItsSegment(_ name: String, _ segment: String) {
        #expect(ResourcePath.segment(name) == segment)
    }

    @Test func writesNameTheirManagerAndAskForStrictness() throws {
        let body: JSONValue = ["metadata": ["name": "reviews"]]
        let create = KubernetesCall.create(body, at: reviews, dryRun: true)
        #expect(create.method == .post)
        #expect(create.target.hasSuffix("/virtualservices?fieldManager=hotswap&fieldValidation=Strict&dryRun=All"))
        let apply = KubernetesCall.apply(
            body, at: reviews, uid: "u", resourceVersion: "7", force: true, dryRun: false)
        #expect(apply.target.hasSuffix("/reviews?force=true&fieldManager=hotswap&fieldValidation=Strict"))
        #expect(apply.contentType == .apply)
        let sent = try JSONParser.parse(apply.body)
        #expect(sent["metadata"] == ["name": "reviews", "uid": "u", "resourceVersion": "7"])
    }

    @Test func whatServersSetIsNotSentBack() throws {
        let live: JSONValue = [
            "metadata": [
                "name": "reviews", "uid": "u", "resourceVersion": "7", "generation": 2, "creationTimestamp": "now",
                "managedFields": [["manager": "x"]], "selfLink": "/x", "labels": ["a": "b"],
            ]
        ]
        let sent = try JSONParser.parse(KubernetesCall.create(live, at: reviews, dryRun: false).body)
        #expect(sent["metadata"] == ["name": "reviews", "labels": ["a": "b"]])
    }

    /// A server that finds options in the body does not look at the query: tried, it deleted for real.
    @Test func aDeletesDryRunIsInItsBody() throws {
        let call = KubernetesCall.delete(reviews, uid: "u", resourceVersion: "7", dryRun: true)
        #expect(!call.target.contains("?"))
        let options = try JSONParser.parse(call.body)
        #expect(options["dryRun"] == ["All"])
        #expect(options["preconditions"] == ["uid": "u", "resourceVersion": "7"])
        let real = try JSONParser.parse(
            KubernetesCall.delete(reviews, uid: "u", resourceVersion: "7", dryRun: false).body)
        #expect(real["dryRun"] == nil)
    }
}
