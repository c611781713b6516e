import Domain
import JSON
import Ports
import Testing

@testable import Application

/// A wave of many objects takes its time: what was written early is sent early, and is not sent again for the last.
@Suite struct LargeWaveTests {
    /// Objects that were written at these seconds.
    private func wave(
        _ objects: [(kind: PolicyKind, namespace: String, at: Int64)], pods: [(namespace: String, name: String)]
    ) -> WrittenConfiguration {
        let references = objects.enumerated().map { place, object in
            let key = PolicyKey(
                kind: object.kind, group: object.kind.groups[0], namespace: object.namespace, name: "x\(place)")
            return ObjectReference(key, version: "v1")
        }
        let moments = zip(references, objects.map { Timestamp(seconds: $0.at) })
        return WrittenConfiguration(
            objects: references, pods: Set(pods.map { PodName(namespace: $0.namespace, name: $0.name) }),
            at: Timestamp(seconds: objects.map(\.at).max() ?? 0), settle: .seconds(15),
            effect: WriteEffect(
                objects: Set(references), root: "istio-system", moments: Dictionary(moments) { max($0, $1) }))
    }

    private func proxy(_ name: String, listenersAt second: Int64) -> FakeProxy {
        var proxy = FakeProxy(name)
        proxy.listeners = .init(nonce: "\(name)-\(second)", at: second)
        return proxy
    }

    private func verdict(_ written: WrittenConfiguration, _ proxies: [FakeProxy], at second: Int64 = 1_012) async throws
        -> PropagationVerdict
    {
        let mesh = FakeMesh()
        mesh.set("istiod-1", proxies.map(\.new))
        return try await check(mesh).verdict(written, at: second)
    }

    /// The last policy of the wave is for others, who are told of it alone.
    @Test(arguments: [PolicyKind.authorizationPolicy, .requestAuthentication, .envoyFilter, .sidecar])
    func eachNamespaceIsJudgedByItsOwnObjects(_ kind: PolicyKind) async throws {
        let now = wave([(kind, "default", 1_000), (kind, "shop", 1_010)], pods: [("default", "a"), ("shop", "b")])
        var (early, late) = (proxy("a.default", listenersAt: 1_001), proxy("b.shop", listenersAt: 1_011))
        for type in [\FakeProxy.clusters, \.routes] {
            early[keyPath: type].at = 1_001
            late[keyPath: type].at = 1_011
        }
        #expect(try await verdict(now, [early, late]).isReached)
        late.listeners.at = 1_009
        #expect(try await verdict(now, [early, late]).isWaiting)
    }

    /// Neither of the two alone: whoever was sent the first has not got the second.
    @Test func theLastObjectOfANamespaceCounts() async throws {
        let now = wave(
            [(.authorizationPolicy, "default", 1_000), (.authorizationPolicy, "default", 1_010)],
            pods: [("default", "a")])
        #expect(try await verdict(now, [proxy("a.default", listenersAt: 1_001)]).isWaiting)
        #expect(try await verdict(now, [proxy("a.default", listenersAt: 1_011)]).isReached)
    }

    @Test func whatIsInTheRootNamespaceIsForAll() async throws {
        let now = wave(
            [(.authorizationPolicy, "default", 1_000), (.authorizationPolicy, "istio-system", 1_010)],
            pods: [("default", "a")])
        #expect(try await verdict(now, [proxy("a.default", listenersAt: 1_001)]).isWaiting)
    }

    /// Who imports which host is not known, so that the last of all routes counts for everybody.
    @Test func routesOfOtherNamespacesMayBeForEverybody() async throws {
        let now = wave(
            [(.virtualService, "default", 1_000), (.virtualService, "shop", 1_010)], pods: [("default", "a")])
        var early = proxy("a.default", listenersAt: 1_001)
        early.routes.at = 1_001
        #expect(try await verdict(now, [early]).isWaiting)
    }

    /// A pod that got its label at the end of the wave is sent all of it anew.
    @Test func whoWasLabelledIsJudgedByTheLastWrite() async throws {
        let plain = wave([(.authorizationPolicy, "default", 1_000)], pods: [("default", "a")])
        let now = WrittenConfiguration(
            objects: plain.objects, pods: plain.pods, at: Timestamp(seconds: 1_010), settle: .seconds(15),
            effect: WriteEffect(
                objects: plain.effect.objects, pods: plain.pods, root: "istio-system", moments: plain.effect.moments))
        #expect(try await verdict(now, [proxy("a.default", listenersAt: 1_001)]).isWaiting)
        #expect(try await verdict(now, [proxy("a.default", listenersAt: 1_010)]).isReached)
    }

    /// Linkerd tells when it judged an object, and judges each once.
    @Test func eachObjectsStatusIsJudgedByItsOwnWrite() async throws {
        let now = wave([(.httpRoute, "default", 1_000), (.httpRoute, "default", 1_010)], pods: [])
        let status = ["1970-01-01T00:16:41Z", "1970-01-01T00:16:51Z"].map { moment -> JSONValue in
            let accepted: JSONValue = ["type": "Accepted", "status": "True", "lastTransitionTime": .string(moment)]
            return ["metadata": ["generation": 1], "status": ["parents": [["conditions": [accepted]]]]]
        }
        let live = zip(now.objects, status.map(LiveObject.init(body:)))
        let objects = FakeObjects(live: Dictionary(live) { first, _ in first })
        #expect(try await check(FakeMesh(), objects).verdict(now, at: 1_012).isReached)
    }

    @Test func theMomentsOutliveTheWorker() throws {
        let now = wave([(.sidecar, "default", 1_000), (.sidecar, "shop", 1_010)], pods: [("default", "a")])
        let scene = WrittenScene(
            configuration: now, mark: PropagationMark(), step: 3, settled: [now.objects[0]])
        #expect(WrittenScene(json: try JSONParser.parse(scene.json.jsonBytes)) == scene)
    }
}
