import Domain
import Impact
import MeshModel
import Testing

/// Clusters that nobody knows anything of, and large ones.
@Suite struct LargeClusterTests {
    @Test func withoutPodsTheRulesAndRoutesAreCompared() throws {
        let empty = MeshPicture(policies: [], pods: [], services: [])
        let policy = try #require(
            Impact.of(
                old: Shop.authorization([Shop.from(["web"], methods: ["GET", "POST"])]),
                new: Shop.authorization([Shop.from(["web"], methods: ["GET"])]), in: empty))
        #expect(policy.newlyDenied.count == 1 && policy.newlyAllowed.isEmpty && !policy.caveats.isEmpty)
        func route(_ host: String) -> JSONValue {
            Shop.object(
                "VirtualService",
                ["hosts": ["reviews"], "http": [["route": [["destination": ["host": .string(host)]]]]]])
        }
        let line = try #require(Impact.of(old: route("a"), new: route("b"), in: empty)?.lines.first)
        #expect(line.topic == .destination && line.before == "a.shop" && line.after == "b.shop")
    }

    @Test func whatIsTheSameForManyIsOneLine() throws {
        let policies = ["reviews", "ratings"].map { Shop.authorization([], name: $0, app: $0) }
        var shop = Shop()
        shop.policies = policies
        let open = Shop.authorization([[:]], name: "open", app: nil)
        let gained = shop.impact(nil, open).lines(.accessGained)
        #expect(gained.map(\.targets) == [["shop/ratings-1", "shop/reviews-v1-1", "shop/reviews-v2-1"]])
    }

    /// The work is bounded by the number of questions, and pods that no policy tells apart are asked once.
    @Test func aNamespaceOfManyWorkloads() throws {
        var shop = Shop()
        let pods = (0..<300).map { number in
            shop.pod("app\(number)-1", "app\(number)", ["app": "app\(number)"], "10.1.\(number / 250).\(number % 250)")
        }
        shop.policies = (0..<300).map { number in
            Shop.authorization([Shop.from(["app\(number)"])], name: "p\(number)", app: "app\(number)")
        }
        let services = (0..<300).map { shop.service("app\($0)") }
        let picture = MeshPicture(objects: pods + services + shop.policies)
        let denial = Shop.authorization([Shop.from(["app7"])], action: "DENY", name: "none", app: nil)
        let impact = try #require(Impact.of(old: nil, new: denial, in: picture, questions: 5_000))
        #expect(impact.services.count == 300 && impact.lines.count <= 50)
        #expect(impact.caveats.contains { $0.contains("were not looked at") })
    }
}
