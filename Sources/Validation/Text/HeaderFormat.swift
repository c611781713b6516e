/// The value that a route gives a header: text with variables of Envoy's such as `%HOSTNAME%` or
/// `%DYNAMIC_METADATA(["a","b"])%`; `%%` is a percent sign.
struct HeaderFormat {
    private var rest: Substring.UTF8View
    private var names: [String] = []

    /// What is wrong with a value; `nil` for nothing.
    static func fault(in value: String) -> String? {
        if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) { return "has a control character" }
        var format = HeaderFormat(rest: value.utf8[...])
        return format.fault()
    }

    /// The variables of a value that has no fault, by their names.
    static func variables(in value: String) -> [String] {
        var format = HeaderFormat(rest: value.utf8[...])
        return format.fault() == nil ? format.names : []
    }

    private init(rest: Substring.UTF8View) { self.rest = rest }

    private mutating func fault() -> String? {
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            rest = rest[percent...].dropFirst()
            if take("%") { continue }
            guard !rest.isEmpty else { return "ends with a single '%'; a percent sign is written '%%'" }
            guard variable() else {
                return "has a '%' that begins no complete variable; a percent sign is written '%%'"
            }
        }
        return nil
    }

    /// From behind the first `%` to behind the last.
    private mutating func variable() -> Bool {
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "(") }) else {
            return false
        }
        names.append(String(decoding: rest[..<end], as: UTF8.self))
        let hasArguments = rest[end] == UInt8(ascii: "(")
        rest = rest[end...].dropFirst()
        guard hasArguments else { return true }
        guard arguments() else { return false }
        skipSpaces()
        return take("%")
    }

    /// From behind `(` to behind `)`: a list of quoted texts, or one text without quotes.
    private mutating func arguments() -> Bool {
        skipSpaces()
        guard take("[") else {
            // Envoy does not look at the first character.
            rest = rest.dropFirst()
            return text().map { $0 == .argumentsEnd || listEnd() } ?? false
        }
        return listElement()
    }

    private mutating func listElement() -> Bool {
        skipSpaces()
        guard take("\"") else { return false }
        return text().map { $0 == .argumentsEnd || listEnd() } ?? false
    }

    /// What comes behind an element of a list.
    private mutating func listEnd() -> Bool {
        skipSpaces()
        if take(",") { return listElement() }
        guard take("]") else { return false }
        skipSpaces()
        return take(")")
    }

    private enum TextEnd { case quote, argumentsEnd }

    /// Behind a text, whose backslashes hide what follows them.
    private mutating func text() -> TextEnd? {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): if rest.popFirst() == nil { return nil }
            case UInt8(ascii: ")"): return .argumentsEnd
            case UInt8(ascii: "\""): return .quote
            default: continue
            }
        }
        return nil
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func skipSpaces() { rest = rest.drop { $0 == UInt8(ascii: " ") } }
}
