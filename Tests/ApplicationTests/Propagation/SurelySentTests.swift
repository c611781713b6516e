import Domain
import Ports
import Testing

@testable import Application

/// Proxies to which istiod surely sends something: nobody takes a long silence for a yes.
@Suite struct SurelySentTests {
    private let pod = PodName(namespace: "default", name: "a")
    private let long: Int64 = 1_000_000

    /// A proxy that was sent everything long before the write.
    private func proxy(_ name: String = "a.default", listeners: String = "l0", at seconds: Int64 = 900) -> FakeProxy {
        var proxy = FakeProxy(name)
        for type in [\FakeProxy.clusters, \.listeners, \.routes, \.endpoints] { proxy[keyPath: type].at = 900 }
        proxy.listeners = .init(nonce: listeners, at: seconds)
        return proxy
    }

    private func verdict(
        _ written: WrittenConfiguration, _ after: FakeProxy, at seconds: Int64? = nil
    ) async throws -> PropagationVerdict {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [proxy().new])
        let check = check(mesh)
        let mark = await check.before(nil)
        mesh.set("istiod-1", [after.new])
        return try await check.verdict(written, since: mark, at: seconds ?? long)
    }

    @Test func aPodWhoseLabelChangedIsWaitedFor() async throws {
        for kind in [PolicyKind.authorizationPolicy, .sidecar, .virtualService] {
            let now = written([kind], effect: WriteEffect(pods: [pod]))
            let waiting = try await verdict(now, proxy())
            #expect(waiting.isWaiting && waiting.text.contains("nothing yet to 1 of 1 proxies: default/a"), "\(kind)")
            // Another one's label is no reason.
            let other = written([kind], effect: WriteEffect(pods: [PodName(namespace: "default", name: "b")]))
            #expect(try await verdict(other, proxy()).isEstimate == true, "\(kind)")
        }
        let now = written([.authorizationPolicy], effect: WriteEffect(pods: [pod]))
        #expect(try await verdict(now, proxy(listeners: "l1", at: 1_002)).isReached)
        // Connected just now, and sent nothing at all.
        var young = proxy()
        young.listeners.nonce = nil
        #expect(try await verdict(now, young).isWaiting)
        // One that asks for other things, as ztunnel does.
        var other = proxy()
        for type in [\FakeProxy.clusters, \.listeners, \.routes, \.endpoints] { other[keyPath: type].nonce = nil }
        #expect(try await verdict(now, other).isEstimate == true)
        // Sent while it was written: whether before or after the last write, clocks do not tell.
        let between = proxy(listeners: "l1", at: 999)
        #expect(try await verdict(now, between, at: 1_014).isWaiting)
        #expect(try await verdict(now, between).isEstimate == true)
    }

    @Test(arguments: [
        (PolicyKind.authorizationPolicy, true), (.requestAuthentication, true), (.peerAuthentication, true),
        (.envoyFilter, true), (.sidecar, false), (.gateway, false), (.serviceEntry, false),
    ])
    func policiesOfThePodsNamespaceAreSentToItsProxies(_ kind: PolicyKind, isSure: Bool) async throws {
        func effect(_ namespace: String, root: String = "istio-system") -> WriteEffect {
            WriteEffect(objects: [reference(kind, namespace)], root: root)
        }
        func isOpen(_ namespace: String, _ effect: WriteEffect, _ pods: [String] = ["a"]) async throws -> Bool {
            try await verdict(written([kind], pods, namespace: namespace, effect: effect), proxy()).isWaiting
        }
        #expect(try await isOpen("default", effect("default")) == isSure)
        // Also where nobody is named: whole objects of a cluster.
        #expect(try await isOpen("default", effect("default"), []) == isSure)
        #expect(try await isOpen("mesh-root", effect("mesh-root", root: "mesh-root")) == isSure)
        #expect(try await !isOpen("shop", effect("shop")))
        // What stood already was sent long ago.
        #expect(try await !isOpen("default", WriteEffect(root: "istio-system")))
    }

    /// Which proxies import a host is not known; that nobody at all was sent anything is.
    @Test func routesThatNobodyWasSentAreWaitedFor() async throws {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [proxy().new, proxy("b.shop").new])
        let check = check(mesh)
        let mark = PropagationMark(json: await check.before(nil).kept(for: []).json)
        for (kind, type) in [(PolicyKind.virtualService, \FakeProxy.routes), (.destinationRule, \.clusters)] {
            mesh.set("istiod-1", [proxy().new, proxy("b.shop").new])
            let now = written([kind], [], effect: WriteEffect(objects: [reference(kind)]))
            let waiting = try await check.verdict(now, since: mark, at: long)
            #expect(waiting.isWaiting && waiting.text.contains("2 of 2 proxies"), "\(waiting.text)")
            #expect(try await check.verdict(written([kind], []), since: mark, at: long).isEstimate == true)
            var other = proxy("b.shop")
            other[keyPath: type] = .init(nonce: "new", at: 1_002)
            mesh.set("istiod-1", [proxy().new, other.new])
            #expect(try await check.verdict(now, since: mark, at: 1_014).isWaiting)
            #expect(try await check.verdict(now, since: mark, at: 1_015).isEstimate == true)
        }
    }

    /// A route to a subset must not be written before somebody has the subset: that it was sent is not enough.
    @Test func whatNobodyHasAcknowledgedIsWaitedFor() async throws {
        let mesh = FakeMesh()
        mesh.set("istiod-1", [proxy().new, proxy("b.shop").new])
        let check = check(mesh)
        let mark = PropagationMark(json: await check.before(nil).kept(for: []).json)
        var sent = proxy("b.shop")
        sent.clusters = .init(nonce: "new", at: 1_002)
        sent.clusters.isAcked = false
        mesh.set("istiod-1", [proxy().new, sent.new])
        let now = written([.destinationRule], [], effect: WriteEffect(objects: [reference(.destinationRule)]))
        let waiting = try await check.verdict(now, since: mark, at: long)
        #expect(waiting.isWaiting)
        #expect(waiting.text.contains("1 of 2 proxies have not taken it: shop/b"), "\(waiting.text)")
        sent.clusters.isAcked = true
        mesh.set("istiod-1", [proxy().new, sent.new])
        #expect(try await check.verdict(now, since: mark, at: long).isEstimate == true)
    }
}
