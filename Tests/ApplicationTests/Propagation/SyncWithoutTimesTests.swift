import Domain
import JSON
import Ports
import Testing

@testable import Application

/// Istiods before 1.23, which tell nonces only.
@Suite struct SyncWithoutTimesTests {
    @Test func noncesAreComparedWithThoseBeforeTheWrite() async throws {
        let mesh = FakeMesh()
        var proxy = FakeProxy("a.default")
        mesh.set("istiod-1", [proxy.old])
        let check = check(mesh)
        let mark = await check.before([PodName(namespace: "default", name: "a")])
        #expect(mark.nonces.values.first == ["c0", "l0", "r0", "e0"])
        #expect(PropagationMark(json: try JSONParser.parse(mark.json.jsonBytes)) == mark)
        #expect(try await check.verdict(written([.virtualService]), since: mark).isWaiting)
        proxy.listeners = .init(nonce: "l1", isAcked: false)
        proxy.routes.nonce = "r1"
        mesh.set("istiod-1", [proxy.old])
        #expect(try await check.verdict(written([.virtualService]), since: mark).isWaiting)
        #expect(try await check.verdict(written([.virtualService]), since: mark, at: 2_000).isWaiting)
        proxy.listeners.isAcked = true
        mesh.set("istiod-1", [proxy.old])
        #expect(try await check.verdict(written([.virtualService]), since: mark).isReached)
    }

    @Test func aProxyThatWasNotThereBeforeIsJudgedByTheTimeInItsNonces() async throws {
        let mesh = FakeMesh()
        var proxy = FakeProxy("a.default")
        proxy.listeners.nonce = "l1"
        mesh.set("istiod-1", [proxy.old])
        #expect(try await check(mesh).verdict(written([.sidecar])).isWaiting)
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_015).isEstimate == true)
        proxy.listeners.nonce = "1970-01-01T00:16:40Z/2aaaa"
        mesh.set("istiod-1", [proxy.old])
        #expect(try await check(mesh).verdict(written([.sidecar])).isWaiting)
        proxy.listeners.nonce = "1970-01-01T00:16:41Z/3aaaa"
        mesh.set("istiod-1", [proxy.old])
        #expect(try await check(mesh).verdict(written([.sidecar])).isReached)
    }

    @Test func ofIstiodsThatTellTimesOnlyTheWantedPodsAreMarked() async throws {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [FakeProxy("a.default").new, FakeProxy("b.c.default").new])
        #expect(await check(mesh).before(nil).kept(for: []).nonces.isEmpty)
        mesh.set("istiod-2", [FakeProxy("b.c.default").old, ["proxy": "nodot"], [:], "text"])
        let mark = await check(mesh).before(nil)
        #expect(Set(mark.kept(for: []).nonces.keys) == [PodName(namespace: "default", name: "b.c")])
        #expect(mark.nonces.count == 2 && mark.kept(for: mark.nonces.keys) == mark)
        #expect(PropagationMark(json: ["pods": ["x", [:], nil]]).nonces.isEmpty)
    }
}
