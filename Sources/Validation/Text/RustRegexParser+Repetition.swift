extension RustRegexParser {
    mutating func repeatLast(_ atLeast: Int, _ atMost: Int?) throws(RegularExpressionError) {
        let start = next
        next += 1
        _ = take("?")
        guard isRepeatable, let last = current.sequence.popLast() else {
            throw RegularExpressionError("repeats nothing", at: start)
        }
        current.sequence.append(.repeated(last, atLeast: atLeast, atMost: atMost))
        lastDepth += 1
        try deepen()
    }

    /// `{2}`, `{2,}`, `{2,5}`; blanks around the numbers mean nothing.
    mutating func repeatCounted() throws(RegularExpressionError) {
        let start = next
        guard isRepeatable else { throw RegularExpressionError("repeats nothing", at: start) }
        next += 1
        let atLeast = number()
        var atMost = atLeast
        if take(",") {
            skipSpace()
            atMost = number()
            if atMost == nil, peek != "}" { throw Self.strayBrace(start) }
        }
        guard let atLeast, peek == "}" else { throw Self.strayBrace(start) }
        guard atLeast <= UInt32.max, atMost ?? 0 <= UInt32.max else {
            throw RegularExpressionError("repeats more than \(UInt32.max) times", at: start)
        }
        guard atLeast <= atMost ?? Int.max else {
            throw RegularExpressionError("repeats at least more often than at most", at: start)
        }
        try repeatLast(atLeast, atMost)
    }

    private static func strayBrace(_ start: Int) -> RegularExpressionError {
        RegularExpressionError("has a \"{\" that begins no repetition: write \\{ for the character", at: start)
    }

    private mutating func number() -> Int? {
        while let blank = peek, blank.properties.isWhitespace { next += 1 }
        var value: Int?
        while let digit = peek, ("0"..."9").contains(digit) {
            value = min((value ?? 0) * 10 + Int(digit.value - 0x30), Int(UInt32.max) + 1)
            next += 1
        }
        while let blank = peek, blank.properties.isWhitespace { next += 1 }
        return value
    }
}
