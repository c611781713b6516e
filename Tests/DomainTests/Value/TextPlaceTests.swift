import Domain
import Testing

@Suite struct TextPlaceTests {
    private func withBytes<Result>(_ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer(body)
    }

    @Test(arguments: [(0, 1, 1), (1, 1, 2), (2, 1, 3), (4, 1, 4), (5, 2, 1), (6, 2, 2), (99, 2, 2), (-1, 1, 1)])
    func offsetsAreLinesAndColumns(_ offset: Int, _ line: Int, _ column: Int) {
        let place = withBytes(Array("abé\nx".utf8)) { SourcePosition(of: offset, in: $0) }
        #expect(place == SourcePosition(line: line, column: column))
        #expect(place.description == "line \(line), column \(column)")
        #expect(place >= .start && (place < SourcePosition(line: 2, column: 1)) == (line == 1))
    }

    @Test(arguments: ["", "plain", "é", "€", "\u{D7FF}\u{E000}", "\u{10FFFF}", "a\u{800}b\u{10000}c\u{80}"])
    func wellFormedTextHasNoFault(_ text: String) {
        #expect(withBytes(Array(text.utf8)) { UTF8Check.firstInvalidOffset(in: $0) } == nil)
    }

    @Test(
        arguments: [
            [0x61, 0x80], [0x61, 0xC0, 0x80], [0x61, 0xC3], [0x61, 0xE0, 0x80, 0x80], [0x61, 0xED, 0xA0, 0x80],
            [0x61, 0xF0, 0x80, 0x80, 0x80], [0x61, 0xF4, 0x90, 0x80, 0x80], [0x61, 0xFF], [0x61, 0xE2, 0x82, 0x20],
            [0x61, 0xF1, 0x80, 0x80],
        ] as [[UInt8]])
    func faultsAreFoundWhereTheyAre(_ bytes: [UInt8]) {
        #expect(withBytes(bytes) { UTF8Check.firstInvalidOffset(in: $0) } == 1)
    }
}
