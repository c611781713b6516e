package import Domain

extension JSONValue {
    /// JSON text for people: two spaces a level, keys in ascending order, a final newline. The same value always
    /// gives the same text.
    package var prettyText: String {
        var out: [UInt8] = []
        out.reserveCapacity(1024)
        writePretty(to: &out, indent: 0)
        out.append(UInt8(ascii: "\n"))
        return String(decoding: out, as: UTF8.self)
    }

    private func writePretty(to out: inout [UInt8], indent: Int) {
        switch self {
        case .object(let members) where !members.isEmpty:
            let sorted = members.sorted { $0.key < $1.key }
            Self.writeLines(sorted, brackets: "{}", to: &out, indent: indent) { member, out in
                JSONValue.string(member.key).write(to: &out)
                out.append(contentsOf: ": ".utf8)
                member.value.writePretty(to: &out, indent: indent + 1)
            }
        case .array(let elements) where !elements.isEmpty:
            Self.writeLines(elements, brackets: "[]", to: &out, indent: indent) { element, out in
                element.writePretty(to: &out, indent: indent + 1)
            }
        case .null, .bool, .int, .double, .string, .array, .object: write(to: &out)
        }
    }

    private static func writeLines<Item>(
        _ items: [Item], brackets: StaticString, to out: inout [UInt8], indent: Int,
        item: (Item, inout [UInt8]) -> Void
    ) {
        let (open, close) = brackets.withUTF8Buffer { ($0[0], $0[1]) }
        out.append(open)
        for (index, element) in items.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            startLine(&out, indent + 1)
            item(element, &out)
        }
        startLine(&out, indent)
        out.append(close)
    }

    private static func startLine(_ out: inout [UInt8], _ indent: Int) {
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
    }
}
