/// The words of an expression.
struct CELLexer: ScalarReader {
    enum Token: Hashable, Sendable {
        case name(String)
        /// A whole number without its sign, which belongs to it: only with a minus may it be 2^63.
        case int(UInt64)
        case uint
        case double(Double)
        case string(String)
        case bytes
        /// An operator, a bracket, a comma …, or a character that CEL has no use for.
        case sign(String)
        case end
    }

    let text: [Unicode.Scalar]
    var next = 0

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

    private mutating func token() throws(CELFault) -> Token? {
        skipBlank()
        guard let first = at(0) else { return nil }
        if let letters = lettersBeforeQuotes {
            next += letters.count
            let text = try string(isRaw: letters.hasSuffix("r"))
            return letters.hasPrefix("b") ? .bytes : .string(text)
        }
        if Self.isDigit(first) || first == "." && at(1).map(Self.isDigit) == true { return try number() }
        if Self.isNameStart(first) { return .name(take { Self.isNameStart($0) || Self.isDigit($0) }) }
        return sign()
    }

    /// `r` and `b` before the quotes of a text that begins here; `nil` where none begins.
    private var lettersBeforeQuotes: String? {
        ["", "r", "b", "br"].first { letters in
            (at(letters.count) == "\"" || at(letters.count) == "'")
                && letters.unicodeScalars.enumerated().allSatisfy {
                    at($0)?.properties.lowercaseMapping == String($1)
                }
        }
    }

    private mutating func skipBlank() {
        while let scalar = at(0) {
            if scalar == "/", at(1) == "/" {
                while let scalar = at(0), scalar != "\n" { next += 1 }
            } else if Self.blanks.contains(scalar) {
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

    private mutating func sign() -> Token {
        let word = String(text[next]) + (at(1).map { String($0) } ?? "")
        let isPair = Self.pairs.contains(word)
        next += isPair ? 2 : 1
        return .sign(isPair ? word : String(word.unicodeScalars.prefix(1)))
    }

    private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "&&", "||"]
    private static let blanks: Set<Unicode.Scalar> = ["\t", " ", "\r", "\n", "\u{0C}"]

    private mutating func number() throws(CELFault) -> Token {
        if at(0) == "0", at(1) == "x", at(2).map(Self.isHexDigit) == true {
            next += 2
            let digits = take(Self.isHexDigit)
            return try whole(digits, radix: 16)
        }
        var word = take(Self.isDigit)
        var isWhole = true
        if at(0) == ".", at(1).map(Self.isDigit) == true {
            isWhole = false
            next += 1
            word += "." + take(Self.isDigit)
        }
        let sign = at(1) == "+" || at(1) == "-" ? 1 : 0
        if at(0) == "e" || at(0) == "E", at(1 + sign).map(Self.isDigit) == true {
            isWhole = false
            word += "e" + (sign == 0 ? "" : String(text[next + 1]))
            next += 1 + sign
            word += take(Self.isDigit)
        }
        if isWhole { return try whole(word, radix: 10) }
        guard let value = Double(word), value.isFinite else { throw .failed("the number \(word) is too large") }
        return .double(value)
    }

    private mutating func whole(_ digits: String, radix: Int) throws(CELFault) -> Token {
        let isUnsigned = takeUnsigned()
        guard let value = UInt64(digits, radix: radix) else { throw .tooLarge(digits) }
        return isUnsigned ? .uint : .int(value)
    }

    private mutating func takeUnsigned() -> Bool {
        guard at(0) == "u" || at(0) == "U" else { return false }
        next += 1
        return true
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
            if count == 1, scalar == "\n" || scalar == "\r" { throw .failed("a string does not end in its line") }
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
        guard digits.allSatisfy(Self.isHexDigit), let value = UInt32(String(digits), radix: radix),
            let scalar = Unicode.Scalar(value)
        else {
            throw .failed("\(String(digits)) is no character")
        }
        return scalar
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}
