import Domain
import Impact
import MeshModel
import Testing
import Validation

/// What changes do that come about together.
@Suite struct TogetherTests {
    private let shop = Shop()

    private func together(_ changes: [(old: JSONValue?, new: JSONValue?)], in shop: Shop) -> [Impact] {
        Impact.together(changes.map { Impact.Change(old: $0.old, new: $0.new) }, in: shop.picture).compactMap(\.self)
    }

    private func lost(_ impacts: [Impact]) -> [String] { impacts.flatMap { $0.lines(.accessLost) }.flatMap(\.clients) }

    /// The one shuts out everybody, the other lets some in: only those who are not let in lose, and that is told once.
    @Test func whomAnotherPolicyOfTheSetLetsInLosesNothing() throws {
        let nothing = Shop.authorization([], name: "nothing")
        let web = Shop.authorization([Shop.from(["web"])], name: "web")
        #expect(shop.impact(nil, nothing).lines(.accessLost).flatMap(\.clients) == ["every client"])
        for set in [[nothing, web], [web, nothing]] {
            let impacts = together(set.map { (nil, $0) }, in: shop)
            let clients = lost(impacts)
            #expect(clients.contains("shop/admin-1") && Set(clients).count == clients.count, "\(clients)")
            #expect(!clients.contains { $0.hasPrefix("shop/web") || $0 == "every client" }, "\(clients)")
            #expect(impacts.count == 2 && impacts[0].lines.count == 1 && impacts[1].lines.isEmpty)
            #expect(impacts.allSatisfy { $0.newlyAllowed.isEmpty })
            #expect(impacts[0].newlyDenied.count == 1 && impacts[1].newlyDenied.isEmpty)
            #expect(impacts[1].text.contains("created: what differs is told of \(impacts[0].object)"))
        }
    }

    @Test func whatGoesMayBeMadeGoodByWhatComes() {
        var shop = shop
        let old = Shop.authorization([Shop.from(["web"])], name: "old")
        shop.policies = [old]
        let new = Shop.authorization([Shop.from(["web"])], name: "new")
        #expect(together([(old, nil), (nil, new)], in: shop).allSatisfy { $0.isEmpty && $0.asked > 0 })
        #expect(!shop.impact(old, nil).isEmpty)
    }

    @Test func aServerComesWithItsAuthorization() {
        var shop = shop
        shop.sidecar = "linkerd-proxy"
        let server = Shop.object(
            "Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080],
            apiVersion: Shop.linkerdPolicy)
        let client: JSONValue = ["meshTLS": ["serviceAccounts": [["name": "web"]]]]
        let authorization = Shop.object(
            "ServerAuthorization", ["server": ["name": "x"], "client": client],
            apiVersion: "policy.linkerd.io/v1beta1")
        #expect(lost([shop.impact(nil, server)]) == ["every client"])
        let clients = lost(together([(nil, server), (nil, authorization)], in: shop))
        #expect(clients.contains("shop/admin-1") && Set(clients).count == clients.count, "\(clients)")
        #expect(!clients.contains { $0.hasPrefix("shop/web") || $0 == "every client" }, "\(clients)")
    }

    /// Linkerd's own AuthorizationPolicy decides about access as a ServerAuthorization does.
    @Test func linkerdsAuthorizationPoliciesAreAskedAbout() {
        var shop = shop
        shop.sidecar = "linkerd-proxy"
        let server = Shop.object(
            "Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080],
            apiVersion: Shop.linkerdPolicy)
        let identity: JSONValue = ["web.shop.serviceaccount.identity.linkerd.cluster.local"]
        let clients = Shop.object(
            "MeshTLSAuthentication", ["identities": identity], apiVersion: "policy.linkerd.io/v1alpha1")
        let policy = Shop.object(
            "AuthorizationPolicy",
            [
                "targetRef": ["group": "policy.linkerd.io", "kind": "Server", "name": "x"],
                "requiredAuthenticationRefs": [
                    ["group": "policy.linkerd.io", "kind": "MeshTLSAuthentication", "name": "x"]
                ],
            ], apiVersion: "policy.linkerd.io/v1alpha1")
        for (live, new) in [([server, clients], policy), ([server, policy], clients)] {
            shop.policies = live
            let impact = shop.impact(nil, new)
            #expect(impact.lines(.accessGained).map(\.clients) == [["shop/web-1", "shop/web-2"]], "\(impact.text)")
            #expect(impact.lines(.accessLost).isEmpty)
        }
    }

    @Test func whatIsNotLookedAtIsSaid() {
        let impact = shop.impact(nil, Shop.object("WorkloadEntry", ["address": "10.0.0.9"]))
        #expect(impact.caveats == ["What objects of this kind change was not looked at."])
        #expect(impact.text.contains("what differs is not known"))
        #expect(Impact.isTold(of: ObjectKind("WorkloadEntry", group: "networking.istio.io")))
        #expect(!Impact.isTold(of: ObjectKind("Deployment", group: "apps")))
    }
}
