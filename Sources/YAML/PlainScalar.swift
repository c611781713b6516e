internal import Domain

/// What an unquoted scalar stands for.
enum PlainScalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string
    /// Infinity or not-a-number, which JSON does not have.
    case notFinite
    /// An integer of more than 64 bits.
    case tooLarge

    /// By the rules of Kubernetes' YAML library; see `YAMLParser`.
    init(_ text: String) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = Self.number(text)
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "o"),
            UInt8(ascii: "O"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "f"), UInt8(ascii: "F"),
            UInt8(ascii: "~"):
            // The longest is `false`.
            self = text.utf8.count <= 5 ? Self.word(text) : .string
        default: self = .string
        }
    }

    private static func word(_ text: String) -> PlainScalar {
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        case "~", "null", "Null", "NULL": .null
        default: .string
        }
    }

    private static func number(_ text: String) -> PlainScalar {
        if let number = plainInteger(text) { return .int(number) }
        switch text {
        case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF":
            return .notFinite
        default: break
        }
        // Underscores may stand anywhere behind a sign or digit, as in YAML 1.1.
        let beginsWithPoint = text.utf8.first == UInt8(ascii: ".")
        let digits = Array(text.utf8.filter { beginsWithPoint || $0 != UInt8(ascii: "_") })
        return integer(digits) ?? float(digits) ?? .string
    }

    /// What nearly every number is: a few digits and nothing else, the first of them no 0.
    private static func plainInteger(_ text: String) -> Int64? {
        guard text.utf8.count <= 15, text.utf8.first != UInt8(ascii: "0") else { return nil }
        var number: Int64 = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// `nil` where the digits are no integer.
    private static func integer(_ text: [UInt8]) -> PlainScalar? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let radix = takeRadix(&digits)
        guard !digits.isEmpty, digits.allSatisfy({ isDigit($0, radix) }) else { return nil }
        let written = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
        return Int64(written, radix: radix).map { .int($0) } ?? .tooLarge
    }

    /// Passes `0x`, `0o`, `0b` or a leading 0 that further digits follow.
    private static func takeRadix(_ digits: inout ArraySlice<UInt8>) -> Int {
        guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else { return 10 }
        let radix: Int
        switch second {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): radix = 16
        case UInt8(ascii: "o"), UInt8(ascii: "O"): radix = 8
        case UInt8(ascii: "b"), UInt8(ascii: "B"): radix = 2
        default:
            digits = digits.dropFirst()
            return 8
        }
        digits = digits.dropFirst(2)
        return radix
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return false }
        return digit < radix
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, else `nil`.
    private static func float(_ text: [UInt8]) -> PlainScalar? {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard whole > 0 || fraction > 0, takeExponent(&rest), rest.isEmpty,
            let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite
        else { return nil }
        return Int64(exactly: value).map { .int($0) } ?? .double(value)
    }

    private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return true }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return takeDigits(&rest) > 0
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let digits = rest.prefix { isDigit($0, 10) }
        rest = rest.dropFirst(digits.count)
        return digits.count
    }
}
