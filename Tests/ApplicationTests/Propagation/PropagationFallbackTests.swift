import Domain
import Ports
import Testing

@testable import Application

/// Where istiod cannot be asked, or there is none.
@Suite struct PropagationFallbackTests {
    @Test func theOlderPortIsAskedToo() async throws {
        let mesh = FakeMesh()
        var proxy = FakeProxy("a.default")
        proxy.listeners.at = 1_002
        mesh.set("istiod-1", .init(answers: [8080: .success([proxy.new])]))
        #expect(try await check(mesh).verdict(written([.sidecar])).isReached)
        #expect(mesh.asked == ["istiod-1:15014/debug/syncz", "istiod-1:8080/debug/syncz"])
    }

    @Test func anIstiodThatDoesNotTellMakesAnEstimate() async throws {
        let mesh = FakeMesh()
        let denied = PortError(.permanent, "pod", "answered 401 to /debug/syncz", code: "401")
        mesh.set("istiod-1", .init(answers: [15014: .failure(denied), 8080: .success(["not": "it"])]))
        let early = try await check(mesh).verdict(written([.sidecar]), at: 1_014)
        #expect(early.isWaiting && early.text.contains("401") && early.text.contains("own host"))
        let late = try await check(mesh).verdict(written([.sidecar]), at: 1_015)
        #expect(late.isEstimate == true && late.text.contains("15 s"))
        mesh.failLists()
        #expect(try await check(mesh).verdict(written([.sidecar])).text.contains("is away"))
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_015).isEstimate == true)
        #expect(await check(mesh).before(nil) == PropagationMark())
        #expect(try await check(FakeMesh()).verdict(written([.sidecar])).text.contains("no istiod runs"))
    }

    @Test func podsThatNoIstiodListsAreEstimated() async throws {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [FakeProxy("other.default").new])
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_014).isWaiting)
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_015).isEstimate == true)
    }

    private func route(_ generation: Int64, _ parents: JSONValue) -> FakeObjects {
        let live: JSONValue = ["metadata": ["generation": .int(generation)], "status": ["parents": parents]]
        return FakeObjects(live: [reference(.httpRoute): LiveObject(body: live)])
    }

    private func accepted(_ status: String, _ more: JSONValue) -> JSONValue {
        var condition: JSONValue = ["type": "Accepted", "status": .string(status), "reason": "NoMatchingParent"]
        for (key, value) in more.object ?? [:] { condition[key] = value }
        return ["conditions": [["type": "ResolvedRefs", "status": "True"], condition]]
    }

    @Test func aRouteIsTakenWhereEachParentAcceptsThisGeneration() async throws {
        let mesh = FakeMesh()
        let now = written([.httpRoute])
        let good = accepted("True", ["observedGeneration": 3])
        #expect(try await check(mesh, route(3, [good, good])).verdict(now).isReached)
        #expect(try await check(mesh, route(4, [good])).verdict(now).isWaiting)
        #expect(try await check(mesh, route(4, [good])).verdict(now, at: 1_015).isEstimate == true)
        let bad = accepted("False", ["observedGeneration": 3])
        let refused = try await check(mesh, route(3, [good, bad])).verdict(now)
        #expect(refused.isRefused && refused.text.contains("NoMatchingParent"))
        #expect(try await check(mesh, route(4, [bad])).verdict(now).isWaiting)
        #expect(try await check(mesh, route(4, [bad])).verdict(now, at: 1_015).isRefused)
        // Linkerd tells when it judged, not what.
        let young = accepted("True", ["lastTransitionTime": "1970-01-01T00:16:41Z"])
        #expect(try await check(mesh, route(3, [young])).verdict(now).isReached)
        let old = accepted("True", ["lastTransitionTime": "1970-01-01T00:16:00Z"])
        #expect(try await check(mesh, route(3, [old])).verdict(now).isWaiting)
        #expect(try await check(mesh, route(3, [old])).verdict(now, at: 1_015).isEstimate == true)
        #expect(mesh.asked.isEmpty)
    }

    @Test func istiosOwnStatusCounts() async throws {
        func objects(_ status: JSONValue) -> FakeObjects {
            let live: JSONValue = ["metadata": ["generation": 2], "status": status]
            return FakeObjects(live: [reference(.virtualService): LiveObject(body: live)])
        }
        func status(_ value: String, _ generation: JSONValue) -> JSONValue {
            [
                "observedGeneration": generation,
                "conditions": [["type": "Reconciled", "status": .string(value), "message": "3/4 proxies up to date."]],
            ]
        }
        let (mesh, now) = (FakeMesh(), written([.virtualService]))
        #expect(try await check(mesh, objects(status("True", "2"))).verdict(now).isReached)
        #expect(try await check(mesh, objects(status("True", 2))).verdict(now).isReached)
        let waiting = try await check(mesh, objects(status("False", "2"))).verdict(now, at: 2_000)
        #expect(waiting.isWaiting && waiting.text.contains("3/4 proxies"))
        // Istio took this out in 1.23: what an older one left behind is never brought up to date.
        #expect(try await check(mesh, objects(status("True", "1"))).verdict(now).isWaiting)
        #expect(try await check(mesh, objects(status("True", "1"))).verdict(now, at: 1_015).isEstimate == true)
        #expect(try await check(mesh, objects([:])).verdict(now, at: 1_015).isEstimate == true)
        // One of two that says nothing makes it an estimate.
        let two = written([.virtualService, .gateway])
        #expect(try await check(mesh, objects(status("True", "2"))).verdict(two).isWaiting)
        #expect(try await check(mesh, objects(status("True", "2"))).verdict(two, at: 1_015).isEstimate == true)
    }

    @Test func whereNothingWasWrittenOnlyTheTimeCounts() async throws {
        #expect(try await check(FakeMesh()).verdict(written([]), at: 1_014).isWaiting)
        #expect(try await check(FakeMesh()).verdict(written([.server]), at: 1_015).isEstimate == true)
    }
}
