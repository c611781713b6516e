import Testing

@testable import Telemetry

@Suite struct TraceContextTests {
    private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func theHeaderIsReadAndWritten() throws {
        let context = try #require(TraceContext(header))
        #expect(context.trace == TraceContext.TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736))
        #expect(context.span == 0x00f0_67aa_0ba9_02b7 && context.isSampled)
        #expect(context.traceparent == header)
        #expect(TraceContext(String(header.dropLast(2)) + "00")?.isSampled == false)
        #expect(TraceContext(String(header.dropLast(2)) + "03")?.traceparent == header)
    }

    @Test func versionsToComeAreReadAsFarAsTheyAreKnown() {
        #expect(TraceContext("01" + header.dropFirst(2) + "-more")?.traceparent == header)
        #expect(TraceContext("cc" + header.dropFirst(2))?.traceparent == header)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "ü0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
    ])
    func whatIsNoHeaderIsRefused(_ text: String) { #expect(TraceContext(text) == nil) }

    @Test func childrenStayInTheTrace() throws {
        var random = SystemRandomNumberGenerator()
        let root = TraceContext.root(&random)
        let child = root.child(&random)
        #expect(child.trace == root.trace && child.span != root.span && child.isSampled)
        #expect(TraceContext(root.traceparent) == root && TraceContext(child.traceparent) == child)
        let quiet = try #require(TraceContext(String(header.dropLast(2)) + "00"))
        #expect(!quiet.child(&random).isSampled)
    }
}
