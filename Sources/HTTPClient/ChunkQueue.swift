import Ports
import Synchronization

/// The bounded buffer between libcurl's thread and the reader of a streamed answer. One reader.
final class ChunkQueue: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var ending: Result<Void, PortError>?
        /// libcurl holds back what has come since.
        var isPaused = false
        var reader: CheckedContinuation<Void, Never>?
    }

    /// Bytes unread at which the server has to wait.
    static let limit = 256 << 10
    private let state = Mutex(State())

    /// Whether the bytes were taken; if not, libcurl must pause the transfer and will offer them again.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (taken, reader) = state.withLock { state in
            guard state.buffer.isEmpty || state.buffer.count + bytes.count <= Self.limit else {
                state.isPaused = true
                return (false, state.reader.take())
            }
            state.buffer.append(contentsOf: bytes)
            return (true, state.reader.take())
        }
        reader?.resume()
        return taken
    }

    /// Nothing more will come; what is unread can still be read. Only the first call counts.
    func end(_ ending: Result<Void, PortError>) {
        let reader = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Everything that has come since the last call; waits while that is nothing, and returns `nil` at the end.
    /// `resume` is called when a paused transfer may go on.
    func next(resume: () -> Void) async throws(PortError) -> [UInt8]? {
        while true {
            let (chunk, ending, wasPaused) = state.withLock { state in
                let wasPaused = state.isPaused
                state.isPaused = false
                defer { state.buffer = [] }
                return (state.buffer, state.ending, wasPaused)
            }
            if wasPaused { resume() }
            if !chunk.isEmpty { return chunk }
            if let ending {
                try ending.get()
                return nil
            }
            await waitForChange()
        }
    }

    private func waitForChange() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.buffer.isEmpty, state.ending == nil else { return true }
                state.reader = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
