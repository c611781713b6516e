package import Ports

/// The wire form of a `JobMessage`: the body `{"schema":1,"job":"<uuid>","stage":"<stage>"}`, and the trace context as
/// the header `traceparent`.
///
/// Decoding is strict, because what it lets through is worked on: one schema, these members, nothing else.
package enum JobEnvelope {
    /// The schema that is written, and the only one that is read.
    package static let schema: Int64 = 1
    /// The AMQP content type of the body.
    package static let contentType = "application/json"
    /// The header that carries the trace context.
    package static let traceHeader = "traceparent"
    /// A body is about 80 bytes; more than this many is not looked at.
    package static let maximumBytes = 1024

    /// The body for `message`.
    /// - Throws: why the message cannot be written (an id that is no UUID, a stage that is no name).
    package static func encode(_ message: JobMessage) throws(EnvelopeError) -> [UInt8] {
        try check(jobID: message.jobID)
        try check(stage: message.stage)
        var body: [UInt8] = []
        body.reserveCapacity(80)
        body.append(contentsOf: #"{"schema":1,"job":""#.utf8)
        body.append(contentsOf: message.jobID.utf8)
        body.append(contentsOf: #"","stage":""#.utf8)
        body.append(contentsOf: message.stage.utf8)
        body.append(contentsOf: #""}"#.utf8)
        return body
    }

    /// The message in `body`, that was delivered from the queue of `stage`. A `traceparent` that is none is dropped, as
    /// W3C asks: it must not cost a job.
    /// - Throws: why this is no message for that stage.
    package static func decode(
        _ body: [UInt8], traceparent: String?, stage: String
    ) throws(EnvelopeError) -> JobMessage {
        guard body.count <= maximumBytes else {
            throw EnvelopeError("the body has \(body.count) bytes; a job message has at most \(maximumBytes)")
        }
        var reader = FlatObjectReader(body)
        let members = try reader.read()
        let jobID = try text("job", in: members)
        let named = try text("stage", in: members)
        try check(schema: members["schema"])
        try check(jobID: jobID)
        try check(stage: named)
        guard named == stage else {
            throw EnvelopeError("the message is for stage \(named) but came through the queue of \(stage)")
        }
        if let extra = members.keys.filter({ !["schema", "job", "stage"].contains($0) }).min() {
            throw EnvelopeError("unknown member \"\(extra)\"")
        }
        return JobMessage(
            jobID: jobID.lowercased(), stage: named, traceparent: traceparent.flatMap { isTraceparent($0) ? $0 : nil })
    }

    private static func text(
        _ name: String, in members: [String: FlatObjectReader.Value]
    ) throws(EnvelopeError) -> String {
        switch members[name] {
        case .text(let value): return value
        case .integer: throw EnvelopeError("member \"\(name)\" is an integer; a string is due")
        case nil: throw EnvelopeError("member \"\(name)\" is missing")
        }
    }

    private static func check(schema found: FlatObjectReader.Value?) throws(EnvelopeError) {
        switch found {
        case .integer(schema): return
        case .integer(let other):
            throw EnvelopeError("schema \(other) is not known here; this program reads schema \(schema)")
        case .text: throw EnvelopeError("member \"schema\" is a string; an integer is due")
        case nil: throw EnvelopeError("member \"schema\" is missing")
        }
    }
}

/// Why bytes are no job message, or a message cannot become bytes; words for the log, without the bytes themselves.
package struct EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    package var description: String { reason }
}
