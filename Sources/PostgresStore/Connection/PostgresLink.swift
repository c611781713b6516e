import CPostgres
import Glibc

/// One open connection: it owns the `PGconn`, stays in pipeline mode, and is thrown away once it is lost.
///
/// Not Sendable, so the compiler keeps it inside the actor that made it. The socket is in non-blocking mode and waited
/// for with poll(2), so that a server that vanished is noticed by time and not by TCP's patience.
final class PostgresLink {
    let raw: OpaquePointer
    let configuration: PostgresConfiguration
    /// What this connection has prepared. Results of one statement always have the same columns.
    var prepared: [PreparedStatement.Key: PreparedStatement] = [:]
    private var namesGiven = 0
    private var largestMessage = 0
    private(set) var isLost = false
    /// Why waiting was given up, where it was.
    private var silence: String?

    /// Opens a connection; blocks until it is open, refused, or `connectTimeout` has passed.
    /// - Throws: `PostgresError` (transient).
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        self.configuration = configuration
        guard let raw = Self.connect(configuration.parameters) else {
            throw PostgresError(SQLState.cannotConnect, "no memory for a connection")
        }
        self.raw = raw
        hotswap_pq_silence_notices(raw)
        guard PQstatus(raw) == CONNECTION_OK else {
            throw PostgresError(SQLState.cannotConnect, "cannot connect: \(Self.message(of: raw))")
        }
        guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else {
            throw PostgresError(SQLState.cannotConnect, "cannot set up the connection: \(Self.message(of: raw))")
        }
    }

    // PQfinish on a non-blocking socket sends its goodbye without waiting.
    deinit { PQfinish(raw) }

    /// A name that no statement of this connection has had.
    func nextPreparedName() -> String {
        namesGiven += 1
        return "s\(namesGiven)"
    }

    /// The server's process id, as `pg_stat_activity` shows it.
    var processID: Int64 { Int64(PQbackendPID(raw)) }

    /// Whether a transaction is open, healthy or failed.
    var isInTransaction: Bool {
        let status = PQtransactionStatus(raw)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// A look at the idle socket without waiting. A server says nothing unasked except its goodbye (and news of its
    /// settings after a reload, which are worth a new connection, too), so anything to read means the end.
    func isAlive() -> Bool {
        guard !isLost, PQstatus(raw) == CONNECTION_OK else { return false }
        return Self.poll(raw, for: POLLIN, milliseconds: 0) == 0
    }

    /// Sends what libpq has buffered, taking in answers meanwhile, so that neither side waits for the other.
    func flush() -> Bool {
        while true {
            switch PQflush(raw) {
            case 0: return true
            case 1: guard waitForSocket(POLLIN | POLLOUT), PQconsumeInput(raw) == 1 else { return false }
            default: return false
            }
        }
    }

    /// The next result; `nil` result where one command's results end. `nil` altogether where the connection is lost.
    func nextResult() -> ResultMemory?? {
        while PQisBusy(raw) == 1 {
            guard waitForSocket(POLLIN), PQconsumeInput(raw) == 1 else { return .none }
        }
        guard let result = PQgetResult(raw) else { return PQstatus(raw) == CONNECTION_BAD ? .none : .some(nil) }
        return ResultMemory(result)
    }

    /// Marks the connection as gone and says why.
    func lose(_ state: String, _ fallback: String = "the server closed the connection") -> PostgresError {
        isLost = true
        let message = Self.message(of: raw)
        return PostgresError(state, "the connection was lost: \(silence ?? (message.isEmpty ? fallback : message))")
    }

    /// Notes how many bytes libpq had to hold at once, to send them or as one row. It never gives such a buffer back.
    func noteMessage(_ bytes: Int) { largestMessage = max(largestMessage, bytes) }

    /// Whether it holds so much memory that another connection is cheaper.
    var isBloated: Bool { largestMessage > Self.memoryWorthKeeping }

    /// A connection costs some milliseconds to open, and libpq doubles its buffers.
    private static let memoryWorthKeeping = 512 << 10

    /// Marks the connection as gone where the error is one after which the server hangs up.
    func noteFatal() { isLost = true }

    private func waitForSocket(_ events: Int32) -> Bool {
        let limit = configuration.statementTimeout + configuration.answerGrace
        let ready = Self.poll(raw, for: events, milliseconds: limit.wholeMilliseconds)
        if ready == 0 { silence = "the server was silent for \(limit)" }
        return ready == 1
    }
}

extension PostgresLink {
    private static func connect(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
        var bytes: [CChar] = []
        var offsets: [(keyword: Int, value: Int)] = []
        for (keyword, value) in parameters {
            let start = bytes.count
            bytes.append(contentsOf: keyword.utf8CString)
            offsets.append((start, bytes.count))
            bytes.append(contentsOf: value.utf8CString)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let keywords = offsets.map { buffer.baseAddress?.advanced(by: $0.keyword) } + [nil]
            let values = offsets.map { buffer.baseAddress?.advanced(by: $0.value) } + [nil]
            return PQconnectdbParams(keywords, values, 1)
        }
    }

    /// libpq's message without its line ends. It never holds the password: libpq names user, host and database.
    private static func message(of raw: OpaquePointer) -> String {
        guard let text = PQerrorMessage(raw) else { return "" }
        return String(cString: text).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// 1 where the socket is ready, 0 where the time is over, -1 where there is no socket.
    private static func poll(_ raw: OpaquePointer, for events: Int32, milliseconds: Int32) -> Int32 {
        var descriptor = pollfd(fd: PQsocket(raw), events: Int16(truncatingIfNeeded: events), revents: 0)
        guard descriptor.fd >= 0 else { return -1 }
        while true {
            let ready = Glibc.poll(&descriptor, 1, milliseconds)
            // An interrupting signal starts the wait anew: signals are rare and the limit is a last resort.
            if ready < 0, errno == EINTR { continue }
            return ready > 0 ? 1 : ready
        }
    }
}
