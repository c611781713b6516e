/// Where in a trace something happens, by W3C Trace Context: `00-<trace>-<span>-<flags>`.
package struct TraceContext: Hashable, Sendable {
    /// The trace, never all zero.
    package let trace: TraceID
    /// The span within it, never zero.
    package let span: UInt64
    /// Whether whoever began the trace records it.
    package let isSampled: Bool

    /// The 16 bytes of a trace's identity.
    package struct TraceID: Hashable, Sendable, CustomStringConvertible {
        package let high: UInt64
        package let low: UInt64

        package init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }

        /// 32 hexadecimal digits.
        package var description: String { TraceContext.hexadecimal(high) + TraceContext.hexadecimal(low) }
    }

    private init(trace: TraceID, span: UInt64, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// The beginning of a new, sampled trace.
    package static func root(_ random: inout some RandomNumberGenerator) -> TraceContext {
        let trace = TraceID(high: random.next(), low: UInt64.random(in: 1 ... .max, using: &random))
        return TraceContext(trace: trace, span: UInt64.random(in: 1 ... .max, using: &random), isSampled: true)
    }

    /// A new span of the same trace, below this one.
    package func child(_ random: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(trace: trace, span: UInt64.random(in: 1 ... .max, using: &random), isSampled: isSampled)
    }

    /// Reads a `traceparent` header; `nil` where it is none. Of versions to come, what version 00 has is read.
    package init?(_ traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count == 55 || (bytes.count > 55 && bytes[55] == UInt8(ascii: "-")),
            bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"), bytes[52] == UInt8(ascii: "-"),
            let version = Self.number(bytes[0..<2]), version != 0xFF, version != 0 || bytes.count == 55,
            let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]), high != 0 || low != 0,
            let span = Self.number(bytes[36..<52]), span != 0, let flags = Self.number(bytes[53..<55])
        else { return nil }
        self.init(trace: TraceID(high: high, low: low), span: span, isSampled: flags & 1 == 1)
    }

    /// The `traceparent` header.
    package var traceparent: String { "00-\(trace)-\(Self.hexadecimal(span))-\(isSampled ? "01" : "00")" }

    /// 16 hexadecimal digits.
    static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// At most 16 lower-case digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for byte in digits {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
