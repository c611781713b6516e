import Synchronization

/// One request that has been handed to the handler, until its answer is sent or its connection is gone.
///
/// Shared by the connection's thread and the handler's task. A handler that outlives its connection keeps only this
/// object alive and answers into the void.
final class Exchange: Sendable {
    private struct State {
        var response: HTTPResponse?
        var suspended = false
        /// Never suspend again: the server is about to end its threads.
        var abandoned = false
        var cancelled = false
        var task: Task<Void, Never>?
        var stream: ResponseStream?
    }

    enum Outcome {
        case answer(HTTPResponse)
        /// The connection is suspended; the callback comes again when there is an answer.
        case pending
        case abandoned
    }

    let client: ClientConnection
    private let connection: ConnectionHandle
    private let state = Mutex(State())

    init(client: ClientConnection, connection: ConnectionHandle) {
        self.client = client
        self.connection = connection
    }

    func run(_ handler: @escaping HTTPServer.Handler, _ request: HTTPRequest) {
        let task = Task { finish(await handler(request)) }
        let cancelled = state.withLock { state in
            state.task = task
            return state.cancelled
        }
        if cancelled { task.cancel() }
    }

    /// The answer if the handler has given it, otherwise suspends the connection. Only on the connection's thread.
    func outcome() -> Outcome {
        state.withLock { state in
            if let response = state.response { return .answer(response) }
            guard !state.abandoned else { return .abandoned }
            connection.suspend()
            state.suspended = true
            return .pending
        }
    }

    /// The streamed body that is now being sent. Only on the connection's thread.
    func attach(_ stream: ResponseStream) {
        let (cancelled, abandoned) = state.withLock { state in
            state.stream = stream
            return (state.cancelled, state.abandoned)
        }
        if abandoned || client.peerClosed.load(ordering: .acquiring) {
            stream.abort()
        } else if cancelled {
            stream.cancel()
        }
    }

    /// Cancels the handler's task, or the producer of the streamed body.
    func cancel() {
        let (task, stream) = state.withLock { state in
            state.cancelled = true
            return (state.task, state.stream)
        }
        task?.cancel()
        stream?.cancel()
    }

    /// Ends a streamed body from the server's side: its producer is cancelled, and what it has written is sent.
    func endStream() { state.withLock { $0.stream }?.cancel() }

    /// The client has closed its side while the request was under way.
    func clientHungUp(grace: Duration) {
        if let stream = state.withLock({ $0.stream }) { return stream.abort() }
        Task { [weak self] in
            try? await Task.sleep(for: grace)
            guard let self else { return }
            state.withLock { $0.stream }?.abort()
            cancel()
        }
    }

    /// Gives up: the connection goes back to its thread without an answer and is never suspended again.
    func abandon() {
        let resumes = state.withLock { state in
            state.abandoned = true
            defer { state.suspended = false }
            return state.suspended
        }
        cancel()
        state.withLock { $0.stream }?.abort()
        if resumes { connection.resume() }
    }

    /// The answer is sent, or will never be.
    func connectionIsDone() {
        let (unanswered, stream) = state.withLock { state in
            state.cancelled = true
            state.abandoned = true
            return (state.response == nil ? state.task : nil, state.stream)
        }
        unanswered?.cancel()
        stream?.abort()
    }

    private func finish(_ response: HTTPResponse) {
        let resumes = state.withLock { state in
            state.response = response
            defer { state.suspended = false }
            return state.suspended
        }
        if resumes { connection.resume() }
    }
}
