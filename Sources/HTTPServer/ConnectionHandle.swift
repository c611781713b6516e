import CMicroHTTP

/// A connection of libmicrohttpd, to be resumed from another thread.
///
/// `@unchecked Sendable` because the pointer is only ever used in two ways: on the connection's own thread, and for
/// `resume`, which libmicrohttpd allows from any thread. It stays valid as long as the connection is suspended; the
/// owner (an exchange or a stream) resumes only what it has marked as suspended under its lock, and exactly once.
struct ConnectionHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    /// Takes the connection out of its thread's loop. Only inside a callback of this connection.
    func suspend() { MHD_suspend_connection(raw) }

    /// Gives it back to its thread, which then calls the same callback again.
    func resume() { MHD_resume_connection(raw) }
}
