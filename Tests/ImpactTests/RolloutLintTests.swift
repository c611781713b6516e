import Domain
import Impact
import Mesh
import MeshModel
import MeshTestKit
import Testing
import Validation

/// What would break a rollout is found before it begins.
@Suite struct RolloutLintTests {
    private let shop = Shop()

    private func codes(_ old: JSONValue?, _ new: JSONValue?, _ way: RolloutWay) -> [String] {
        RolloutLint.findings(old: old, new: new, way: way, in: shop.picture).map(\.code.id)
    }

    private func mutualTLS(_ mode: String, ports: JSONValue? = nil) -> JSONValue {
        var spec: JSONValue = ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": .string(mode)]]
        if let ports { spec["portLevelMtls"] = ports }
        return Shop.object("PeerAuthentication", spec, apiVersion: Shop.istioSecurity)
    }

    @Test func aJumpOfMutualTLSIsNamed() {
        func found(_ old: JSONValue?, _ new: JSONValue?) -> [String] {
            ChangeLint.findings(old: old, new: new, in: shop.picture).map { "\($0.code.id) \($0.message)" }
        }
        #expect(
            found(mutualTLS("DISABLE"), mutualTLS("STRICT"))
                == ["HS8101 shop/reviews-v1-1, shop/reviews-v2-1 would go from DISABLE to STRICT at once"])
        #expect(found(mutualTLS("PERMISSIVE"), mutualTLS("STRICT")).isEmpty)
        #expect(found(nil, mutualTLS("STRICT")).isEmpty)
        let port = mutualTLS("PERMISSIVE", ports: ["9080": ["mode": "DISABLE"]])
        #expect(found(port, mutualTLS("STRICT")).first?.contains("on port 9080") == true)
    }

    /// Steps go through PERMISSIVE; what is written as a whole does not, nor what has no steps.
    @Test func aJumpIsOneOfWhatIsWrittenAtOnce() {
        let (old, new) = (mutualTLS("DISABLE"), mutualTLS("STRICT"))
        func jumps(_ way: RolloutWay, from old: JSONValue?, to new: JSONValue?) -> Bool {
            !ChangeLint.findings(old: old, new: new, way: way, in: shop.picture).isEmpty
        }
        for strategy in [StrategyName.canary, .blueGreen, .rolling, .ab] {
            #expect(!jumps(RolloutWay(strategy), from: old, to: new), "\(strategy)")
            #expect(!jumps(RolloutWay(strategy), from: new, to: old), "\(strategy)")
        }
        #expect(jumps(RolloutWay(.direct), from: old, to: new))
        #expect(jumps(RolloutWay(.canary, unit: .clusters), from: old, to: new))
        // One of the root namespace goes as a whole.
        func root(_ mode: String) -> JSONValue {
            Shop.object(
                "PeerAuthentication", ["mtls": ["mode": .string(mode)]], apiVersion: Shop.istioSecurity,
                namespace: "istio-system")
        }
        #expect(jumps(RolloutWay(.canary), from: root("DISABLE"), to: root("STRICT")))
    }

    @Test func theLastAllowThatGoesOpens() {
        let policy = Shop.authorization([Shop.from(["web"])])
        #expect(ChangeLint.findings(old: policy, new: nil, in: shop.picture).map(\.code) == [.lastAllowGoes])
        var shop = shop
        shop.policies = [Shop.authorization([], name: "nothing", app: nil)]
        #expect(ChangeLint.findings(old: policy, new: nil, in: shop.picture).isEmpty)
        #expect(ChangeLint.findings(old: policy, new: policy, in: self.shop.picture).isEmpty)
    }

    /// The first route on a Server takes the probes' own way; one that lets them through keeps them.
    @Test func probesThatARouteShutsOutAreNamed() {
        var shop = shop
        shop.sidecar = "linkerd-proxy"
        shop.probe = "/ready"
        let server = Shop.object(
            "Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": "http"], name: "reviews",
            apiVersion: Shop.linkerdPolicy)
        shop.policies = [server]
        func route(_ path: String, name: String = "x") -> JSONValue {
            let parent: JSONValue = ["group": "policy.linkerd.io", "kind": "Server", "name": "reviews"]
            let match: JSONValue = ["path": ["type": "PathPrefix", "value": .string(path)]]
            return Shop.object(
                "HTTPRoute", ["parentRefs": [parent], "rules": [["matches": [match]]]], name: name,
                apiVersion: Shop.linkerdPolicy)
        }
        func found(_ old: JSONValue?, _ new: JSONValue?) -> [String] {
            ChangeLint.findings(old: old, new: new, in: shop.picture).map { "\($0.code.id) \($0.message)" }
        }
        let words =
            "HS8108 shop/reviews-v1-1, shop/reviews-v2-1 would refuse the kubelet's probe GET /ready on port 9080"
        #expect(found(nil, route("/books")) == [words])
        #expect(found(nil, route("/")) == [words])
        #expect(found(route("/books"), route("/papers")).isEmpty && found(route("/books"), nil).isEmpty)
        shop.policies.append(route("/ready", name: "ready"))
        #expect(found(nil, route("/books")).isEmpty)
        let open = Shop.object(
            "ServerAuthorization", ["server": ["name": "reviews"], "client": ["unauthenticated": true]],
            apiVersion: Shop.linkerdPolicy)
        shop.policies = [server, open]
        #expect(found(nil, route("/")).isEmpty && found(nil, route("/books")) == [words])
        shop.policies.append(route("/", name: "all"))
        #expect(found(open, nil) == [words])
        shop.probe = nil
        #expect(found(open, nil).isEmpty)
    }

    @Test func aStrategyThatTheKindCannotHave() {
        let split = Shop.object("TrafficSplit", ["service": "reviews"], apiVersion: "split.smi-spec.io/v1alpha2")
        let found = RolloutLint.findings(old: nil, new: split, way: RolloutWay(.blueGreen), in: shop.picture)
        #expect(found.map(\.code) == [.strategyImpossible])
        #expect(found.first?.hint == "what can be had: Direct, Canary, Rolling, AB")
        let entry = Shop.object("ServiceEntry", ["hosts": ["api.example"], "resolution": "DNS"])
        #expect(codes(nil, entry, RolloutWay(.canary)) == ["HS8107"])
        #expect(codes(nil, entry, RolloutWay(.canary, unit: .workloads)) == ["HS8104"])
        #expect(codes(nil, entry, RolloutWay(.canary, unit: .clusters)).isEmpty)
        #expect(codes(nil, entry, RolloutWay(.direct)).isEmpty)
    }

    /// By clusters a canary can go, and a blue-green deployment cannot.
    @Test func aChangeThatCannotBeSplit() {
        func service(_ hosts: JSONValue) -> JSONValue {
            let route: JSONValue = [["route": [["destination": ["host": "reviews"]]]]]
            return Shop.object("VirtualService", ["hosts": hosts, "http": route])
        }
        let (old, new) = (service(["reviews"]), service(["reviews", "ratings"]))
        #expect(codes(old, new, RolloutWay(.canary)) == ["HS8107"])
        #expect(codes(old, new, RolloutWay(.blueGreen)) == ["HS8104"])
    }

    @Test func aCohortWithoutPodsIsNamed() {
        let old = Shop.authorization([Shop.from(["web"])], app: "nobody")
        let new = Shop.authorization([Shop.from(["web", "admin"])], app: "nobody")
        #expect(codes(old, new, RolloutWay(.canary)) == ["HS8106"])
    }

    @Test func ordinaryChangesAreQuiet() {
        let old = Shop.authorization([Shop.from(["web"])])
        let new = Shop.authorization([Shop.from(["web", "admin"])])
        for strategy in [StrategyName.canary, .rolling, .direct] {
            #expect(codes(old, new, RolloutWay(strategy)).isEmpty, "\(strategy)")
            #expect(codes(new, old, RolloutWay(strategy)).isEmpty, "\(strategy)")
        }
    }

    /// Alone the rule would be refused by requests: its subsets change; and a Server alone would have the old
    /// authorizations on its copy.
    @Test(arguments: KindSample.all.filter { !$0.led.isEmpty }) func whatGoesTogetherIsLookedAtTogether(
        _ sample: KindSample
    ) {
        let world = sample.world
        let picture = MeshPicture(
            policies: world.names.compactMap { world.objects[$0] },
            inventory: Inventory(pods: sample.pods, services: sample.services),
            mesh: sample.change.key.kind.mesh)
        let readings = RolloutLint.readings(
            sample.changes.map { .init(old: $0.old, new: $0.new, way: RolloutWay(.canary, unit: sample.unit)) },
            in: picture)
        #expect(readings.count == sample.changes.count)
        #expect(readings.flatMap(\.findings).isEmpty, "\(sample): \(readings.flatMap(\.findings).map(\.message))")
        #expect(!readings.contains { $0.caveat?.contains("writes") == true }, "\(sample): its steps are gone through")
    }

    /// The samples are proven to be safe at every step by judges of their own: so must this judge say.
    @Test(arguments: KindSample.all.filter(\.led.isEmpty)) func provenRolloutsAreSafe(_ sample: KindSample) {
        let world = sample.world
        let mesh = sample.change.key.kind.mesh
        let picture = MeshPicture(
            policies: world.names.compactMap { world.objects[$0] },
            inventory: Inventory(pods: sample.pods, services: sample.services), mesh: mesh)
        let found = RolloutLint.findings(
            old: sample.change.old, new: sample.change.new, way: RolloutWay(.canary, unit: sample.unit), in: picture)
        #expect(!found.contains { $0.code == .stepUnsafe }, "\(found.map(\.message))")
    }
}
