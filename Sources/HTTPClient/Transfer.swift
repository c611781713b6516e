import CCurl
import Ports

/// One request on its way through libcurl.
///
/// `@unchecked Sendable` because its mutable parts belong to the driver's thread: a task only makes it and hands
/// it over, and afterwards only names it in commands.
final class Transfer: @unchecked Sendable {
    /// Who is told what.
    enum Receiver {
        case whole(CheckedContinuation<Result<HTTPClientResponse, PortError>, Never>)
        case stream(ChunkQueue, CheckedContinuation<Result<HTTPResponseHead, PortError>, Never>)
    }

    let request: HTTPClientRequest
    let target: RequestTarget
    var easy: UnsafeMutableRawPointer?
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// libcurl writes its explanation here while the transfer runs.
    let explanation = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    /// libcurl's thread notes here that it was to connect to an address of this machine.
    let localRefusal = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    /// Whether the start has been executed; until then the receiver still belongs to the task.
    var isStarted = false
    /// Cancelled before that.
    var isCancelledEarly = false
    private(set) var isOver = false
    private var receiver: Receiver?
    private var head = HTTPResponseHead()
    private(set) var headIsComplete = false
    private var body: [UInt8] = []
    private var isTooLong = false

    init(_ request: HTTPClientRequest, target: RequestTarget) {
        self.request = request
        self.target = target
        explanation.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        localRefusal.initialize(to: 0)
    }

    deinit {
        explanation.deallocate()
        localRefusal.deallocate()
    }

    var isStream: Bool {
        if case .stream = receiver { true } else { false }
    }

    /// Before the transfer is submitted.
    func deliver(to receiver: Receiver) { self.receiver = receiver }

    /// A line of the head; also called for trailers, which are left out.
    func take(line: UnsafeBufferPointer<UInt8>) {
        guard !headIsComplete, head.add(line: line) else { return }
        headIsComplete = true
        guard case .stream(_, let continuation) = receiver else { return }
        continuation.resume(returning: .success(head))
    }

    enum Taken { case all, pause, abort }

    /// A part of the body.
    func take(_ part: UnsafeRawBufferPointer) -> Taken {
        if case .stream(let queue, _) = receiver { return queue.offer(part) ? .all : .pause }
        guard part.count <= request.responseLimit - body.count else {
            isTooLong = true
            return .abort
        }
        body.append(contentsOf: part)
        return .all
    }

    /// The transfer has ended; `nil` means well.
    func finish(_ failure: PortError?) {
        isOver = true
        switch receiver.take() {
        case nil: return
        case .whole(let continuation):
            continuation.resume(
                returning: failure.map(Result.failure) ?? .success(HTTPClientResponse(head: head, body: body)))
        case .stream(let queue, let continuation):
            if !headIsComplete { continuation.resume(returning: failure.map(Result.failure) ?? .success(head)) }
            queue.end(failure.map(Result.failure) ?? .success(()))
        }
    }

    /// What libcurl's code means for the caller.
    func failure(_ code: CURLcode) -> PortError? {
        guard code != CURLE_OK else { return nil }
        if isTooLong { return target.tooLong(limit: request.responseLimit) }
        if localRefusal.pointee != 0, code == CURLE_COULDNT_CONNECT { return target.local }
        let text = String(cString: explanation)
        return target.failure(code, explanation: text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)
    }
}
