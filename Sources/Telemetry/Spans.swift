import Domain
import Synchronization

/// Gathers spans and sends them to an OpenTelemetry collector in batches (OTLP/HTTP, JSON). Recording never waits: what
/// the collector does not take in time is dropped and counted.
package final class Spans: Sendable {
    /// Posts a body to the collector's `/v1/traces`, as `application/json`; throws where it was not taken.
    package typealias Send = @Sendable (_ body: [UInt8]) async throws -> Void

    fileprivate struct State {
        var waiting: [Span] = []
        var dropped: UInt64 = 0
        var isSending = false
    }

    private let state = Mutex(State())
    private let service: String
    private let capacity: Int
    private let batch: Int
    private let send: Send?

    /// - Parameters:
    ///   - service: The `service.name` of the spans, e.g. `hotswap-worker`.
    ///   - capacity: How many spans wait at the most.
    ///   - batch: How many are sent at once.
    ///   - send: `nil`: no collector is configured, and nothing is kept.
    package init(service: String, capacity: Int = 4096, batch: Int = 512, send: Send?) {
        self.service = service
        self.capacity = max(capacity, 1)
        self.batch = max(batch, 1)
        self.send = send
    }

    /// Whether anybody listens, so that spans need not be made for nothing.
    package var isOn: Bool { send != nil }

    /// How many spans were lost because the collector did not keep up.
    package var dropped: UInt64 { state.withLock { $0.dropped } }

    /// Takes a span in, unless its trace is not sampled.
    package func record(_ span: Span) {
        guard isOn, span.context.isSampled else { return }
        state.withLock { state in
            guard state.waiting.count < capacity else {
                state.dropped += 1
                return
            }
            state.waiting.append(span)
        }
    }

    /// Sends what waits, batch by batch. Throws what the sender throws; the spans then wait for the next call. While
    /// one call is sending, another returns at once.
    package func flush() async throws {
        guard let send, state.withLock({ $0.begin() }) else { return }
        defer { state.withLock { $0.isSending = false } }
        while true {
            // Only the end of the list changes meanwhile.
            let spans = state.withLock { Array($0.waiting.prefix(batch)) }
            guard !spans.isEmpty else { return }
            try await send(body(spans))
            state.withLock { $0.waiting.removeFirst(spans.count) }
        }
    }

    private func body(_ spans: [Span]) -> [UInt8] {
        let scope: JSONValue = ["scope": ["name": "hotswap"], "spans": .array(spans.map(\.json))]
        let resource: JSONValue = ["attributes": [Span.attribute("service.name", service)]]
        let whole: JSONValue = ["resourceSpans": [["resource": resource, "scopeSpans": [scope]]]]
        return whole.jsonBytes
    }
}

extension Spans.State {
    fileprivate mutating func begin() -> Bool {
        defer { isSending = true }
        return !isSending
    }
}
