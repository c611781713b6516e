import Glibc
import Ports

/// The one thread that talks to the broker on a connection: it sends what the mailbox holds, reads what the broker
/// says, and sleeps until there is more of either. Everything here belongs to that thread.
final class ConnectionLoop {
    /// Messages sent, and things read, before the other direction gets its turn.
    static let quota = 1024

    let session: AMQPSession
    let mailbox: Mailbox
    let shared: ConnectionShared
    /// Taken from the mailbox and not done yet.
    private var inbox = Fifo<Command>()
    var channels: [UInt64: LoopChannel] = [:]
    var channelsByNumber: [UInt16: LoopChannel] = [:]
    var freeNumbers = Fifo<UInt16>()
    var highestNumber: UInt16 = 0
    /// Why the broker takes no messages; `nil` while it does.
    var blocked: String?
    /// Since somebody asked for the end.
    var closing: Closing?
    var now = ContinuousClock.now

    /// How far the end has come.
    struct Closing {
        var deadline: ContinuousClock.Instant
        let reason: PortError
        var farewellSent = false
    }

    init(_ session: AMQPSession, _ mailbox: Mailbox, _ shared: ConnectionShared) {
        self.session = session
        self.mailbox = mailbox
        self.shared = shared
    }

    /// Serves the connection until its end.
    func run() {
        var end: PortError
        do throws(WireFailure) {
            while try turn() {}
            end = Self.closedByUs
        } catch {
            end = error.portError(session.settings.address)
        }
        end = closing?.reason ?? end
        while let command = inbox.popFirst() { command.fail(end) }
        mailbox.end(end)
        for channel in channels.values { channel.end(end) }
        shared.ended.set(end)
    }

    static let closedByUs = PortError(.transient, "RabbitMQ", "the connection was closed by this program")

    /// One round.
    /// - Returns: `false` when the connection has been closed in good order.
    private func turn() throws(WireFailure) -> Bool {
        now = .now
        session.cork(true)
        inbox.append(contentsOf: mailbox.take())
        while let command = inbox.popFirst() { try handle(command) }
        try send()
        session.cork(false)
        let isDrained = try read()
        try checkDeadlines()
        if try closingIsDone() { return false }
        if isDrained { try rest() }
        return true
    }

    private func send() throws(WireFailure) {
        guard closing?.farewellSent != true else { return }
        for channel in channels.values where !channel.isClosing {
            switch channel.role {
            case .requests: break
            case .publishing(let lane):
                if blocked == nil { try lane.send(Self.quota, channel: channel.number, by: session) }
            case .consuming(let lane):
                if lane.hasNews { try lane.sendNews(channel: channel.number, by: session) }
                if lane.isDone { try close(channel) }
            }
        }
    }

    /// Reads what is there, up to the quota.
    /// - Returns: whether that was all.
    private func read() throws(WireFailure) -> Bool {
        var isDrained = false
        for _ in 0..<Self.quota {
            guard let inbound = try session.read() else {
                isDrained = true
                break
            }
            try handle(inbound)
        }
        for channel in channels.values {
            if case .consuming(let lane) = channel.role { lane.flushArrived() }
        }
        return isDrained
    }

    /// Sleeps until the broker says something, a command comes, or it is time for a heartbeat or to give something up.
    private func rest() throws(WireFailure) {
        guard !hasWork, mailbox.mayRest() else { return }
        var waited = [
            pollfd(fd: session.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let status = poll(&waited, nfds_t(waited.count), restLimit)
        mailbox.wake()
        guard status >= 0 || errno == EINTR else { throw .violation("poll: \(String(cString: strerror(errno)))") }
    }

    private var hasWork: Bool {
        channels.values.contains { channel in
            guard case .publishing(let lane) = channel.role, blocked == nil else { return false }
            return lane.hasWork
        }
    }

    /// Milliseconds, rounded up, so that we do not wake just too early.
    private var restLimit: Int32 {
        let heartbeat = now + .milliseconds(session.heartbeat * 250)
        let earliest = deadlines.reduce(heartbeat) { min($0, $1) }
        let left = (earliest - ContinuousClock.now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
        return Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
