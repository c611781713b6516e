/// The words of an expression.
struct CELLexer {
    enum Token: Hashable, Sendable {
        case name(String)
        case int(Int64)
        case double(Double)
        case string(String)
        /// An operator, a bracket, a comma …
        case sign(String)
        case end
    }

    private let text: [Unicode.Scalar]
    private var next = 0

    /// A rule is a line or two; a longer one is none that a schema of a mesh has.
    static let longest = 20_000

    private init(_ text: String) { self.text = Array(text.unicodeScalars) }

    static func tokens(_ text: String) throws(CELFault) -> [Token] {
        guard text.utf8.count <= longest else { throw .unsupported("expressions of more than \(longest) characters") }
        var lexer = CELLexer(text)
        var tokens: [Token] = []
        while let token = try lexer.token() { tokens.append(token) }
        return tokens + [.end]
    }

    private func at(_ offset: Int) -> Unicode.Scalar? { next + offset < text.count ? text[next + offset] : nil }

    private mutating func token() throws(CELFault) -> Token? {
        skipBlank()
        guard let first = at(0) else { return nil }
        if first == "\"" || first == "'" { return .string(try string(isRaw: false)) }
        if first == "r" || first == "R", at(1) == "\"" || at(1) == "'" {
            next += 1
            return .string(try string(isRaw: true))
        }
        if first == "b" || first == "B", at(1) == "\"" || at(1) == "'" { throw .unsupported("bytes") }
        if Self.isDigit(first) || first == "." && at(1).map(Self.isDigit) == true { return try number() }
        if Self.isNameStart(first) { return .name(take { Self.isNameStart($0) || Self.isDigit($0) }) }
        return try sign()
    }

    private mutating func skipBlank() {
        while let scalar = at(0) {
            if scalar == "/", at(1) == "/" {
                while let scalar = at(0), scalar != "\n" { next += 1 }
            } else if scalar.properties.isWhitespace {
                next += 1
            } else {
                return
            }
        }
    }

    private mutating func take(_ test: (Unicode.Scalar) -> Bool) -> String {
        var word = String.UnicodeScalarView()
        while let scalar = at(0), test(scalar) {
            word.append(scalar)
            next += 1
        }
        return String(word)
    }

    private mutating func sign() throws(CELFault) -> Token {
        for length in [2, 1] {
            guard next + length <= text.count else { continue }
            var word = String.UnicodeScalarView()
            word.append(contentsOf: text[next..<next + length])
            if Self.signs.contains(String(word)) {
                next += length
                return .sign(String(word))
            }
        }
        throw .unsupported("the character \(text[next])")
    }

    private static let signs: Set<String> = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", ".", "(", ")", "[",
        "]", "{", "}",
    ]

    private mutating func number() throws(CELFault) -> Token {
        if at(0) == "0", at(1) == "x" || at(1) == "X" {
            next += 2
            let digits = take { Character($0).isHexDigit }
            guard let value = Int64(digits, radix: 16) else { throw .unsupported("the number 0x\(digits)") }
            return .int(value)
        }
        var word = take(Self.isDigit)
        var isWhole = true
        if at(0) == ".", at(1).map(Self.isDigit) == true {
            isWhole = false
            next += 1
            word += "." + take(Self.isDigit)
        }
        if at(0) == "e" || at(0) == "E" {
            isWhole = false
            next += 1
            word += "e" + take { $0 == "+" || $0 == "-" || Self.isDigit($0) }
        }
        if at(0) == "u" || at(0) == "U" { throw .unsupported("unsigned numbers") }
        if isWhole, let value = Int64(word) { return .int(value) }
        guard !isWhole, let value = Double(word) else { throw .unsupported("the number \(word)") }
        return .double(value)
    }

    // MARK: Strings

    private mutating func string(isRaw: Bool) throws(CELFault) -> String {
        guard let quote = at(0) else { throw .failed("a string does not end") }
        let count = at(1) == quote && at(2) == quote ? 3 : 1
        next += count
        var value = String.UnicodeScalarView()
        while let scalar = at(0) {
            if (0..<count).allSatisfy({ at($0) == quote }) {
                next += count
                return String(value)
            }
            next += 1
            value.append(scalar == "\\" && !isRaw ? try escaped() : scalar)
        }
        throw .failed("a string does not end")
    }

    private mutating func escaped() throws(CELFault) -> Unicode.Scalar {
        guard let scalar = at(0) else { throw .failed("a string does not end") }
        next += 1
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "a": return "\u{07}"
        case "b": return "\u{08}"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "x", "X": return try numbered(2, radix: 16)
        case "u": return try numbered(4, radix: 16)
        case "U": return try numbered(8, radix: 16)
        case "0"..."3":
            next -= 1
            return try numbered(3, radix: 8)
        case "\\", "\"", "'", "`", "?": return scalar
        default: throw .failed("\\\(scalar) is no escape")
        }
    }

    private mutating func numbered(_ count: Int, radix: Int) throws(CELFault) -> Unicode.Scalar {
        guard next + count <= text.count else { throw .failed("a string does not end") }
        var digits = String.UnicodeScalarView()
        digits.append(contentsOf: text[next..<next + count])
        next += count
        guard let value = UInt32(String(digits), radix: radix), let scalar = Unicode.Scalar(value) else {
            throw .failed("\(String(digits)) is no character")
        }
        return scalar
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}
