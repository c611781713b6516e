import Domain
import JSON
import Synchronization
import Testing

@testable import Telemetry

/// A collector that keeps what it is sent, or refuses it.
private final class Collector: Sendable {
    struct Away: Error {}

    private let state = Mutex<(bodies: [JSONValue], refusals: Int)>(([], 0))

    init(refusals: Int = 0) { state.withLock { $0.refusals = refusals } }

    var bodies: [JSONValue] { state.withLock { $0.bodies } }
    /// The spans of each body.
    var batches: [[JSONValue]] {
        bodies.map { $0["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array ?? [] }
    }

    @Sendable func take(_ body: [UInt8]) throws {
        let value = try JSONParser.parse(body)
        try state.withLock { state in
            guard state.refusals == 0 else {
                state.refusals -= 1
                throw Away()
            }
            state.bodies.append(value)
        }
    }
}

@Suite struct SpanTests {
    private func context(_ flags: String = "01") throws -> TraceContext {
        try #require(TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\(flags)"))
    }

    private func span(_ context: TraceContext, failure: String? = nil) -> Span {
        Span(
            .propagate, context, parent: 0xAB, start: Timestamp(microseconds: 1_500_000),
            end: Timestamp(microseconds: 2_000_001), attributes: [.cluster: "east", .attempt: "1"], failure: failure)
    }

    @Test func spansAreSentInTheFormOfOTLP() async throws {
        let collector = Collector()
        let spans = Spans(service: "hotswap-worker", send: collector.take)
        spans.record(span(try context(), failure: "it was down"))
        try await spans.flush()
        let expected: JSONValue = [
            "resourceSpans": [
                [
                    "resource": ["attributes": [["key": "service.name", "value": ["stringValue": "hotswap-worker"]]]],
                    "scopeSpans": [
                        [
                            "scope": ["name": "hotswap"],
                            "spans": [
                                [
                                    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7",
                                    "parentSpanId": "00000000000000ab", "name": "policy.propagate", "kind": 1,
                                    "startTimeUnixNano": "1500000000", "endTimeUnixNano": "2000001000",
                                    "attributes": [
                                        ["key": "hotswap.attempt", "value": ["stringValue": "1"]],
                                        ["key": "hotswap.cluster", "value": ["stringValue": "east"]],
                                    ], "status": ["code": 2, "message": "it was down"],
                                ]
                            ],
                        ]
                    ],
                ]
            ]
        ]
        #expect(collector.bodies == [expected])
    }

    @Test func batchesHaveALimitAndNothingIsSentTwice() async throws {
        let collector = Collector()
        let spans = Spans(service: "s", batch: 3, send: collector.take)
        for _ in 0..<7 { spans.record(span(try context())) }
        try await spans.flush()
        try await spans.flush()
        #expect(collector.batches.map(\.count) == [3, 3, 1])
    }

    @Test func aCollectorThatIsAwayGetsThemLaterAsFarAsThereIsRoom() async throws {
        let collector = Collector(refusals: 1)
        let spans = Spans(service: "s", capacity: 4, send: collector.take)
        for _ in 0..<3 { spans.record(span(try context())) }
        await #expect(throws: Collector.Away.self) { try await spans.flush() }
        for _ in 0..<3 { spans.record(span(try context())) }
        #expect(spans.dropped == 2)
        try await spans.flush()
        #expect(collector.batches.map(\.count) == [4])
    }

    @Test func withoutACollectorNothingIsKept() async throws {
        let spans = Spans(service: "s", capacity: 1, send: nil)
        #expect(!spans.isOn)
        for _ in 0..<5 { spans.record(span(try context())) }
        try await spans.flush()
        #expect(spans.dropped == 0)
    }

    @Test func tracesThatNobodySamplesAreNotSent() async throws {
        let collector = Collector()
        let spans = Spans(service: "s", send: collector.take)
        spans.record(span(try context("00")))
        try await spans.flush()
        #expect(collector.bodies.isEmpty)
    }

    @Test func oneCallSendsAtATime() async throws {
        let collector = Collector()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (entered, enter) = AsyncStream<Void>.makeStream()
        let spans = Spans(service: "s") { body in
            enter.yield()
            for await _ in gate { break }
            try collector.take(body)
        }
        spans.record(span(try context()))
        async let first: Void = spans.flush()
        for await _ in entered { break }
        // Another one is under way: this returns at once.
        try await spans.flush()
        #expect(collector.bodies.isEmpty)
        open.yield()
        try await first
        #expect(collector.batches.map(\.count) == [1])
    }

    @Test func namesAreTheSpecifications() {
        #expect(
            Span.Name.allCases.map(\.rawValue) == [
                "policy.validate", "policy.deploy", "policy.propagate", "policy.rollback",
            ])
    }

    @Test func clocksThatGoBackMakeNoNegativeSpans() throws {
        let odd = Span(.deploy, try context(), parent: nil, start: Timestamp(seconds: 5), end: Timestamp(seconds: 4))
        #expect(odd.json["startTimeUnixNano"] == odd.json["endTimeUnixNano"])
        let old = Span(.deploy, try context(), parent: nil, start: Timestamp(seconds: -5), end: Timestamp(seconds: 0))
        #expect(old.json["startTimeUnixNano"] == "0" && old.json["endTimeUnixNano"] == "0")
        #expect(old.json["parentSpanId"] == nil && old.json["status"] == nil)
    }
}
