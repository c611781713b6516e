extension JobEnvelope {
    /// Whether `text` is a W3C trace context of version 00 with ids that are not all zero.
    package static func isTraceparent(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 55, bytes[0] == digitZero, bytes[1] == digitZero else { return false }
        guard [2, 35, 52].allSatisfy({ bytes[$0] == dash }) else { return false }
        let (trace, span, flags) = (bytes[3..<35], bytes[36..<52], bytes[53..<55])
        guard [trace, span, flags].allSatisfy({ $0.allSatisfy(isLowerHex) }) else { return false }
        return trace.contains { $0 != digitZero } && span.contains { $0 != digitZero }
    }

    static func check(jobID: String) throws(EnvelopeError) {
        var position = 0
        for byte in jobID.utf8 {
            let dashed = position == 8 || position == 13 || position == 18 || position == 23
            let fits = dashed ? byte == dash : isLowerHex(byte) || (0x41...0x46).contains(byte)
            guard fits, position < 36 else { throw EnvelopeError("the job's id is no UUID") }
            position += 1
        }
        guard position == 36 else { throw EnvelopeError("the job's id is no UUID") }
    }

    static func check(stage: String) throws(EnvelopeError) {
        let bytes = stage.utf8
        let isName = bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == dash }
        guard isName, (1...40).contains(bytes.count) else {
            throw EnvelopeError("the stage is no name (a-z, 0-9 and -, at most 40)")
        }
    }

    private static let dash = UInt8(ascii: "-")
    private static let digitZero = UInt8(ascii: "0")

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
