import Domain
import Ports
import Sandbox
import Synchronization
import TestKit
import Testing

@testable import Kubernetes

/// Watches of pods over connections that are lost, histories that are forgotten, and servers that are away.
@Suite struct PodWatchTests {
    private let sandbox: SandboxServer
    private let server: KubeServer
    private let troubles = Troubles()

    init() throws {
        var configuration = SandboxConfiguration(adminToken: "admin")
        configuration.hasBookinfo = false
        sandbox = try SandboxServer.start(configuration)
        server = KubeServer(server: sandbox.url, authority: nil, token: "admin", powerlessToken: "")
    }

    private func objects(firstPause: Duration = .milliseconds(10)) throws -> KubernetesObjects {
        var settings = KubernetesSettings.patient
        settings.firstWatchPause = firstPause
        settings.longestWatchPause = .milliseconds(200)
        settings.watchTrouble = { [troubles] in troubles.add($0) }
        return try server.objects(token: "admin", settings: settings)
    }

    private func create(_ name: String) async throws {
        try await server.requests.succeed(
            "POST", "/api/v1/namespaces/default/pods",
            [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
                "spec": ["containers": [["name": "app", "image": "a"]]],
            ])
    }

    @Test func aCutWatchGoesOnWhereItWas() async throws {
        let watching = PodNewsRecorder(try objects(), namespace: "default")
        try await watching.until("all")
        for index in 0..<5 {
            try await create("a\(index)")
            try await watching.until("changed a\(index)")
            sandbox.cutWatches()
            try await create("b\(index)")
            try await watching.until("changed b\(index)")
        }
        _ = await watching.stop()
        #expect(watching.count("all") == 1)
        for index in 0..<5 { #expect(watching.count("changed b\(index)") == 1) }
        #expect(troubles.count >= 5)
    }

    @Test func aForgottenHistoryIsMendedByAList() async throws {
        let watching = PodNewsRecorder(try objects(), namespace: "default")
        try await watching.until("all")
        try await create("a")
        try await watching.until("changed a")
        // While the watch is away something happens, and the server forgets that it did.
        sandbox.inject(Fault(.answer(status: 503), methods: ["GET"]))
        sandbox.cutWatches()
        try await create("b")
        sandbox.forgetChanges()
        sandbox.clearFaults()
        try await watching.until("all a b")
        try await create("c")
        try await watching.until("changed c")
    }

    /// As above, but the connection can be made again at once, so that the server itself has to say 410.
    @Test func aServerThatSaysGoneIsListedAgain() async throws {
        let watching = PodNewsRecorder(try objects(firstPause: .milliseconds(200)), namespace: "default")
        try await watching.until("all")
        try await create("a")
        try await watching.until("changed a")
        // A watch that is back before anything is forgotten is told of it, and cut once more.
        var names = ["a"]
        repeat {
            names.append("b\(names.count)")
            sandbox.cutWatches()
            try await create(names[names.count - 1])
            sandbox.forgetChanges()
            let (told, listed) = ("changed \(names[names.count - 1])", "all " + names.joined(separator: " "))
            try await awaitCondition("\(told), or \(listed)") { watching.count(told) + watching.count(listed) > 0 }
        } while !troubles.codes.contains("410") && names.count < 10
        #expect(troubles.codes.contains("410"))
        try await watching.until("all " + names.joined(separator: " "))
    }

    @Test func aServerThatIsAwayIsAskedRarely() async throws {
        sandbox.inject(Fault(.answer(status: 503), methods: ["GET"]))
        let watching = PodNewsRecorder(try objects(firstPause: .milliseconds(50)), namespace: "default")
        let began = ContinuousClock.now
        try await awaitCondition("several attempts") { troubles.count >= 4 }
        let count = troubles.count
        let passed = ContinuousClock.now - began
        // 25 ms at least, then 50, 100, 100, 100 …: as many as the time allows and no more.
        #expect(count <= 4 + Int(passed / .milliseconds(100)))
        #expect(watching.count("all") == 0)
        sandbox.clearFaults()
        try await watching.until("all")
        #expect(await watching.stop() is CancellationError)
    }

    @Test func aServerThatEndsEveryWatchAtOnceIsAskedRarely() async throws {
        let watching = PodNewsRecorder(try objects(firstPause: .milliseconds(100)), namespace: "default")
        try await watching.until("all")
        // The watch stands when it has told something.
        try await create("first")
        try await watching.until("changed first")
        sandbox.inject(Fault(.refuse, methods: ["GET"]))
        sandbox.cutWatches()
        let began = ContinuousClock.now
        try await awaitCondition("several attempts, not \(troubles.texts)") { troubles.count >= 4 }
        #expect(ContinuousClock.now - began > .milliseconds(150))
        sandbox.clearFaults()
        try await create("a")
        try await awaitCondition("the watch is mended") {
            watching.count("changed a") + watching.count("all a first") > 0
        }
    }

    @Test func aPodListOfManyPagesIsWhole() async throws {
        for index in 0..<7 { try await create("p\(index)") }
        let reading = ListReading(
            connection: try objects().connection, resource: .pods(namespace: "default"), pageSize: 2)
        let (pods, resourceVersion) = try await reading.snapshot()
        #expect(pods.map(\.name) == (0..<7).map { "p\($0)" })
        #expect((Int(resourceVersion) ?? 0) > 0)
    }

    private final class Troubles: Sendable {
        private let errors = Mutex<[any Error]>([])
        var count: Int { errors.withLock(\.count) }
        var codes: [String] { errors.withLock { $0.compactMap { ($0 as? PortError)?.code } } }
        var texts: [String] { errors.withLock { $0.map { "\($0)" } } }
        func add(_ error: any Error) { errors.withLock { $0.append(error) } }
    }
}

@Suite struct LineCutterTests {
    @Test func linesArePutTogetherFromPieces() throws {
        var cutter = LineCutter(subject: "x")
        #expect(try cutter.lines(adding: Array("a".utf8)).isEmpty)
        #expect(try cutter.lines(adding: Array("b\nc\n\nd".utf8)) == [Array("ab".utf8), Array("c".utf8)])
        #expect(try cutter.lines(adding: Array("\n".utf8)) == [Array("d".utf8)])
        cutter.limit = 3
        #expect(throws: PortError.self) { _ = try cutter.lines(adding: Array("abcd".utf8)) }
    }

    @Test(arguments: ["", "x", "{}", "[]", #"{"type":"ADDED"}"#])
    func whatIsNoEventIsTransient(_ text: String) {
        let error = #expect(throws: PortError.self) { _ = try WatchEvent(line: Array(text.utf8), subject: "x") }
        #expect(error?.kind == .transient)
    }
}
