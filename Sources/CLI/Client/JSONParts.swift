import Domain

/// The values of a text with several JSON values behind one another, as `kubectl get -o json` writes for several calls,
/// one on each line, or with lines `---` between them, as `kubectl` reads them.
struct JSONParts {
    struct Part {
        let bytes: ArraySlice<UInt8>
        /// Where it begins in the whole.
        let start: SourcePosition
        /// Whether a line `---` stands before it.
        let isBehindLine: Bool

        /// Whether it looks like an object or a list, as what stands behind a line need not.
        var beginsWithBracket: Bool { bytes.first.map(JSONParts.isOpeningBracket) ?? false }

        /// Where in the whole something is that has this place in the part.
        func position(of place: SourcePosition) -> SourcePosition {
            SourcePosition(
                line: start.line + place.line - 1,
                column: place.line == 1 ? start.column + place.column - 1 : place.column)
        }
    }

    /// Each value, from its first byte to the next one's or a line `---`; what cannot be told apart is one part. One
    /// part for a text of one value.
    static func parts(of bytes: [UInt8]) -> [Part] {
        var scan = Scan()
        var parts: [Part] = []
        var open: (index: Int, position: SourcePosition)?
        var isBehindLine = false
        func close(at end: Int) {
            guard let start = open else { return }
            parts.append(Part(bytes: bytes[start.index..<end], start: start.position, isBehindLine: isBehindLine))
            (open, isBehindLine) = (nil, false)
        }
        for (index, byte) in bytes.enumerated() {
            if scan.isOutside, scan.position.column == 1, isLine(bytes[index...]) {
                close(at: index)
                isBehindLine = true
            } else if scan.isOutside, isOpeningBracket(byte) || isBehindLine && open == nil && isWord(byte) {
                close(at: index)
                open = (index, scan.position)
            }
            scan.pass(byte)
        }
        close(at: bytes.endIndex)
        return parts
    }

    private static func isOpeningBracket(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }

    /// Neither a blank nor a part of a line `---`.
    private static func isWord(_ byte: UInt8) -> Bool { !blanks.contains(byte) && byte != UInt8(ascii: "-") }

    private static let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]

    /// Whether a line `---` begins here.
    private static func isLine(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: "---".utf8) && bytes.dropFirst(3).first.map(blanks.contains) ?? true
    }

    /// Whether a text may have several values: it begins with an object, perhaps behind a line `---`.
    static func mayBeSeveral(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.drop(while: blanks.contains)
        if isLine(rest) { rest = rest.dropFirst(3).drop(while: blanks.contains) }
        return rest.first == UInt8(ascii: "{")
    }

    /// How deep in brackets and texts the bytes are.
    private struct Scan {
        private var depth = 0
        private var isInText = false
        private var isEscaped = false
        private var line = 1
        private var column = 1

        var position: SourcePosition { SourcePosition(line: line, column: column) }

        /// Whether no value is around here.
        var isOutside: Bool { depth == 0 && !isInText }

        mutating func pass(_ byte: UInt8) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            guard !isInText else {
                if isEscaped {
                    isEscaped = false
                } else {
                    isEscaped = byte == UInt8(ascii: "\\")
                    isInText = byte != UInt8(ascii: "\"")
                }
                return
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth = max(depth - 1, 0)
            default: break
            }
        }
    }
}
