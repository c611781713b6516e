import JobEnvelope
import Ports
import RabbitMQ
import Testing

/// Whatever the other end says, the connection ends with an error or goes on; nothing traps.
@Suite struct HostileBrokerTests {
    /// Deliveries begin on channel 1 (the consumer's), confirms belong to channel 2 (the publisher's).
    private static let deliver: [UInt8] = [1, 0x78] + BrokerFrame.bytes(UInt64(1)) + [0, 0, 0]

    private func method(_ channel: UInt16, _ id: UInt16, _ arguments: [UInt8]) -> [UInt8] {
        BrokerFrame.method(channel, 60, id, arguments)
    }

    private static func header(_ size: UInt64, class classID: UInt16 = 60, flags: [UInt8] = [0, 0]) -> [UInt8] {
        BrokerFrame.frame(2, 1, BrokerFrame.bytes(classID) + [0, 0] + BrokerFrame.bytes(size) + flags)
    }

    private static let deliverFrame = BrokerFrame.method(1, 60, 60, deliver)

    static let lies: [(String, [UInt8])] = [
        ("bytes that are no frame", Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)),
        ("a frame of no known type", BrokerFrame.frame(99, 0, [1, 2, 3])),
        ("a frame without its end", Array(BrokerFrame.frame(1, 0, [0, 10, 0, 61]).dropLast()) + [0x00]),
        ("a frame larger than agreed", [1, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]),
        ("a method that does not exist", BrokerFrame.method(1, 60, 999, [])),
        ("a method cut short", BrokerFrame.method(1, 60, 60, [255, 1])),
        ("an empty method", BrokerFrame.frame(1, 1, [])),
        ("a header without a message", header(5)),
        ("a header of another class", deliverFrame + header(5, class: 10)),
        ("a header with cut properties", deliverFrame + header(5, flags: [0xFF, 0xFC, 0])),
        ("a body without a message", BrokerFrame.frame(3, 1, [1])),
        ("more body than announced", deliverFrame + header(2) + BrokerFrame.frame(3, 1, [1, 2, 3])),
        ("two messages at once", deliverFrame + deliverFrame),
        (
            "a delivery number out of order",
            BrokerFrame.method(
                1, 60, 60, [1, 0x78] + BrokerFrame.bytes(UInt64.max) + [0, 0, 0]) + header(0)
        ),
        ("an answer nobody asked for", BrokerFrame.method(1, 60, 11, [])),
        ("a login in the middle", BrokerFrame.method(0, 10, 10, [])),
        ("a body of 16 exabytes", deliverFrame + header(.max) + BrokerFrame.frame(3, 1, [1])),
        ("headers nested without end", deliverFrame + nestedHeaders()),
        (
            "confirms of what was never sent",
            BrokerFrame.confirm(2, 0, multiple: true)
                + BrokerFrame.confirm(2, .max, multiple: true) + BrokerFrame.confirm(2, .max, taken: false)
        ),
        ("a channel that is not open", BrokerFrame.confirm(77, 1) + BrokerFrame.cancelConsumer(78)),
        ("the end of a channel that is not open", BrokerFrame.method(79, 20, 40, [0, 0, 0, 0, 0, 0, 0])),
        ("a blocked notice of bytes that are no text", BrokerFrame.method(0, 10, 60, [2, 0xFF, 0xFE])),
        (
            "a returned message that is not ours",
            BrokerFrame.method(2, 60, 50, [1, 56, 0, 0, 0])
                + BrokerFrame.frame(2, 2, [0, 60, 0, 0] + BrokerFrame.bytes(UInt64(0)) + [0, 0])
        ),
    ]

    /// A header table in a table in a table, some thousand deep.
    private static func nestedHeaders() -> [UInt8] {
        var table: [UInt8] = []
        while table.count < 20_000 { table = [1, 0x61, 0x46] + BrokerFrame.bytes(UInt32(table.count)) + table }
        let payload =
            BrokerFrame.bytes(UInt16(60)) + [0, 0] + BrokerFrame.bytes(UInt64(0)) + [0x20, 0]
            + BrokerFrame.bytes(UInt32(table.count)) + table
        return BrokerFrame.frame(2, 1, payload)
    }

    @Test(arguments: lies.map(\.0)) func nothingThatABrokerSaysTraps(name: String) async throws {
        let lie = try #require(Self.lies.first { $0.0 == name }?.1)
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        try await TestBroker.withTopology(stages: ["apply"]) { _, topology in
            var settings = try TestBroker.settings(port: proxy.port)
            // What a lie has swallowed the confirm of is given up.
            settings.publishLimit = .seconds(20)
            let connection = try await RabbitMQConnection.connect(settings)
            let consumer = try await connection.consume(topology.jobs("apply"), prefetch: 10)
            let publisher = try await connection.publisher()
            proxy.inject(lie)
            let taking = Task { await consumer.next(max: 1) }
            let message = OutgoingMessage(routingKey: topology.jobs("apply"), body: [7])
            let outcomes = await publisher.publish([message])
            // Either the lie was harmless, and everything works, or the connection is over and says why.
            if outcomes == [.confirmed], connection.isOpen {
                _ = await publisher.publish([message])
            } else {
                let error = await connection.ended()
                #expect(error.kind == .transient)
            }
            await consumer.cancel()
            _ = await taking.value
            await connection.close(within: .seconds(2))
        }
    }

    /// Random damage to what the broker says.
    @Test(arguments: 0..<30) func damagedFramesDoNotTrap(seed: Int) async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        let connection = try await RabbitMQConnection.connect(TestBroker.settings(port: proxy.port))
        let publisher = try await connection.publisher()
        let whole = Self.lies[seed % Self.lies.count].1
        for _ in 0..<5 {
            var damaged = whole
            for _ in 0..<3 where !damaged.isEmpty {
                damaged[Int.random(in: damaged.indices)] = UInt8.random(in: .min ... .max)
            }
            proxy.inject(damaged)
        }
        let publishing = Task {
            await publisher.publish([OutgoingMessage(routingKey: "no-such-queue", body: [1], mandatory: false)])
        }
        // Damage can look like the beginning of something long; what follows never comes then.
        try await Task.sleep(for: .milliseconds(50))
        proxy.cut()
        #expect(await publishing.value.count == 1)
        #expect(await connection.ended().kind != .fatal)
    }
}
