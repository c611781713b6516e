import CMicroHTTP
import Synchronization

/// One request while its connection's thread works on it: libmicrohttpd keeps a pointer to it between the
/// callbacks. Not `Sendable`: only that thread ever touches it.
final class RequestContext {
    private let core: ServerCore
    private let client: ClientConnection
    private let head: RequestHead
    private var body: [UInt8] = []
    private var exchange: Exchange?

    init(core: ServerCore, client: ClientConnection, head: RequestHead) {
        self.core = core
        self.client = client
        self.head = head
    }

    /// The head is complete; the body has not been read. An answer queued here is sent at once and the connection
    /// closed, so this is where a body that is announced as too large is refused.
    func headIsComplete(on connection: OpaquePointer) -> MHD_Result {
        if let refusal = head.refusal { return refuse(refusal, on: connection) }
        guard let length = head.contentLength else { return .YES }
        guard length <= UInt64(core.bodyLimit) else {
            return refuse(.bodyTooLarge(limit: core.bodyLimit), on: connection)
        }
        // Only a promise so far: do not let a client reserve memory that it does not fill.
        body.reserveCapacity(min(Int(length), 64 << 10))
        return .YES
    }

    /// A part of the body. In this state libmicrohttpd takes no answer, so the refusal goes to the socket.
    func receive(_ part: UnsafeRawBufferPointer, on connection: OpaquePointer) -> MHD_Result {
        guard part.count <= core.bodyLimit - body.count else {
            client.closesGently.store(true, ordering: .relaxed)
            sendRefusalNow(.bodyTooLarge(limit: core.bodyLimit), on: connection)
            return .NO
        }
        body.append(contentsOf: part)
        return .YES
    }

    /// The request is complete, or its handler has answered.
    func proceed(on connection: OpaquePointer) -> MHD_Result {
        guard let exchange = exchange ?? begin(on: connection) else {
            return result(queue(.stopping, on: connection))
        }
        switch exchange.outcome() {
        case .pending: return .YES
        case .abandoned: return .NO
        case .answer(let response): return result(answer(response, exchange, on: connection))
        }
    }

    /// The answer is sent, or the connection is lost.
    func isDone() {
        guard let exchange else { return }
        core.remove(exchange)
        exchange.connectionIsDone()
    }

    private func refuse(_ refusal: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
        client.closesGently.store(true, ordering: .relaxed)
        return result(queue(refusal, on: connection))
    }

    private func begin(on connection: OpaquePointer) -> Exchange? {
        let exchange = Exchange(client: client, connection: ConnectionHandle(connection))
        guard core.admit(exchange) else { return nil }
        self.exchange = exchange
        let request = HTTPRequest(
            method: head.method, path: head.path, query: head.query, headers: head.headers, body: body,
            remoteAddress: client.remoteAddress)
        body = []
        exchange.run(core.handler, request)
        return exchange
    }

    private func answer(_ response: HTTPResponse, _ exchange: Exchange, on connection: OpaquePointer) -> Bool {
        let isStopping = core.isStopping
        switch response.body {
        case .bytes:
            return queue(response, on: connection, closing: isStopping) || queue(.unusableAnswer, on: connection)
        case .stream(let produce):
            let stream = ResponseStream(connection: ConnectionHandle(connection), limit: core.streamBuffer)
            guard queue(response, fedBy: stream, on: connection, closing: isStopping) else {
                return queue(.unusableAnswer, on: connection)
            }
            guard head.method != "HEAD" else { return true }
            exchange.attach(stream)
            stream.start(produce)
            // The server may have begun to stop before there was a stream to end.
            if core.isStopping { stream.cancel() }
            return true
        }
    }
}

private func result(_ isFine: Bool) -> MHD_Result { isFine ? .YES : .NO }

/// Writes a whole answer past libmicrohttpd; the caller closes the connection.
private func sendRefusalNow(_ response: HTTPResponse, on connection: OpaquePointer) {
    guard case .bytes(let body) = response.body else { return }
    var text = "HTTP/1.1 \(response.status) Refused\r\nContent-Length: \(body.count)\r\n"
    for (name, value) in response.headers { text += "\(name): \(value)\r\n" }
    let bytes = Array((text + "\r\n").utf8) + body
    bytes.withUnsafeBytes { hotswap_mhd_send_now(connection, $0.baseAddress, $0.count) }
}
