package import Domain

/// Something that took time, as a part of a trace.
package struct Span: Hashable, Sendable {
    /// The spans that HotSwap records: those of the specification ("Observability Requirements").
    package enum Name: String, Hashable, Sendable, CaseIterable {
        /// A validate job.
        case validate = "policy.validate"
        /// A deployment, from acceptance to its end.
        case deploy = "policy.deploy"
        /// An apply job: written to a cluster, and read back.
        case propagate = "policy.propagate"
        /// A rollback job.
        case rollback = "policy.rollback"
    }

    package let name: Name
    package let context: TraceContext
    /// The span it is part of; `nil`: it begins the trace.
    package let parent: UInt64?
    package let start: Timestamp
    package let end: Timestamp
    /// Few, and none that is secret.
    package let attributes: [LogKey: String]
    /// Why it failed; `nil`: it did not.
    package let failure: String?

    package init(
        _ name: Name, _ context: TraceContext, parent: UInt64?, start: Timestamp, end: Timestamp,
        attributes: [LogKey: String] = [:], failure: String? = nil
    ) {
        self.name = name
        self.context = context
        self.parent = parent
        self.start = start
        self.end = end
        self.attributes = attributes
        self.failure = failure
    }
}

extension Span {
    /// The span in the JSON form of OTLP.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "traceId": .string("\(context.trace)"), "spanId": .string(TraceContext.hexadecimal(context.span)),
            "name": .string(name.rawValue), "kind": 1, "startTimeUnixNano": Self.nanoseconds(start),
            "endTimeUnixNano": Self.nanoseconds(max(start, end)),
            "attributes": .array(
                attributes.sorted { $0.key.rawValue < $1.key.rawValue }
                    .map { Self.attribute("hotswap.\($0.key.rawValue)", $0.value) }),
        ]
        members["parentSpanId"] = parent.map { .string(TraceContext.hexadecimal($0)) }
        members["status"] = failure.map { ["code": 2, "message": .string($0)] }
        return .object(members)
    }

    static func attribute(_ key: String, _ value: String) -> JSONValue {
        ["key": .string(key), "value": ["stringValue": .string(value)]]
    }

    /// OTLP's JSON writes 64-bit numbers as strings.
    private static func nanoseconds(_ moment: Timestamp) -> JSONValue {
        let micros = max(moment.microseconds, 0)
        return .string(micros == 0 ? "0" : "\(micros)000")
    }
}
