/// The documents of a YAML text as pieces of that text, so that one that is broken does not hide the others. One begins
/// at every line that begins with `---`, which YAML allows nowhere else.
struct YAMLParts {
    struct Part {
        let text: Substring
        /// How many lines of the whole come before it.
        let linesBefore: Int
    }

    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var (start, startLine) = (text.startIndex, 0)
        var hasContent = false
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if isMarker(line), hasContent {
                parts.append(Part(text: text[start..<line.startIndex], linesBefore: startLine))
                (start, startLine, hasContent) = (line.startIndex, number, false)
            }
            hasContent = hasContent || isContent(line)
        }
        return parts + [Part(text: text[start...], linesBefore: startLine)]
    }

    private static func isMarker(_ line: Substring.UTF8View) -> Bool {
        guard line.starts(with: "---".utf8) else { return false }
        return line.dropFirst(3).first.map(isBlank) ?? true
    }

    /// Whether a document has begun with this line: directives, comments and empty lines may come before it.
    private static func isContent(_ line: Substring.UTF8View) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }) else { return false }
        return first != UInt8(ascii: "#") && first != UInt8(ascii: "%")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
