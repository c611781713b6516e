import Domain
import Ports
import Testing

@testable import Application

/// Istiods from 1.23 on, which tell when they sent what.
@Suite struct SyncWithTimesTests {
    private let kinds: [(PolicyKind, WritableKeyPath<FakeProxy, FakeProxy.Sent>)] = [
        (.virtualService, \.routes), (.virtualService, \.listeners), (.gateway, \.listeners),
        (.destinationRule, \.clusters), (.serviceEntry, \.clusters), (.authorizationPolicy, \.listeners),
        (.requestAuthentication, \.listeners), (.peerAuthentication, \.listeners), (.envoyFilter, \.listeners),
        (.envoyFilter, \.clusters), (.sidecar, \.listeners),
    ]

    /// A proxy that was sent everything two seconds after the write, and took it.
    private var served: FakeProxy {
        var proxy = FakeProxy("a.default")
        for type in [\FakeProxy.clusters, \.listeners, \.routes, \.endpoints] { proxy[keyPath: type].at = 1_002 }
        return proxy
    }

    @Test func eachKindWaitsForItsTypes() async throws {
        let mesh = FakeMesh()
        for (kind, type) in kinds {
            let check = check(mesh)
            mesh.set("istiod-1", [served.new])
            #expect(try await check.verdict(written([kind])).isReached, "\(kind)")
            var proxy = served
            proxy[keyPath: type].at = 999
            mesh.set("istiod-1", [proxy.new])
            #expect(try await check.verdict(written([kind])).isWaiting, "\(kind): sent before the write")
            proxy = served
            proxy[keyPath: type].isAcked = false
            mesh.set("istiod-1", [proxy.new])
            #expect(try await check.verdict(written([kind])).isWaiting, "\(kind): not acknowledged")
            // That it was sent is known, so that no time makes up for the acknowledgement.
            #expect(try await check.verdict(written([kind]), at: 2_000).isWaiting, "\(kind): never acknowledged")
        }
    }

