internal import Domain

/// One pass over the bytes of a text. Recursion is bounded by `maximumDepth`, which `JSONLimits` keeps small.
struct JSONReader {
    let text: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    /// The offset of the next byte to be read.
    var index = 0
    private var depth = 0
    /// Elements and members of the arrays and objects that are still open, so that each collection is made once and
    /// at its full size.
    private var openValues: [JSONValue] = []
    private var openKeys: [(key: String, offset: Int)] = []

    init(text: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.text = text
        self.maximumDepth = maximumDepth
    }

    /// The whole text as one value.
    mutating func document() throws(JSONFault) -> JSONValue {
        skipByteOrderMark()
        skipSpace()
        guard index < text.count else { throw fault("the text is empty; a JSON value is due") }
        let value = try value()
        skipSpace()
        guard index == text.count else { throw fault(Self.afterEnd) }
        return value
    }

    /// The elements of a text that is one array, one by one, in order; `false` where it is another value, of which
    /// nothing is read.
    mutating func elements(_ take: (JSONValue) -> Void) throws(JSONFault) -> Bool {
        skipByteOrderMark()
        skipSpace()
        guard index < text.count, text[index] == UInt8(ascii: "[") else { return false }
        try enter()
        if !self.take(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                take(try value())
                skipSpace()
            } while self.take(UInt8(ascii: ","))
            guard self.take(UInt8(ascii: "]")) else { throw unexpected(Self.afterElement) }
        }
        skipSpace()
        guard index == text.count else { throw fault(Self.afterEnd) }
        return true
    }

    private static let afterElement = "`,` or `]` is due after an element of an array"
    private static let afterEnd = "text follows after the end of the JSON value"

    private mutating func value() throws(JSONFault) -> JSONValue {
        guard index < text.count else { throw fault("the text ends where a value is due") }
        switch text[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value is due")
        }
    }

    private mutating func object() throws(JSONFault) -> JSONValue {
        try enter()
        let open = openKeys.count
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                try member()
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw unexpected("`,` or `}` is due after a member of an object") }
        }
        depth -= 1
        return .object(try closeObject(from: open))
    }

    private mutating func member() throws(JSONFault) {
        guard index < text.count, text[index] == UInt8(ascii: "\"") else {
            throw unexpected("a key in double quotes is due")
        }
        let start = index
        openKeys.append((try string(), start))
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw unexpected("`:` is due after a key") }
        skipSpace()
        openValues.append(try value())
    }

    /// Takes the members from `open` on, last first, because that moves them where a walk forward would copy.
    private mutating func closeObject(from open: Int) throws(JSONFault) -> [String: JSONValue] {
        var members = [String: JSONValue](minimumCapacity: openKeys.count - open)
        var taken = 0
        while openKeys.count > open, let name = openKeys.popLast(), let value = openValues.popLast() {
            members[name.key] = value
            taken += 1
            guard members.count == taken else {
                let message = "the key `\(name.key)` is given again further on in the same object"
                throw JSONFault(offset: name.offset, message: message)
            }
        }
        return members
    }

    private mutating func array() throws(JSONFault) -> JSONValue {
        try enter()
        let open = openValues.count
        if !take(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                openValues.append(try value())
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw unexpected(Self.afterElement) }
        }
        depth -= 1
        let elements = Array(openValues[open...])
        openValues.removeSubrange(open...)
        return .array(elements)
    }

    /// Passes the opening bracket and the space after it.
    private mutating func enter() throws(JSONFault) {
        depth += 1
        guard depth <= maximumDepth else {
            throw fault("arrays and objects are nested deeper than \(maximumDepth) levels")
        }
        index += 1
        skipSpace()
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        let count = word.utf8CodeUnitCount
        guard index + count <= text.count, word.withUTF8Buffer({ text[index..<index + count].elementsEqual($0) })
        else { throw fault("a value is due: `true`, `false`, `null`, a number, a string in double quotes, `[` or `{`") }
        index += count
        return value
    }
}

extension JSONReader {
    func fault(_ message: String) -> JSONFault { JSONFault(offset: index, message: message) }

    /// A fault at the next byte, which is shown where it can be.
    func unexpected(_ due: String) -> JSONFault {
        guard index < text.count else { return fault("the text ends too early: \(due)") }
        switch text[index] {
        case 0: return fault("NUL characters are not taken")
        case 0x21...0x7E: return fault("`\(Unicode.Scalar(text[index]))` cannot stand here: \(due)")
        default:
            let isText = UTF8Check.characterLength(in: text, at: index) > 0
            return fault(isText ? due : "a byte is not valid UTF-8")
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    mutating func skipSpace() {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    /// RFC 8259 lets a reader ignore it; Windows editors write it.
    private mutating func skipByteOrderMark() {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }
}
