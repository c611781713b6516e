import Domain
import Testing
import YAML

@testable import Validation

@Suite struct HostsTests {
    @Test func onlyANameWithoutDotsIsShort() {
        #expect(HostName.qualified("reviews", in: "shop") == "reviews.shop.svc.cluster.local")
        #expect(HostName.qualified("reviews.shop", in: "shop") == "reviews.shop")
        #expect(HostName.qualified("*", in: "shop") == "*" && HostName.qualified("", in: "shop").isEmpty)
        #expect(HostName.resolved("a.shop.svc", in: "b") { $0 == "shop" } == "a.shop.svc.cluster.local")
        #expect(HostName.resolved("example.com", in: "b") { $0 == "shop" } == "example.com")
        #expect(HostName.service("a.b.shop.svc.cluster.local")?.name == "a.b")
        #expect(HostName.service("svc.cluster.local") == nil && HostName.service(".shop.svc.cluster.local") == nil)
    }

    @Test func wildcardsContainAndOverlap() {
        #expect(HostName.wildcards(containing: "a.b.c") == ["*.b.c", "*.c", "*"])
        #expect(HostName.wildcards(containing: "*.b.c") == ["*.b.c", "*.c", "*"])
        #expect(
            HostName.contains("*.c", "a.b.c") && !HostName.contains("a.b.c", "*.c") && HostName.contains("*", "*.a"))
        #expect(HostName.overlap("*.b.c", "*.c") && HostName.overlap("a.c", "*.c") && !HostName.overlap("a.c", "b.c"))
    }

    private let set = known(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: shop}
        spec: {ports: [{port: 80}, {port: 81}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: hidden, namespace: shop, annotations: {networking.istio.io/exportTo: "., audit"}}
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: outside, namespace: shop}
        spec: {hosts: ["*.example.com", "api.test"], exportTo: [.], ports: [{number: 443}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: shop}
        spec: {host: reviews, subsets: [{name: v1}, {name: v2}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop, labels: {app: reviews, version: v1}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: b, namespace: shop}
        spec: {template: {metadata: {labels: {app: ratings}}}}
        """)

    /// `*` is what `exportTo` means where nobody writes it.
    @Test func whatIsForAllSeesWhatIsForAll() {
        #expect(set.service(host: "reviews", from: "shop", exportTo: ["*"])?.object.name == "reviews")
        #expect(set.service(host: "reviews", from: "shop", exportTo: ["*", "."])?.object.name == "reviews")
        #expect(set.service(host: "api.test", from: "shop", exportTo: ["*", "."])?.object.name == "outside")
        #expect(set.service(host: "api.test", from: "audit", exportTo: ["*"]) == nil)
        #expect(set.service(host: "none", from: "shop", exportTo: ["*"]) == nil)
    }

    @Test func theRegistryKnowsWhoSeesWhat() {
        #expect(set.service(host: "reviews", from: "shop")?.ports == [80, 81])
        #expect(set.service(host: "reviews.shop.svc.cluster.local", from: "other")?.object.name == "reviews")
        #expect(set.service(host: "reviews", from: "other") == nil)
        #expect(set.service(host: "hidden", from: "shop") != nil)
        #expect(set.service(host: "hidden.shop.svc.cluster.local", from: "audit") != nil)
        #expect(set.service(host: "hidden.shop.svc.cluster.local", from: "other") == nil)
        #expect(set.service(host: "a.b.example.com", from: "shop")?.ports == [443])
        #expect(set.service(host: "a.example.com", from: "other") == nil)
        #expect(set.service(host: "api.test", from: "shop") != nil)
    }

    @Test func subsetsAndWorkloadsAreFoundByIndex() {
        #expect(set.subsets(ofHost: "reviews.shop.svc.cluster.local") == ["v1", "v2"])
        #expect(set.pods(selectedBy: ["app": "reviews", "version": "v1"], in: "shop").map(\.object.name) == ["a"])
        #expect(set.pods(selectedBy: ["app": "reviews", "version": "v2"], in: nil).isEmpty)
        #expect(set.workloads(selectedBy: [:], in: "shop").map(\.object.name) == ["a", "b"])
        #expect(set.hasWorkload(selectedBy: ["app": "ratings"], in: nil))
        #expect(!set.hasWorkload(selectedBy: ["app": "ratings"], in: "other"))
    }
}
