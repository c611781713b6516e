import Glibc
import JobEnvelope
import Ports
import RabbitMQ
import Synchronization
import TestKit
import Testing

/// The real broker that the tests use, and a corner of it for each test.
enum TestBroker {
    /// The broker's URL. A machine without one fails where services are required, and says so where they are not.
    static func url() throws -> String {
        if let url = getenv("HOTSWAP_TEST_RABBITMQ") { return String(cString: url) }
        throw MissingServer()
    }

    static func settings(_ name: String = "test") throws -> BrokerSettings {
        try patient(url(), name)
    }

    /// The same, at another door of the same broker.
    static func settings(port: UInt16, _ query: String = "", scheme: String = "amqp", host: String = "127.0.0.1") throws
        -> BrokerSettings
    {
        try patient(url(port: port, query, scheme: scheme, host: host), "test")
    }

    /// With limits that no machine is slow enough to reach; a test of limits sets its own.
    private static func patient(_ url: String, _ name: String) throws -> BrokerSettings {
        var settings = try BrokerSettings(address: BrokerAddress(url: url), name: name)
        settings.connectLimit = patience
        settings.requestLimit = .seconds(600)
        settings.publishLimit = .seconds(600)
        return settings
    }

    static func url(
        port: UInt16? = nil, _ query: String = "", scheme: String = "amqp", host: String? = nil,
        credentials: String? = nil, vhost: String? = nil
    ) throws -> String {
        let parts = try Parts(url())
        return "\(scheme)://\(credentials ?? parts.credentials)@\(host ?? parts.host):\(port ?? parts.port)/"
            + (vhost ?? parts.vhost) + query
    }

    struct Parts {
        let credentials: String
        let host: String
        let port: UInt16
        let vhost: String

        init(_ url: String) throws {
            let afterScheme = url.dropFirst("amqp://".count)
            let at = try #require(afterScheme.lastIndex(of: "@"), "HOTSWAP_TEST_RABBITMQ must hold user and password")
            credentials = String(afterScheme[..<at])
            let place = afterScheme[afterScheme.index(after: at)...].split(separator: "/", maxSplits: 1)
            let hostAndPort = try #require(place.first).split(separator: ":")
            host = String(try #require(hostAndPort.first))
            port = hostAndPort.count > 1 ? try #require(UInt16(hostAndPort[1])) : 5672
            vhost = place.count > 1 ? String(place[1]) : ""
        }
    }

    private static let serial = Atomic<UInt64>(0)

    /// A name that no other test, in this run or another, has.
    static func uniqueName() -> String {
        "test-\(getpid())-\(UInt64.random(in: 0..<1 << 32))-\(serial.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// Runs `body` with a declared topology of its own and a connection, and removes both afterwards.
    static func withTopology(
        stages: [String] = ["apply", "notify"], deliveryLimit: Int64 = 20,
        _ body: (RabbitMQConnection, Topology) async throws -> Void
    ) async throws {
        let topology = Topology(prefix: uniqueName(), stages: stages, deliveryLimit: deliveryLimit)
        let connection = try await RabbitMQConnection.connect(settings())
        let result: Result<Void, any Error>
        do {
            try await declare(topology, connection)
            try await body(connection, topology)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await remove(topology)
        await connection.close(within: .seconds(5))
        try result.get()
    }

    private static func declare(_ topology: Topology, _ connection: RabbitMQConnection) async throws {
        try await connection.declare(topology)
    }

    /// Deletes a topology on a connection of its own, because the test may have ruined every other.
    static func remove(_ topology: Topology) async {
        guard let connection = try? await RabbitMQConnection.connect(settings("cleaning")) else { return }
        try? await connection.delete(topology)
        await connection.close(within: .seconds(5))
    }

    /// Runs `body` with a broker that reconnects, through `proxy` where one is given, and a topology of its own.
    static func withBroker(
        through proxy: FaultyProxy? = nil, stages: [String] = ["apply", "notify"], deliveryLimit: Int64 = 20,
        adjust: (inout BrokerSettings) -> Void = { _ in },
        _ body: (ReconnectingBroker, EventLog) async throws -> Void
    ) async throws {
        let topology = Topology(prefix: uniqueName(), stages: stages, deliveryLimit: deliveryLimit)
        let log = EventLog()
        var settings = try proxy.map { try self.settings(port: $0.port) } ?? self.settings()
        settings.longestBackoff = .milliseconds(500)
        adjust(&settings)
        let broker = try ReconnectingBroker(settings: settings, topology: topology) { log.note($0) }
        broker.start()
        let result: Result<Void, any Error>
        do {
            try await body(broker, log)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await broker.close(within: .seconds(5))
        await remove(topology)
        try result.get()
    }
}

struct MissingServer: Error, CustomStringConvertible {
    let description = "HOTSWAP_TEST_RABBITMQ is not set: start the servers with deploy/local/servers"
}

/// What a broker has told, in order.
final class EventLog: Sendable {
    private let all = Mutex<[BrokerEvent]>([])

    var events: [BrokerEvent] { all.withLock { $0 } }

    func note(_ event: BrokerEvent) { all.withLock { $0.append(event) } }
}

/// Waits until `condition` holds.
func eventually(
    within limit: Duration = patience, _ what: String, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw TooLate(description: "not within \(limit): \(what)")
}

struct TooLate: Error, CustomStringConvertible {
    let description: String
}
