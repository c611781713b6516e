import CPostgres

/// A statement that a connection has prepared: its name on the server, and its columns once a result has come.
struct PreparedStatement {
    /// The same text with parameters of other types is another statement to the server.
    struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    let name: String
    var columns: ResultColumns?
}

/// One round trip: any number of statements sent in one go, and their answers.
///
/// Everything goes this way, a single statement too: a statement that is not yet prepared is prepared, bound and
/// executed in the same round trip. The server runs the statements in order and skips the rest after an error; outside
/// of an explicit transaction they are one transaction together.
struct PostgresExchange {
    /// A statement and its place in the caller's list; `nil` for those that the connection adds (BEGIN, COMMIT).
    struct Step {
        let statement: PostgresStatement
        let index: Int?
    }

    /// What the server was asked, in the order in which it answers.
    private enum Request {
        case prepare(step: Int, key: PreparedStatement.Key, name: String)
        case execute(step: Int, key: PreparedStatement.Key)
    }

    private let link: PostgresLink
    private let steps: [Step]
    /// The SQLSTATE of a connection lost during the exchange: lost for certain, or perhaps committed.
    private let lossState: String
    private var requests: [Request] = []
    /// What was asked to be prepared, and has not been answered yet.
    private var namesSent: [PreparedStatement.Key: String] = [:]
    private var results: [PostgresResult?]
    private var failure: PostgresError?

    /// Sends the steps and waits for all answers.
    /// - Throws: `PostgresError` of the first step that failed; whether the link is lost then, the link says.
    static func run(
        _ steps: [Step], on link: PostgresLink, lossState: String
    ) throws(PostgresError) -> [PostgresResult?] {
        // All parameters are encoded before anything is sent, so that a bad one leaves nothing half done.
        var buffers: [ParameterBuffer] = []
        buffers.reserveCapacity(steps.count)
        for step in steps {
            do { buffers.append(try ParameterBuffer(step.statement.parameters)) } catch {
                var located = error
                located.statementIndex = step.index
                throw located
            }
        }
        var exchange = PostgresExchange(link: link, steps: steps, lossState: lossState)
        try exchange.send(buffers)
        try exchange.receive()
        if let failure = exchange.failure { throw failure }
        return exchange.results
    }

    private init(link: PostgresLink, steps: [Step], lossState: String) {
        self.link = link
        self.steps = steps
        self.lossState = lossState
        results = Array(repeating: nil, count: steps.count)
    }

    /// How many bytes libpq may have to keep until the socket takes them, where they are several statements.
    private static let sendAhead = 256 << 10

    private mutating func send(_ buffers: [ParameterBuffer]) throws(PostgresError) {
        var ahead = 0
        for (position, buffer) in buffers.enumerated() {
            let key = PreparedStatement.Key(sql: steps[position].statement.sql, types: buffer.types)
            let isPrepared = link.configuration.preparedStatements
            guard isPrepared ? sendPrepared(key, buffer, at: position) : sendUnnamed(key, buffer) else {
                throw link.lose(lossState)
            }
            requests.append(.execute(step: position, key: key))
            ahead += buffer.bytes.count
            link.noteMessage(ahead)
            guard ahead > Self.sendAhead else { continue }
            guard link.flush() else { throw link.lose(lossState) }
            ahead = 0
        }
        guard PQpipelineSync(link.raw) == 1, link.flush() else { throw link.lose(lossState) }
    }

    /// Prepares the statement before, where neither the connection nor this exchange has done so.
    private mutating func sendPrepared(
        _ key: PreparedStatement.Key, _ buffer: ParameterBuffer, at position: Int
    ) -> Bool {
        if let known = link.prepared[key]?.name ?? namesSent[key] { return sendPrepared(known, buffer) }
        let name = link.nextPreparedName()
        guard sendPrepare(name, key) else { return false }
        requests.append(.prepare(step: position, key: key, name: name))
        namesSent[key] = name
        return sendPrepared(name, buffer)
    }

    /// Reads one answer per request, and then the one of the end of the pipeline.
    private mutating func receive() throws(PostgresError) {
        var position = 0
        while true {
            guard let next = link.nextResult() else { throw failure ?? link.lose(lossState) }
            guard let memory = next else {
                position += 1
                // An error of the commit itself (a deferred constraint) is a result of its own, with an end of its own.
                guard position <= requests.count + 1 else { throw link.lose(lossState, "the answers do not fit") }
                continue
            }
            switch PQresultStatus(memory.raw) {
            case PGRES_PIPELINE_SYNC: return
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                link.noteMessage(memory.bytesPerRow)
                succeed(at: position, memory)
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_FATAL_ERROR: fail(at: position, memory)
            default: throw link.lose(lossState, "COPY is not supported here")
            }
        }
    }

    private mutating func succeed(at position: Int, _ memory: ResultMemory) {
        guard requests.indices.contains(position) else { return }
        switch requests[position] {
        case .prepare(_, let key, let name): link.prepared[key] = PreparedStatement(name: name)
        case .execute(let step, let key):
            let columns = link.prepared[key]?.columns ?? ResultColumns(memory)
            link.prepared[key]?.columns = columns
            results[step] = PostgresResult(memory, columns: columns)
        }
    }

    private mutating func fail(at position: Int, _ memory: ResultMemory) {
        guard failure == nil else { return }
        var error = link.note(memory, lossState: lossState)
        if requests.indices.contains(position) {
            switch requests[position] {
            case .prepare(let step, _, _), .execute(let step, _): error.statementIndex = steps[step].index
            }
        }
        failure = error
        // Their names stay taken on the server; numbering goes on, so nothing collides.
        if SQLState.invalidatesPrepared(error) { link.prepared.removeAll() }
    }
}

extension PostgresExchange {
    private func sendPrepare(_ name: String, _ key: PreparedStatement.Key) -> Bool {
        PQsendPrepare(link.raw, name, key.sql, Int32(key.types.count), key.types) == 1
    }

    private func sendPrepared(_ name: String, _ buffer: ParameterBuffer) -> Bool {
        buffer.withCArrays { count, values, lengths, formats in
            PQsendQueryPrepared(link.raw, name, count, values, lengths, formats, 1) == 1
        }
    }

    private func sendUnnamed(_ key: PreparedStatement.Key, _ buffer: ParameterBuffer) -> Bool {
        buffer.withCArrays { count, values, lengths, formats in
            PQsendQueryParams(link.raw, key.sql, count, key.types, values, lengths, formats, 1) == 1
        }
    }
}

extension ParameterBuffer {
    /// Gives the parameters as libpq takes them; the pointers are valid in `body` only. All formats are binary (1).
    fileprivate func withCArrays<Answer>(
        _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> Answer
    ) -> Answer {
        // An empty text must not look like NULL, so even an empty buffer needs an address.
        (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = slots.map { slot in slot.range.flatMap { start?.advanced(by: $0.lowerBound) } }
            let lengths = slots.map { Int32(truncatingIfNeeded: $0.range?.count ?? 0) }
            return body(Int32(slots.count), values, lengths, Array(repeating: 1, count: slots.count))
        }
    }
}
