import Glibc
import Ports

/// Runs `body` on a thread of its own. The cooperative pool has as many threads as the machine has cores: a loop that
/// waits for a socket must not have one of them.
/// - Throws: `transient` where the system gives no thread.
func startThread(_ body: @escaping @Sendable () -> Void) throws(PortError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // librabbitmq reads nested tables by recursion; a hostile one of 128 KiB must not reach the end of the stack.
    pthread_attr_setstacksize(&attributes, 16 << 20)
    let context = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, threadMain, context.toOpaque())
    guard status == 0 else {
        context.release()
        throw PortError(
            .transient, "RabbitMQ", "no thread for a connection: \(String(cString: strerror(status)))",
            code: String(status))
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Called once, on the new thread; takes over the retained `ThreadBody`.
private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
