package import Ports

/// Sends requests over connections that it keeps and shares. Any task may use it; one thread of its own does the
/// work for all of them. Dropping it ends the thread.
package final class HTTPClient: Sendable {
    let driver: TransferDriver

    package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        driver = TransferDriver(configuration)
    }

    /// Sends a request and returns the complete answer, whatever its status.
    ///
    /// Throws a transient error when the server cannot be reached, does not answer in time or breaks off, and when
    /// the task is cancelled (code `cancelled`); a permanent one for an unusable URL, an untrusted certificate or an
    /// answer above the limit. The code is libcurl's, as `curl 28`. Redirects are answers too, and not followed.
    package func send(_ request: HTTPClientRequest) async throws(PortError) -> HTTPClientResponse {
        let transfer = Transfer(request, target: try RequestTarget(request))
        return try await run(transfer) { .whole($0) }.get()
    }

    /// Sends a request and returns as soon as the head of the answer is here, for which `timeout` holds. The body
    /// then comes as it is read and may last for days; only `idleTimeout` limits it. Throws like `send`.
    package func stream(_ request: HTTPClientRequest) async throws(PortError) -> HTTPClientStream {
        let transfer = Transfer(request, target: try RequestTarget(request))
        let queue = ChunkQueue()
        let watchdog = request.timeout.map { limit in
            Task { [driver] in
                try await Task.sleep(for: limit)
                driver.submit(.expire(transfer))
            }
        }
        defer { watchdog?.cancel() }
        let head = try await run(transfer) { .stream(queue, $0) }.get()
        let reader = StreamedTransfer(queue: queue, transfer: transfer, client: self)
        return HTTPClientStream(head: head, body: HTTPClientStream.Body(transfer: reader))
    }

    /// Gives up every request under way (code `shutdown`), refuses new ones, closes the connections, and returns
    /// when the thread is gone.
    package func shutDown() async { await driver.shutDown() }

    deinit { driver.beginShutDown() }

    private func run<Value>(
        _ transfer: Transfer,
        _ receiver: (CheckedContinuation<Result<Value, PortError>, Never>) -> Transfer.Receiver
    ) async -> Result<Value, PortError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.deliver(to: receiver(continuation))
                driver.submit(.start(transfer))
            }
        } onCancel: {
            driver.submit(.cancel(transfer))
        }
    }
}
