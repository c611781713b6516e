internal import Domain

extension YAMLParser {
    /// The same documents, a long text being read by all cores: it is cut where documents begin.
    ///
    /// What `documents` refuses is refused with the same error: where a part cannot be read, the whole is read again.
    package static func documentsConcurrently(
        _ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()
    ) async throws(YAMLSyntaxError) -> [YAMLDocument] {
        let parts = bytes.count > limits.maximumBytes ? [] : YAMLPart.parts(of: bytes)
        guard parts.count > 1 else { return try documents(bytes, limits: limits) }
        let read = await withTaskGroup(of: (Int, Composition?).self) { group in
            for (index, part) in parts.enumerated() {
                group.addTask {
                    let text = bytes[part.bytes]
                    let read = text.withUnsafeBufferPointer {
                        composition($0, limits, linesBefore: part.linesBefore)
                    }
                    return (index, try? read.get())
                }
            }
            return await group.reduce(into: [Int: Composition]()) { $0[$1.0] = $1.1 }
        }
        let compositions = parts.indices.compactMap { read[$0] }
        // Limits are those of the whole text.
        guard compositions.count == parts.count,
            compositions.reduce(0, { $0 + $1.documentCount }) <= limits.maximumDocuments,
            compositions.reduce(0, { $0 + $1.aliasNodes }) <= limits.maximumAliasNodes,
            compositions.reduce(0, { $0 + $1.aliasBytes }) <= limits.maximumAliasBytes
        else { return try documents(bytes, limits: limits) }
        return compositions.flatMap(\.documents)
    }
}

/// A piece of a text that begins with a document.
struct YAMLPart {
    let bytes: Range<Int>
    /// How many lines of the text come before it.
    let linesBefore: Int

    /// Shorter ones are not worth a task.
    private static let leastBytes = 128 * 1024

    /// The parts of a text; none where it should not be cut: it is short, or JSON, or has directives, which stand
    /// before the document that they are for, or ends of lines that are not counted here.
    static func parts(of text: [UInt8]) -> [YAMLPart] {
        let count = min(text.count / leastBytes, 16)
        let first = text.first { $0 > 0x20 }
        guard count > 1, first != UInt8(ascii: "{"), first != UInt8(ascii: "["), first != 0xEF else { return [] }
        return text.withUnsafeBufferPointer { text in
            var parts: [YAMLPart] = []
            var start = 0
            var lines = 0
            var linesBefore = 0
            for index in text.indices where text[index] < 0x0E || text[index] >= 0x80 {
                if isRareLineEnd(text[index...]) { return [] }
                guard text[index] == 0x0A else { continue }
                lines += 1
                let next = index + 1
                if next < text.count, text[next] == UInt8(ascii: "%") { return [] }
                guard next - start >= text.count / count, beginsDocument(text, at: next) else { continue }
                parts.append(YAMLPart(bytes: start..<next, linesBefore: linesBefore))
                (start, linesBefore) = (next, lines)
            }
            return parts + [YAMLPart(bytes: start..<text.count, linesBefore: linesBefore)]
        }
    }

    /// A carriage return alone, U+0085, U+2028 or U+2029.
    private static func isRareLineEnd(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        switch text.first {
        case 0x0D: text.dropFirst().first != 0x0A
        case 0xC2: text.dropFirst().first == 0x85
        case 0xE2: text.dropFirst().starts(with: [0x80, 0xA8]) || text.dropFirst().starts(with: [0x80, 0xA9])
        default: false
        }
    }

    /// Whether `---` stands alone at the beginning of a line: nothing but a document can begin so.
    private static func beginsDocument(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index + 3 < text.count, text[index] == UInt8(ascii: "-"), text[index + 1] == UInt8(ascii: "-"),
            text[index + 2] == UInt8(ascii: "-")
        else { return false }
        return [0x20, 0x09, 0x0A, 0x0D].contains(text[index + 3])
    }
}
