import Application
import Domain
package import Ports
import Synchronization

/// The door for queue-driven automation: requests from the queue go through the same checks as over HTTP, and are
/// answered on the events exchange (`DESIGN.md` 7).
package struct RequestDoor: Sendable {
    private let api: API
    private let requests: any RequestConsuming
    private let events: any EventPublishing
    private let ids: any IDSource
    private let time: any TimeSource
    private let source: String
    /// How many requests are worked off at once.
    private static let prefetch = 64
    /// How long a request is held before it is tried again.
    private static let pause = Duration.seconds(1)

    /// - Parameter source: The `source` attribute of the answers.
    package init(
        api: API, requests: any RequestConsuming, events: any EventPublishing, ids: any IDSource,
        time: any TimeSource, source: String
    ) {
        self.api = api
        self.requests = requests
        self.events = events
        self.ids = ids
        self.time = time
        self.source = source
    }

    /// Works until `stop` returns, then finishes what it has taken.
    package func run(until stop: @escaping @Sendable () async -> Void) async throws {
        let subscription = try await requests.consumeRequests(prefetch: Self.prefetch)
        let stopping = Stopping()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { work in
                    while let batch = await subscription.next(max: Self.prefetch) {
                        for request in batch {
                            work.addTask {
                                await handle(request, subscription, stopping)
                            }
                        }
                    }
                }
            }
            await stop()
            stopping.begin()
            await subscription.cancel()
            await group.waitForAll()
        }
    }

    /// A request that cannot be carried out right now, or whose answer the broker does not take, is held and tried
    /// again: giving it back counts as a delivery, and after some of those the broker calls it dead. Only a process
    /// that stops gives it back.
    private func handle(
        _ request: QueuedRequest, _ subscription: any QueueSubscription<QueuedRequest>,
        _ stopping: Stopping
    ) async {
        let api = api
        let asked = apiRequest(of: request)
        let response = await persist(stopping) {
            // Without a key, a message that is delivered twice would be two deployments.
            guard request.messageID?.isEmpty == false else { return Self.withoutKey }
            let response = await api.answer(asked)
            return response.status == 503 ? nil : response
        }
        guard let response, await persist(stopping, { await publish(response, to: request) }) != nil else {
            return subscription.reject([request.tag], requeue: true)
        }
        if Self.isBad(response.status) {
            subscription.reject([request.tag], requeue: false)
        } else {
            subscription.ack([request.tag])
        }
    }

    /// Tries until there is a value; `nil` where the process stops first.
    private func persist<Value>(
        _ stopping: Stopping, _ attempt: () async -> Value?
    ) async -> Value? {
        while true {
            if let value = await attempt() { return value }
            guard !stopping.hasBegun else { return nil }
            do { try await time.sleep(for: Self.pause) } catch { return nil }
        }
    }

    /// What can never be carried out, whoever tries again: such messages go to the dead-letter queue. So do those at
    /// which the server fails: a person has to look.
    private static func isBad(_ status: Int) -> Bool { [400, 401, 403, 413, 415].contains(status) || status == 500 }

    private static let withoutKey = APIResponse.problem(
        Problem(.invalidRequest, "The message has no message-id: it is the request's idempotency key"))

    private func apiRequest(of request: QueuedRequest) -> APIRequest {
        var headers = ["content-type": request.contentType ?? "application/json"]
        headers["authorization"] = request.headers["token"].map { "Bearer \($0)" }
        headers["idempotency-key"] = request.messageID
        headers["traceparent"] = request.headers["traceparent"]
        let sent = headers
        return APIRequest(
            method: "POST", segments: ["api", "v1", "deployments"], header: { sent[$0] }, body: request.body,
            remoteAddress: "queue")
    }

    /// Answers to one request share it, however often the request was delivered.
    private func eventID(of request: QueuedRequest, _ type: String) -> String {
        guard let key = request.messageID, !key.isEmpty else { return ids.next(QueuedRequest.self).description }
        return api.parts.hash(Array("\(type) \(key) \(request.headers["token"] ?? "")".utf8))
    }

    /// The answer is an event whose data is what HTTP would have answered; its subject is the request's `message-id`.
    /// `nil` where the broker does not confirm it.
    private func publish(_ response: APIResponse, to request: QueuedRequest) async -> Void? {
        let type = response.status < 300 ? "hotswap.request.accepted.v1" : "hotswap.request.rejected.v1"
        var body = JSONValue.null
        if case .json(let json) = response.body { body = json }
        let event = CloudEvent(
            id: eventID(of: request, type), type: type, source: source,
            subject: request.messageID, at: time.now(), traceparent: request.headers["traceparent"],
            sequence: nil,
            data: [
                "status": .int(Int64(response.status)), "body": body,
                "correlationId": request.correlationID.map { .string($0) } ?? .null,
            ])
        let message = OutgoingEvent(
            routingKey: type, id: event.id, body: event.json.jsonBytes, traceparent: request.headers["traceparent"])
        return await events.publish(events: [message]).first?.isConfirmed ?? false ? () : nil
    }
}

/// Whether the door is being closed.
private final class Stopping: Sendable {
    private let flag = Atomic(false)

    var hasBegun: Bool { flag.load(ordering: .relaxed) }
    func begin() { flag.store(true, ordering: .relaxed) }
}
