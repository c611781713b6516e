import CMicroHTTP
import Synchronization

/// The bounded buffer between the producer of a streamed body and the connection that sends it.
///
/// The connection's thread takes from it in `read` and is suspended while there is nothing to send; the producer's
/// task appends in `write` and waits while too much is unsent.
final class ResponseStream: Sendable {
    fileprivate enum Ending {
        case complete
        /// Close the connection without the final chunk.
        case cut
    }

    fileprivate struct State {
        var buffer: [UInt8] = []
        var sent = 0
        var ending: Ending?
        var readerIsSuspended = false
        var writers: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWriter: UInt64 = 0
        var producer: Task<Void, Never>?
        var endedByServer = false

        var unsent: Int { buffer.count - sent }

        mutating func takeReader() -> Bool {
            defer { readerIsSuspended = false }
            return readerIsSuspended
        }

        mutating func takeWriters() -> [CheckedContinuation<Void, Never>] {
            defer { writers = [:] }
            return Array(writers.values)
        }
    }

    private let connection: ConnectionHandle
    private let limit: Int
    private let state = Mutex(State())

    /// `limit`: unsent bytes at which writers wait.
    init(connection: ConnectionHandle, limit: Int) {
        self.connection = connection
        self.limit = max(limit, 1)
    }

    func start(_ produce: @escaping @Sendable (HTTPResponseWriter) async throws -> Void) {
        let task = Task {
            do {
                try await produce(HTTPResponseWriter(stream: self))
                end(.complete)
            } catch {
                end(state.withLock { $0.endedByServer } ? .complete : .cut)
            }
        }
        let isOver = state.withLock { state in
            state.producer = task
            return state.ending != nil || state.endedByServer
        }
        if isOver { task.cancel() }
    }

    /// Appends a chunk, then waits while `limit` bytes or more are unsent.
    func write(_ chunk: [UInt8]) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let (isOpen, resumes, writer): (Bool, Bool, UInt64?) = state.withLock { state in
            guard state.ending == nil else { return (false, false, nil) }
            guard !chunk.isEmpty else { return (true, false, nil) }
            state.buffer.append(contentsOf: chunk)
            state.lastWriter &+= 1
            return (true, state.takeReader(), state.unsent < limit ? nil : state.lastWriter)
        }
        if resumes { connection.resume() }
        guard isOpen else { throw CancellationError() }
        if let writer { try await waitForRoom(writer) }
    }

    /// Fills the connection's buffer and returns how many bytes, or one of libmicrohttpd's endings. 0 means that
    /// the connection is suspended. Only on the connection's thread.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writers) = state.withLock { state in
            let count = state.unsent > 0 ? state.take(into: target) : nothingToSend(&state)
            return (count, state.unsent <= limit / 2 ? state.takeWriters() : [])
        }
        for writer in writers { writer.resume() }
        return count
    }

    /// Asks the producer to end; what it has written is still sent.
    func cancel() {
        let producer = state.withLock { state in
            state.endedByServer = true
            return state.producer
        }
        producer?.cancel()
    }

    /// The client is gone or the server must end now: nothing more is sent, the producer is cancelled.
    func abort() {
        end(.cut)
        state.withLock { $0.producer }?.cancel()
    }

    private func nothingToSend(_ state: inout State) -> Int {
        switch state.ending {
        case .complete: return hotswap_mhd_end_of_stream()
        case .cut: return hotswap_mhd_end_with_error()
        case nil:
            connection.suspend()
            state.readerIsSuspended = true
            return 0
        }
    }

    private func end(_ ending: Ending) {
        let (resumes, writers) = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            if ending == .cut {
                state.buffer = []
                state.sent = 0
            }
            return (state.takeReader(), state.takeWriters())
        }
        if resumes { connection.resume() }
        for writer in writers { writer.resume() }
    }

    private func waitForRoom(_ writer: UInt64) async throws(CancellationError) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    // A cancellation from here on finds the writer in the table; an earlier one shows already.
                    guard state.ending == nil, state.unsent >= limit, !Task.isCancelled else { return true }
                    state.writers[writer] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.writers.removeValue(forKey: writer) }?.resume()
        }
        let isOpen = state.withLock { $0.ending == nil }
        guard isOpen, !Task.isCancelled else { throw CancellationError() }
    }
}

extension ResponseStream.State {
    /// Moves as much as fits and forgets what has been sent.
    fileprivate mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(unsent, target.count)
        target.copyBytes(from: buffer[sent..<sent + count])
        sent += count
        if sent == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
            sent = 0
        }
        return count
    }
}

/// Called by libmicrohttpd on the connection's thread when it can send more of the body.
func readStream(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ target: UnsafeMutablePointer<CChar>?, _ room: Int
) -> Int {
    guard let context, let target else { return hotswap_mhd_end_with_error() }
    let stream = Unmanaged<ResponseStream>.fromOpaque(context).takeUnretainedValue()
    return stream.read(into: UnsafeMutableRawBufferPointer(start: target, count: room))
}

/// Called when libmicrohttpd has let go of the response; releases what `queue` retained.
func releaseStream(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<ResponseStream>.fromOpaque(context).release()
}
