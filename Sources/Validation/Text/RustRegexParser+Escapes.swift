extension RustRegexParser {
    enum Escaped {
        case scalar(UInt32)
        case set(RE2CharacterSet)
        case assertion(RE2Assertion)
    }

    /// What a backslash means, inside of brackets and outside.
    mutating func escape() throws(RegularExpressionError) -> Escaped {
        let start = next
        next += 1
        guard let scalar = peek else { throw RegularExpressionError("ends with a \"\\\"", at: start) }
        next += 1
        switch scalar {
        case "0"..."9":
            throw RegularExpressionError(
                "refers back to a group or has an octal number, which Linkerd's proxies cannot", at: start)
        case "x": return .scalar(try hexadecimal(start, digits: 2))
        case "u": return .scalar(try hexadecimal(start, digits: 4))
        case "U": return .scalar(try hexadecimal(start, digits: 8))
        case "p", "P": return .set(try unicodeSet(start, isNegated: scalar == "P"))
        case "d", "D": return .set(sealed(.unicodeDigit, isNegated: scalar == "D"))
        case "s", "S": return .set(sealed(.unicodeSpace, isNegated: scalar == "S"))
        case "w", "W": return .set(sealed(.unicodeWord, isNegated: scalar == "W"))
        default: break
        }
        if let control = Self.controls[scalar] { return .scalar(control) }
        if let assertion = try assertion(scalar, start) { return .assertion(assertion) }
        guard scalar.isASCII, !RE2CharacterSet.word.contains(scalar.value) || scalar == "_" else {
            throw RegularExpressionError("has an escape that Linkerd's proxies do not know: \\\(scalar)", at: start)
        }
        return .scalar(scalar.value)
    }

    private static let controls: [Unicode.Scalar: UInt32] = [
        "a": 0x07, "f": 0x0C, "t": 0x09, "n": 0x0A, "r": 0x0D, "v": 0x0B,
    ]

    private mutating func assertion(
        _ scalar: Unicode.Scalar, _ start: Int
    ) throws(RegularExpressionError) -> RE2Assertion? {
        switch scalar {
        case "A": return .beginsText
        case "z": return .endsText
        case "B": return .noWordBoundary
        case "<", ">":
            cannot("asks where words begin or end", at: start)
            return .wordBoundary
        case "b":
            try side(start)
            return .wordBoundary
        default: return nil
        }
    }

    /// `\b{start}` and the like. A brace that no letter follows begins a repetition.
    private mutating func side(_ start: Int) throws(RegularExpressionError) {
        var reader = self
        guard reader.take("{") else { return }
        reader.skipSpace()
        var name = ""
        while let scalar = reader.peek, scalar == "-" || scalar.isASCII && scalar.properties.isAlphabetic {
            name.unicodeScalars.append(scalar)
            reader.next += 1
            reader.skipSpace()
        }
        guard !name.isEmpty else { return }
        guard reader.take("}"), ["start", "end", "start-half", "end-half"].contains(name) else {
            throw RegularExpressionError("has \"\\b{\" without start, end, start-half or end-half", at: start)
        }
        next = reader.next
        cannot("asks where words begin or end", at: start)
    }

    private mutating func hexadecimal(_ start: Int, digits wanted: Int) throws(RegularExpressionError) -> UInt32 {
        skipSpace()
        let isBraced = take("{")
        var value: UInt32 = 0
        var digits = 0
        while isBraced || digits < wanted, let scalar = peek, scalar.isASCII,
            let digit = Character(scalar).hexDigitValue
        {
            value = min(value, 0xFFF_FFFF) * 16 + UInt32(digit)
            digits += 1
            next += 1
            skipSpace()
        }
        guard digits > 0, isBraced ? take("}") : digits == wanted else {
            throw RegularExpressionError("has an escape without its hexadecimal number", at: start)
        }
        guard Unicode.Scalar(value) != nil else {
            throw RegularExpressionError("names a character that Unicode does not have", at: start)
        }
        return value
    }

    /// `\pL`, `\p{Greek}`, `\p{sc=Greek}`. Which names there are depends on the version of Unicode: what is not known
    /// here is taken for valid.
    private mutating func unicodeSet(
        _ start: Int, isNegated: Bool
    ) throws(RegularExpressionError) -> RE2CharacterSet {
        skipSpace()
        var name = ""
        let isBraced = take("{")
        if isBraced {
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                next += 1
            }
            guard take("}") else { throw RegularExpressionError("has a \"\\p{\" that is never closed", at: start) }
        } else {
            guard let letter = peek, letter != "\\" else {
                throw RegularExpressionError("has \"\\p\" without a class of characters", at: start)
            }
            name.unicodeScalars.append(letter)
            next += 1
        }
        guard isBraced ? Self.mayBeClass(name) : Self.letters.contains(name.uppercased()) else {
            throw RegularExpressionError("names a class of characters that there is not: \(name)", at: start)
        }
        var set = RE2CharacterSet()
        switch RE2UnicodeClasses.named(isBraced ? name : name.uppercased()) {
        case .ranges(let ranges): for range in ranges { set.insert(range) }
        case .categories(let mask): set.insert(mask, isNegated: false)
        case .script, nil: cannot("names a class of characters of which HotSwap has no table", at: start)
        }
        return sealed(set, isNegated: isNegated)
    }

    /// Categories of a single letter.
    private static let letters: Set = ["C", "L", "M", "N", "P", "S", "Z"]

    /// Whether a name can be one of Unicode's: what is left of it, and of its value, without blanks, lines and whatever
    /// is not ASCII, which do not count.
    private static func mayBeClass(_ name: String) -> Bool {
        let text = name.replacing("!=", with: "=").replacing(":", with: "=")
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { index, part in
            let counted = part.unicodeScalars.filter { $0.isASCII && !" _-".unicodeScalars.contains($0) }
            // Values may be versions: `age=3.0`.
            return !counted.isEmpty
                && counted.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || index > 0 && $0 == "."
                }
        }
    }

    func sealed(_ set: RE2CharacterSet, isNegated: Bool) -> RE2CharacterSet {
        var set = set
        set.isNegated = isNegated
        set.foldsCase = flags.foldsCase
        set.seal()
        return set
    }
}

extension RE2CharacterSet {
    fileprivate static let unicodeDigit = RE2CharacterSet(RE2UnicodeClasses.mask(of: ["Nd"]))
    /// All but some letters of a few scripts.
    fileprivate static let unicodeWord = RE2CharacterSet(RE2UnicodeClasses.mask(of: ["L", "M", "Nd", "Nl", "Pc"]))
    fileprivate static let unicodeSpace = RE2CharacterSet([
        0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ])

    private init(_ mask: UInt32) { self.init([], categories: [(mask, false)]) }
}
