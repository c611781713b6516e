package import Ports

/// An answer whose body is read while it comes: a Kubernetes watch, server-sent events.
///
/// Dropping the last copy ends the transfer.
package struct HTTPClientStream: Sendable {
    package let head: HTTPResponseHead
    /// Can be read once.
    package let body: Body

    package var status: Int { head.status }

    /// Pieces of the body as the network cut them, never empty. The server has to wait while 256 KiB are unread.
    /// Throws `PortError` when the connection is lost; a cancelled reader gets one with the code `cancelled`.
    package struct Body: AsyncSequence, Sendable {
        package typealias Element = [UInt8]
        package typealias Failure = PortError

        let transfer: StreamedTransfer

        package func makeAsyncIterator() -> Iterator { Iterator(transfer: transfer) }

        package struct Iterator: AsyncIteratorProtocol {
            let transfer: StreamedTransfer

            package mutating func next() async throws(PortError) -> [UInt8]? { try await transfer.next() }

            package mutating func next(isolation actor: isolated (any Actor)?) async throws(PortError) -> [UInt8]? {
                try await transfer.next()
            }
        }
    }

    /// The whole body, for an answer that turned out to be an error document. Stops reading at `limit` bytes.
    package func collect(limit: Int) async throws(PortError) -> [UInt8] {
        var whole: [UInt8] = []
        var iterator = body.makeAsyncIterator()
        while whole.count < limit, let chunk = try await iterator.next() {
            whole.append(contentsOf: chunk.prefix(limit - whole.count))
        }
        return whole
    }
}

/// The reader's end of a streamed transfer; ends it when nobody reads any more.
final class StreamedTransfer: Sendable {
    private let queue: ChunkQueue
    private let transfer: Transfer
    /// Keeps the client's thread alive for as long as somebody reads.
    private let client: HTTPClient

    init(queue: ChunkQueue, transfer: Transfer, client: HTTPClient) {
        self.queue = queue
        self.transfer = transfer
        self.client = client
    }

    func next() async throws(PortError) -> [UInt8]? {
        let driver = client.driver
        let result: Result<[UInt8]?, PortError> = await withTaskCancellationHandler {
            do throws(PortError) {
                return .success(try await queue.next { driver.submit(.resume(transfer)) })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            driver.submit(.cancel(transfer))
        }
        return try result.get()
    }

    deinit { client.driver.submit(.cancel(transfer)) }
}