    @Test func whatAKindDoesNotTouchIsNotWaitedFor() async throws {
        let mesh = FakeMesh()
        var proxy = served
        for type in [\FakeProxy.clusters, \.routes, \.endpoints] {
            proxy[keyPath: type] = .init(nonce: "x", isAcked: false)
        }
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.authorizationPolicy])).isReached)
        // A proxy without HTTP asks for no routes.
        proxy = served
        proxy.routes.nonce = nil
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.virtualService])).isReached)
        proxy.listeners.nonce = nil
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.virtualService])).isWaiting)
    }

    @Test func whereNoPodsAreNamedEveryProxyIsAsked() async throws {
        let mesh = FakeMesh()
        let all = written([.virtualService], [])
        var other = served
        other.pod = "b.shop"
        mesh.set("istiod-1", [served.new, other.new])
        let verdict = try await check(mesh).verdict(all)
        #expect(verdict.isReached && verdict.text.contains("2 of 2 proxies"), "\(verdict.text)")
        // Whether one that has nothing yet, or refuses what it got, is concerned is not known: it is waited for a
        // while.
        for change: (inout FakeProxy) -> Void in [
            { $0.listeners.at = 999 }, { $0.listeners.isAcked = false },
            { ($0.listeners.isAcked, $0.listeners.error) = (false, "bad filter") },
        ] {
            var proxy = other
            change(&proxy)
            mesh.set("istiod-1", [served.new, proxy.new])
            #expect(try await check(mesh).verdict(all, at: 1_014).isWaiting)
            let late = try await check(mesh).verdict(all, at: 1_015)
            #expect(late.isEstimate == true && late.text.contains("b"), "\(late.text)")
        }
        mesh.set("istiod-1", [])
        #expect(try await check(mesh).verdict(all).isWaiting)
    }

    @Test func aRefusalIsTold() async throws {
        let mesh = FakeMesh()
        var proxy = served
        proxy.listeners = .init(nonce: "l1", isAcked: false, at: 1_002, error: "Proto constraint validation failed")
        mesh.set("istiod-1", [proxy.new])
        let verdict = try await check(mesh).verdict(written([.envoyFilter]))
        #expect(verdict.isRefused)
        #expect(verdict.text.contains("Proto constraint validation failed"))
        #expect(verdict.text.contains("listeners") && verdict.text.contains("default/a"))
        // The error may be of what was sent before: it is given time to answer what was sent now.
        proxy.listeners.at = 1_004
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.envoyFilter])).isWaiting)
        // And an error from before the write says nothing of it.
        proxy.listeners.at = 990
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.envoyFilter])).isWaiting)
    }

    @Test func eachProxyIsConnectedToOneOfTheReplicas() async throws {
        let mesh = FakeMesh()
        var (a, b) = (served, served)
        b.pod = "b.default"
        mesh.set("istiod-1", [a.new])
        mesh.set("istiod-2", [b.new])
        mesh.set("istiod-3", [])
        mesh.set("istiod-4", .init(phase: "Pending"))
        let check = check(mesh)
        #expect(try await check.verdict(written([.sidecar], ["a", "b"])).isReached)
        #expect(
            Set(mesh.asked) == [
                "istiod-1:15014/debug/syncz", "istiod-2:15014/debug/syncz", "istiod-3:15014/debug/syncz",
            ])
        b.listeners.at = 999
        mesh.set("istiod-2", [b.new])
        #expect(try await check.verdict(written([.sidecar], ["a", "b"])).isWaiting)
        // A connection that was lost stays in the table of the istiod that it was to.
        a.listeners = .init(nonce: "old", isAcked: false, at: 900)
        b.listeners.at = 1_003
        mesh.set("istiod-2", [a.new, b.new])
        #expect(try await check.verdict(written([.sidecar], ["a", "b"])).isReached)
        // But a pod of the same name in another cluster has to have it too.
        a.cluster = "east"
        mesh.set("istiod-2", [a.new, b.new])
        #expect(try await check.verdict(written([.sidecar], ["a", "b"])).isWaiting)
    }

    @Test func silenceAndAbsenceAreEstimatesAfterTheSettleTime() async throws {
        let mesh = FakeMesh()
        var idle = served
        idle.listeners.at = 900
        mesh.set("istiod-1", [idle.new])
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_014).isWaiting)
        #expect(try await check(mesh).verdict(written([.sidecar]), at: 1_015).isEstimate == true)
        mesh.set("istiod-1", [served.new])
        let early = try await check(mesh).verdict(written([.sidecar], ["a", "lost"]), at: 1_014)
        #expect(early.isWaiting && early.text.contains("default/lost"))
        let late = try await check(mesh).verdict(written([.sidecar], ["a", "lost"]), at: 1_015)
        #expect(late.isReached && late.text.contains("default/lost") && late.text.contains("1 of 2 proxies"))
        // Where an istiod did not answer it might be the one that the pod is connected to.
        mesh.set("istiod-2", FakeMesh.Istiod())
        #expect(try await check(mesh).verdict(written([.sidecar], ["a", "lost"]), at: 1_015).isEstimate == true)
        #expect(try await check(mesh).verdict(written([.sidecar], ["a"])).isReached)
    }

    /// A push that was under way at the moment of the write ends after it, and does not have it.
    @Test func whatWasMadeBeforeTheWriteDoesNotCount() async throws {
        let mesh = FakeMesh()
        var proxy = served
        proxy.listeners.nonce = "1970-01-01T00:16:38Z/17c0ffee-0000"
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.sidecar])).isWaiting)
        proxy.listeners.nonce = "1970-01-01T01:16:41+01:00/18c0ffee-0000"
        mesh.set("istiod-1", [proxy.new])
        #expect(try await check(mesh).verdict(written([.sidecar])).isReached)
    }

    @Test func anIstiodWhoseClockIsAheadIsNotBelievedTooEarly() async throws {
        let mesh = FakeMesh()
        var proxy = served
        // By its clock, an hour ahead, all of it was sent two seconds before the write.
        for type in [\FakeProxy.clusters, \.listeners, \.routes] { proxy[keyPath: type].at = 4_598 }
        var other = served
        other.pod = "b.default"
        other.endpoints.at = 4_605
        mesh.set("istiod-1", [proxy.new, other.new])
        #expect(try await check(mesh).verdict(written([.sidecar])).isWaiting)
        proxy.listeners.at = 4_601
        mesh.set("istiod-1", [proxy.new, other.new])
        #expect(try await check(mesh).verdict(written([.sidecar])).isReached)
    }

    @Test func peerAuthenticationReachesServersAndClients() async throws {
        let mesh = FakeMesh()
        var client = served
        client.listeners.at = 900
        mesh.set("istiod-1", [client.new])
        #expect(try await check(mesh).verdict(written([.peerAuthentication], namespace: "default")).isWaiting)
        #expect(try await check(mesh).verdict(written([.peerAuthentication], namespace: "other")).isReached)
    }

    @Test func manyWhoAskShareAnAnswer() async throws {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [served.new])
        let check = PropagationCheck(pods: mesh, objects: FakeObjects(), lifetime: .seconds(3600))
        for _ in 0..<20 { #expect(try await check.verdict(written([.sidecar])).isReached) }
        #expect(mesh.asked.count == 1)
    }
}
