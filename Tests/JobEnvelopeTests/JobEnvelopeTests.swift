import Domain
import JobEnvelope
import Ports
import Testing

private let id = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
private let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

@Suite struct JobEnvelopeTests {
    @Test func theWireFormIsAsWritten() throws {
        let body = try JobEnvelope.encode(JobMessage(jobID: id, stage: "apply"))
        #expect(String(decoding: body, as: UTF8.self) == #"{"schema":1,"job":"\#(id)","stage":"apply"}"#)
    }

    @Test(arguments: Topology.allStages) func whatIsEncodedIsDecoded(stage: String) throws {
        let message = JobMessage(jobID: id, stage: stage, traceparent: trace)
        let body = try JobEnvelope.encode(message)
        #expect(try JobEnvelope.decode(body, traceparent: trace, stage: stage) == message)
    }

    @Test func spaceAndOrderDoNotMatter() throws {
        let body = Array(" {\n\t\"stage\" : \"apply\" , \"job\":\"\(id.uppercased())\",\"schema\": 1 }\r\n".utf8)
        #expect(try JobEnvelope.decode(body, traceparent: nil, stage: "apply") == JobMessage(jobID: id, stage: "apply"))
    }

    @Test(arguments: [
        ("", "ends where \"{\""),
        ("[]", "\"{\" is due at byte 0"),
        ("{", "ends where"),
        ("{}", "\"job\" is missing"),
        (#"{"schema":1,"job":"ID"}"#, "\"stage\" is missing"),
        (#"{"job":"ID","stage":"apply"}"#, "\"schema\" is missing"),
        (#"{"schema":2,"job":"ID","stage":"apply"}"#, "schema 2 is not known"),
        (#"{"schema":"1","job":"ID","stage":"apply"}"#, "\"schema\" is a string"),
        (#"{"schema":1.5,"job":"ID","stage":"apply"}"#, "is due at byte"),
        (#"{"schema":99999999999999999999,"job":"ID","stage":"apply"}"#, "integer is due at byte 10"),
        (#"{"schema":1,"job":7,"stage":"apply"}"#, "\"job\" is an integer"),
        (#"{"schema":1,"job":null,"stage":"apply"}"#, "is due at byte"),
        (#"{"schema":1,"job":"7","stage":"apply"}"#, "no UUID"),
        (#"{"schema":1,"job":"IDx","stage":"apply"}"#, "no UUID"),
        (#"{"schema":1,"job":"ID","stage":"Apply"}"#, "no name"),
        (#"{"schema":1,"job":"ID","stage":"rollback"}"#, "through the queue of apply"),
        (#"{"schema":1,"job":"ID","stage":"apply","x":1}"#, "unknown member \"x\""),
        (#"{"schema":1,"schema":1,"job":"ID","stage":"apply"}"#, "twice"),
        (#"{"schema":1,"job":"ID","stage":"apply"} {}"#, "more after the object"),
        (#"{"schema":1,"job":"ID","stage":"apply",}"#, "is due at byte"),
        (#"{"schema":1,"job":"ID","stage":"ap\u0070ly"}"#, "no id or name has"),
        (#"{"schema":1,"job":"ID","stage":"äpply"}"#, "no id or name has"),
        (#"{"schema":1,"job":"ID","stage":"apply"#, "ends where"),
    ]) func anythingElseIsRefused(body: String, reason: String) {
        let bytes = Array(body.split(separator: "ID", omittingEmptySubsequences: false).joined(separator: id).utf8)
        let error = #expect(throws: EnvelopeError.self) {
            try JobEnvelope.decode(bytes, traceparent: nil, stage: "apply")
        }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func whatIsTooLongIsNotLookedAt() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 2000)
        let error = #expect(throws: EnvelopeError.self) {
            try JobEnvelope.decode(bytes, traceparent: nil, stage: "apply")
        }
        #expect(error?.reason.contains("2000 bytes") == true)
    }

    /// Whatever bytes come, decoding answers: every prefix and every one-byte change of a good body.
    @Test func noBytesTrap() throws {
        let good = try JobEnvelope.encode(JobMessage(jobID: id, stage: "apply"))
        for length in good.indices {
            #expect(throws: EnvelopeError.self) {
                try JobEnvelope.decode(Array(good[..<length]), traceparent: nil, stage: "apply")
            }
        }
        for index in good.indices {
            for byte in [UInt8(0), 0x22, 0x5C, 0x7B, 0x7D, 0x80, 0xFF] where good[index] != byte {
                var bad = good
                bad[index] = byte
                #expect(throws: EnvelopeError.self) { try JobEnvelope.decode(bad, traceparent: nil, stage: "apply") }
            }
        }
    }

    @Test func whatCannotBeReadIsNotWritten() {
        #expect(throws: EnvelopeError.self) { try JobEnvelope.encode(JobMessage(jobID: "x", stage: "apply")) }
        #expect(throws: EnvelopeError.self) { try JobEnvelope.encode(JobMessage(jobID: id, stage: "a\"b")) }
    }

    @Test(arguments: [
        (trace, true),
        ("", false),
        (trace.uppercased(), false),
        ("01" + trace.dropFirst(2), false),
        (trace + "x", false),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false),
        ("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01", false),
    ]) func aBadTraceContextIsDroppedAndTheJobKept(text: String, isGood: Bool) throws {
        let body = try JobEnvelope.encode(JobMessage(jobID: id, stage: "apply"))
        let decoded = try JobEnvelope.decode(body, traceparent: text, stage: "apply")
        #expect(decoded == JobMessage(jobID: id, stage: "apply", traceparent: isGood ? text : nil))
    }
}

@Suite struct TopologyTests {
    @Test func everyQueueIsAQuorumQueueWithItsDeadLettersDeclaredBefore() throws {
        let topology = Topology(prefix: "p", stages: ["apply", "rollback"], deliveryLimit: 7)
        #expect(
            topology.queues.map(\.name) == [
                "p.dead.apply", "p.jobs.apply", "p.dead.rollback", "p.jobs.rollback", "p.requests.dead", "p.requests",
            ])
        #expect(topology.queues.allSatisfy { $0.arguments["x-queue-type"] == "quorum" })
        let apply = try #require(topology.queues.first { $0.name == "p.jobs.apply" })
        #expect(apply.arguments["x-delivery-limit"] == 7)
        #expect(apply.arguments["x-dead-letter-exchange"] == "")
        #expect(apply.arguments["x-dead-letter-routing-key"] == "p.dead.apply")
        #expect(topology.exchanges == [ExchangeDeclaration(name: "p.events", type: "topic")])
    }

    @Test func theNamesAreTheContract() {
        #expect(Topology().jobs("apply") == "hotswap.jobs.apply")
        #expect(Topology().dead("apply") == "hotswap.dead.apply")
        #expect(Topology().requests == "hotswap.requests")
        #expect(Topology().deadRequests == "hotswap.requests.dead")
        #expect(Topology().events == "hotswap.events")
    }
}
