import Glibc
import Ports
import RabbitMQ
import TestKit
import Testing

@Suite struct ConnectionTests {
    private func refusal(_ url: String, limit: Duration = patience) async throws -> PortError {
        var settings = BrokerSettings(address: try BrokerAddress(url: url), name: "refused")
        settings.connectLimit = limit
        do {
            let connection = try await RabbitMQConnection.connect(settings)
            await connection.close(within: .seconds(1))
            throw TooLate(description: "\(settings.address) let us in")
        } catch let error as PortError {
            #expect(!error.description.contains("sesame"))
            return error
        }
    }

    @Test func connectsAndCloses() async throws {
        let connection = try await RabbitMQConnection.connect(TestBroker.settings())
        #expect(connection.isOpen)
        #expect(connection.blockedReason == nil)
        await connection.close(within: .seconds(5))
        #expect(!connection.isOpen)
        #expect(await connection.ended().message.contains("closed by this program"))
        await #expect(throws: PortError.self) { try await connection.messageCounts(["x"]) }
    }

    @Test func aWrongPasswordIsPermanentAndNamed() async throws {
        let user = try TestBroker.Parts(TestBroker.url()).credentials.prefix { $0 != ":" }
        let error = try await refusal(TestBroker.url(credentials: "\(user):sesame"))
        #expect(error.kind == .permanent)
        #expect(error.message.contains("does not know user \(user) with that password"))
        #expect(error.code == "403")
    }

    @Test func aWrongVhostIsPermanentAndNamed() async throws {
        let error = try await refusal(TestBroker.url(vhost: "no-such-vhost"))
        #expect(error.kind == .permanent)
        #expect(error.message.contains("no-such-vhost"))
    }

    @Test func nobodyThereIsTransient() async throws {
        let proxy = try FaultyProxy(to: 1)
        let port = proxy.port
        proxy.close()
        try await eventually("the port is free") {
            try await refusal(TestBroker.url(port: port)).message.contains("is RabbitMQ running?")
        }
        #expect(try await refusal(TestBroker.url(port: port)).kind == .transient)
    }

    @Test func anUnknownHostIsNamed() async throws {
        let error = try await refusal(TestBroker.url(host: "no-such-host.invalid"))
        #expect(error.kind == .transient)
        #expect(error.message.contains("the name no-such-host.invalid is not known"))
    }

    @Test func aDoorThatClosesAtOnceIsNoBroker() async throws {
        let proxy = try FaultyProxy(to: 1)
        defer { proxy.close() }
        let error = try await refusal(TestBroker.url(port: proxy.port))
        #expect(error.kind == .transient)
        #expect(error.message.contains("is that RabbitMQ's AMQP port?"))
    }

    @Test func aDoorThatSaysNothingIsGivenUp() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        proxy.freezeNew()
        let began = ContinuousClock.now
        let error = try await refusal(TestBroker.url(port: proxy.port), limit: .milliseconds(500))
        #expect(began.duration(to: .now) < patience)
        #expect(error.kind == .transient)
        #expect(error.message.contains("did not let us log in (request timed out)"), "\(error)")
    }

    @Test func anIdleConnectionIsKeptAliveByHeartbeats() async throws {
        var settings = try TestBroker.settings("idle")
        // A machine may stand still for as long as the broker waits for one that is due.
        settings.heartbeat = 8
        let connection = try await RabbitMQConnection.connect(settings)
        let ended = Task { await connection.ended() }
        // Longer than the broker waits (twice the heartbeat) with nothing to do.
        try await Task.sleep(for: .seconds(25))
        #expect(connection.isOpen)
        #expect(try await connection.messageCounts(["no-such-queue"]) == [:])
        await connection.close(within: .seconds(5))
        #expect(await ended.value.message.contains("closed by this program"))
    }

    @Test func aBrokerThatFallsSilentIsNoticed() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        var settings = try TestBroker.settings(port: proxy.port)
        settings.heartbeat = 1
        let connection = try await RabbitMQConnection.connect(settings)
        let began = ContinuousClock.now
        proxy.freeze(true)
        let error = await connection.ended()
        #expect(error.kind == .transient)
        #expect(error.message.contains("lost the connection"), "\(error)")
        #expect(began.duration(to: .now) < patience)
    }

    @Test func aCutConnectionEndsWhatWaits() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        let connection = try await RabbitMQConnection.connect(TestBroker.settings(port: proxy.port))
        proxy.freeze(true)
        let counting = Task { try await connection.messageCounts(["x"]) }
        proxy.cut()
        let error = await #expect(throws: PortError.self) { try await counting.value }
        #expect(error?.kind == .transient)
        #expect(await connection.ended().kind == .transient)
    }

    @Test func theBrokersFarewellIsPassedOn() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        let connection = try await RabbitMQConnection.connect(TestBroker.settings(port: proxy.port))
        let text = "CONNECTION_FORCED - closed by an operator"
        let arguments = BrokerFrame.bytes(UInt16(320)) + [UInt8(text.utf8.count)] + Array(text.utf8) + [0, 0, 0, 0]
        proxy.inject(BrokerFrame.method(0, 10, 50, arguments))
        let error = await connection.ended()
        #expect(error.kind == .transient)
        #expect(error.code == "320")
        #expect(error.message.contains("closed by an operator"))
    }

    @Test func manyConnectionsComeAndGo() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let connection = try await RabbitMQConnection.connect(TestBroker.settings())
                    _ = try await connection.messageCounts(["no-such-queue"])
                    await connection.close(within: .seconds(5))
                }
            }
            try await group.waitForAll()
        }
    }
}
