import Domain
import Ports
import TestKit
import Testing

@testable import Sandbox

@Suite struct WatchTests {
    @Test func aWatchTellsWhatIsThereAndWhatHappens() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a")
        var watch = try await client.watch("\(SandboxClient.services)?watch=true")
        #expect(try await watch.next() == "ADDED a")
        _ = try await client.create("b")
        #expect(try await watch.next() == "ADDED b")
        _ = try await client.apply("b", ["hosts": ["b"]], manager: "x")
        #expect(try await watch.next() == "MODIFIED b")
        try await client.admin.succeed("DELETE", "\(SandboxClient.services)/a")
        #expect(try await watch.next() == "DELETED a")
    }

    @Test func aWatchGoesOnFromARevision() async throws {
        let client = try SandboxClient()
        let first = try await client.create("a")
        _ = try await client.create("b")
        try await client.admin.succeed("DELETE", "\(SandboxClient.services)/a")
        let revision = try #require(first["metadata"]?["resourceVersion"]?.string)
        var watch = try await client.watch("\(SandboxClient.services)?watch=1&resourceVersion=\(revision)")
        #expect(try await watch.next() == "ADDED b")
        #expect(try await watch.next() == "DELETED a")
    }

    @Test func aSelectionIsEnteredAndLeft() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a", metadata: ["labels": ["cohort": "in"]])
        var watch = try await client.watch("\(SandboxClient.services)?watch=true&labelSelector=cohort%3Din")
        #expect(try await watch.next() == "ADDED a")
        _ = try await client.create("b")
        _ = try await client.patch("b", ["metadata": ["labels": ["cohort": "in"]]], as: "merge")
        #expect(try await watch.next() == "ADDED b")
        _ = try await client.patch("a", ["metadata": ["labels": ["cohort": nil]]], as: "merge")
        #expect(try await watch.next() == "DELETED a")
        try await client.admin.succeed("DELETE", "\(SandboxClient.services)/b")
        #expect(try await watch.next() == "DELETED b")
    }

    @Test func aWatchEndsWhenItsTimeIsOver() async throws {
        let client = try SandboxClient()
        var watch = try await client.watch("\(SandboxClient.services)?watch=true&timeoutSeconds=0")
        #expect(try await watch.next() == nil)
    }

    @Test func aBookmarkTellsHowFarTheWatchIs() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a")
        let revision = try #require(try await client.admin.succeed("GET", "/sandbox/changes")["revision"]?.int)
        let target = "/api/v1/pods?watch=true&resourceVersion=\(revision - 1)&timeoutSeconds=1"
        var watch = try await client.watch(target + "&allowWatchBookmarks=true")
        let bookmark = try #require(try await watch.nextEvent())
        #expect(bookmark["type"] == "BOOKMARK")
        #expect(bookmark["object"]?["kind"] == "Pod")
        #expect(bookmark["object"]?["metadata"]?["resourceVersion"] == .string(String(revision)))
        #expect(try await watch.next() == nil)
        var plain = try await client.watch(target)
        #expect(try await plain.next() == nil)
    }

    @Test func watchesCanBeCutAndChangesForgotten() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a")
        var watch = try await client.watch("\(SandboxClient.services)?watch=true")
        #expect(try await watch.next() == "ADDED a")
        try await client.admin.succeed("DELETE", "/sandbox/watches")
        await #expect(throws: PortError.self) { _ = try await watch.next() }
        try await client.admin.succeed("DELETE", "/sandbox/changes")
        var late = try await client.watch("\(SandboxClient.services)?watch=true&resourceVersion=1")
        #expect(try await late.next() == "ERROR Expired")
        #expect(try await late.next() == nil)
    }

    @Test func aWatchFromAForgottenRevisionHasToListAgain() async throws {
        var store = ObjectStore()
        let type = ResourceCatalog.pods
        let key = ObjectKey(type: type, namespace: "default", name: "a")
        for _ in 0...(2 * ObjectStore.historyLength) { _ = store.put(["metadata": [:]], at: key) }
        #expect(store.forgotten > 0)
        #expect(store.changes(after: 0) == nil)
        #expect(store.changes(after: store.forgotten - 1) == nil)
        #expect(store.changes(after: store.forgotten)?.first?.revision == store.forgotten + 1)
        #expect(store.changes(after: store.revision)?.isEmpty == true)
        let shared = SharedStore()
        #expect(shared.watch(type, namespace: "", after: -1) == nil)
        #expect(shared.watch(type, namespace: "", after: 0) != nil)
    }
}
