extension RE2Parser {
    /// `\d`, `\pL` …; `nil` where what follows is no such escape.
    mutating func escapedSet() throws(RegularExpressionError) -> RE2CharacterSet? {
        var set: RE2CharacterSet
        switch at(1) {
        case "d", "D": set = .digit
        case "s", "S": set = .space
        case "w", "W": set = .word
        case "p", "P": return try unicodeSet()
        default: return nil
        }
        set.isNegated = at(1).map { ("A"..."Z").contains($0) } ?? false
        set.foldsCase = flags.foldsCase
        set.seal()
        next += 2
        return set
    }

    private mutating func unicodeSet() throws(RegularExpressionError) -> RE2CharacterSet {
        let start = next
        var isNegated = at(1) == "P"
        next += 2
        var name = ""
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                next += 1
            }
            guard take("}") else { throw RegularExpressionError("has a \"\\p{\" that is never closed", at: start) }
        } else if let letter = peek {
            name.unicodeScalars.append(letter)
            next += 1
        }
        var set = RE2CharacterSet()
        switch RE2UnicodeClasses.named(name) {
        case nil: throw RegularExpressionError("names a class of characters that does not exist", at: start)
        case .script:
            throw RegularExpressionError(
                "names a script, of which HotSwap has no table", at: start, isUnsupported: true)
        case .ranges(let ranges): for range in ranges { set.insert(range) }
        case .categories(let mask): set.insert(mask, isNegated: false)
        }
        set.isNegated = isNegated
        set.foldsCase = flags.foldsCase
        set.seal()
        return set
    }

    /// `[a-z\d[:alpha:]]`
    mutating func bracket() throws(RegularExpressionError) -> RE2CharacterSet {
        let start = next
        next += 1
        var set = RE2CharacterSet()
        set.isNegated = take("^")
        set.foldsCase = flags.foldsCase
        var isFirst = true
        while isFirst || peek != "]" {
            isFirst = false
            guard peek != nil else { throw RegularExpressionError("has a \"[\" that is never closed", at: start) }
            if let named = try posixSet() {
                set.insert(named)
            } else if peek == "\\", let escaped = try escapedSet() {
                set.insert(escaped)
            } else {
                set.insert(try range())
            }
        }
        next += 1
        set.seal()
        return set
    }

    /// `[:alpha:]`, `[:^alpha:]` inside of a bracket.
    private mutating func posixSet() throws(RegularExpressionError) -> RE2CharacterSet? {
        guard peek == "[", at(1) == ":" else { return nil }
        var reader = self
        reader.next += 2
        let isNegated = reader.take("^")
        var name = ""
        while let scalar = reader.peek, scalar != ":", scalar != "]" {
            name.unicodeScalars.append(scalar)
            reader.next += 1
        }
        guard reader.take(":"), reader.take("]") else { return nil }
        guard var set = RE2CharacterSet.posix(name) else {
            throw RegularExpressionError("names a class of characters that does not exist", at: next)
        }
        set.isNegated = isNegated
        next = reader.next
        return set
    }

    private mutating func range() throws(RegularExpressionError) -> ClosedRange<UInt32> {
        let start = next
        let low = try member()
        guard peek == "-", let after = at(1), after != "]" else { return low...low }
        next += 1
        let high = try member()
        guard low <= high else { throw RegularExpressionError("has a range that ends before it begins", at: start) }
        return low...high
    }

    private mutating func member() throws(RegularExpressionError) -> UInt32 {
        guard let scalar = peek else { throw RegularExpressionError("has a \"[\" that is never closed", at: next) }
        if scalar == "\\" { return try escapedCharacter() }
        next += 1
        return scalar.value
    }

    /// `\n`, `\x41`, `\x{1F600}`, `\101`, `\.`
    mutating func escapedCharacter() throws(RegularExpressionError) -> UInt32 {
        let start = next
        guard let scalar = at(1) else { throw RegularExpressionError("ends with a \"\\\"", at: next) }
        next += 2
        switch scalar {
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x": return try hexadecimal(start)
        case "0": return octal(0)
        case "1"..."7":
            guard let digit = peek, ("0"..."7").contains(digit) else { break }
            return octal(scalar.value - 0x30)
        default:
            if scalar.isASCII, !RE2CharacterSet.word.contains(scalar.value) || scalar == "_" { return scalar.value }
        }
        throw RegularExpressionError(
            ("1"..."9").contains(scalar)
                ? "refers back to a group, which RE2 cannot" : "has an escape that RE2 does not know: \\\(scalar)",
            at: start)
    }

    private mutating func octal(_ first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard let digit = peek, ("0"..."7").contains(digit) else { break }
            value = value * 8 + (digit.value - 0x30)
            next += 1
        }
        return value
    }

    private mutating func hexadecimal(_ start: Int) throws(RegularExpressionError) -> UInt32 {
        let isBraced = take("{")
        var value: UInt32 = 0
        var digits = 0
        while isBraced || digits < 2, let scalar = peek, let digit = Character(scalar).hexDigitValue, scalar.isASCII {
            value = value * 16 + UInt32(digit)
            digits += 1
            next += 1
            guard value <= RE2CharacterSet.last else {
                throw RegularExpressionError("names a character beyond Unicode", at: start)
            }
        }
        guard digits > 0, isBraced ? take("}") : digits == 2 else {
            throw RegularExpressionError("has \"\\x\" without a hexadecimal number", at: start)
        }
        return value
    }
}
