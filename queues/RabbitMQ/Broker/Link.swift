import Domain
import JobEnvelope
import Ports
import Synchronization

/// Keeps one connection alive: connects, declares the topology (a broker that was wiped comes back empty), prepares
/// what the connection is for, and does it all again when the connection is lost.
final class Link<Prepared: Sendable>: Sendable {
    enum Phase: Sendable {
        case down(PortError?)
        case up(RabbitMQConnection, Prepared)
        /// For good.
        case closed
    }

    typealias Prepare = @Sendable (RabbitMQConnection) async throws(PortError) -> Prepared

    let phase = Watched<Phase>(.down(nil))
    private let side: BrokerEvent.Side
    private let settings: BrokerSettings
    private let topology: Topology
    private let tell: @Sendable (BrokerEvent) -> Void
    private let prepare: Prepare
    private let keeper = Mutex<Task<Void, Never>?>(nil)

    init(
        _ side: BrokerEvent.Side, _ settings: BrokerSettings, _ topology: Topology,
        tell: @escaping @Sendable (BrokerEvent) -> Void, prepare: @escaping Prepare
    ) {
        self.side = side
        self.settings = settings
        self.topology = topology
        self.tell = tell
        self.prepare = prepare
    }

    /// Begins; doing so twice is doing so once.
    func start() {
        keeper.withLock { keeper in
            if keeper == nil { keeper = Task { await self.keep() } }
        }
    }

    var isStarted: Bool { keeper.withLock { $0 != nil } }

    /// The connection and what was prepared on it, while it is up.
    var up: (RabbitMQConnection, Prepared)? {
        guard case .up(let connection, let prepared) = phase.value else { return nil }
        return (connection, prepared)
    }

    var isUp: Bool { up?.0.isOpen ?? false }

    /// Closes for good; see `RabbitMQConnection.close`.
    func close(within limit: Duration) async {
        let connection = up?.0
        phase.update { _ in .closed }
        keeper.withLock { $0?.cancel() }
        await connection?.close(within: limit)
    }

    private func keep() async {
        var pause = ReconnectPause(
            first: settings.firstBackoff, longest: settings.longestBackoff)
        while !Task.isCancelled {
            let began = ContinuousClock.now
            let error = await live()
            guard phase.update({ if case .closed = $0 { nil } else { .down(error) } }) else { return }
            tell(.disconnected(side, error))
            if began.duration(to: .now) > settings.longestBackoff { pause.reset() }
            try? await Task.sleep(for: pause.next(jitter: .random(in: 0..<1)))
        }
    }

    /// One connection, from beginning to end; says what ended it.
    private func live() async -> PortError {
        do throws(PortError) {
            let connection = try await RabbitMQConnection.connect(settings) { [tell] reason in
                tell(reason.map { .blocked($0) } ?? .unblocked)
            }
            do throws(PortError) {
                try await connection.declare(topology)
                let prepared = try await prepare(connection)
                let mayLive = phase.update { if case .closed = $0 { nil } else { .up(connection, prepared) } }
                if mayLive {
                    tell(.connected(side))
                } else {
                    connection.abandon(within: .seconds(1), ConnectionLoop.closedByUs)
                }
            } catch {
                connection.abandon(within: .seconds(1), error)
            }
            return await connection.ended()
        } catch {
            return error
        }
    }
}
