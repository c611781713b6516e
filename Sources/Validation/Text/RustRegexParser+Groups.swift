extension RustRegexParser {
    mutating func openGroup() throws(RegularExpressionError) {
        let start = next
        next += 1
        let before = flags
        skipSpace()
        if peek == "?", try !groupHead(start) {
            isRepeatable = false
            return
        }
        guard open.count < Self.deepest else { throw RegularExpressionError("nests groups too deep", at: start) }
        open.append(current)
        current = Group(start: start, flags: before)
        isRepeatable = false
    }

    mutating func closeGroup() throws(RegularExpressionError) {
        guard var outer = open.popLast() else {
            throw RegularExpressionError("has a \")\" that closes nothing", at: next)
        }
        next += 1
        outer.sequence.append(current.node)
        flags = current.flags
        lastDepth = current.depth + 1
        current = outer
        try deepen()
        isRepeatable = true
    }

    mutating func deepen() throws(RegularExpressionError) {
        current.depth = max(current.depth, lastDepth)
        guard lastDepth <= Self.deepest else { throw RegularExpressionError("nests too deep", at: next) }
    }

    /// What begins with `?`. False where no group begins: `(?i)`.
    private mutating func groupHead(_ start: Int) throws(RegularExpressionError) -> Bool {
        next += 1
        switch (peek, at(1)) {
        case ("=", _), ("!", _): throw RegularExpressionError("looks ahead, which Linkerd's proxies cannot", at: start)
        case ("<", "="), ("<", "!"):
            throw RegularExpressionError("looks back, which Linkerd's proxies cannot", at: start)
        case ("P", "<"), ("<", _):
            next += peek == "P" ? 2 : 1
            try groupName(start)
            return true
        default: return try groupFlags(start)
        }
    }

    private mutating func groupName(_ start: Int) throws(RegularExpressionError) {
        var name = ""
        while let scalar = peek, Self.isName(scalar, isFirst: name.isEmpty) {
            name.unicodeScalars.append(scalar)
            next += 1
        }
        guard !name.isEmpty, take(">") else { throw RegularExpressionError("has a group with a bad name", at: start) }
        guard names.insert(name).inserted else {
            throw RegularExpressionError("names two groups \(name)", at: start)
        }
    }

    private static func isName(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        if scalar == "_" || scalar.properties.isAlphabetic { return true }
        return !isFirst && (scalar.properties.numericType != nil || scalar == "." || scalar == "[" || scalar == "]")
    }

    private mutating func groupFlags(_ start: Int) throws(RegularExpressionError) -> Bool {
        var seen: Set<Unicode.Scalar> = []
        var value = true
        while let scalar = peek {
            next += 1
            switch scalar {
            case ":" where seen.isEmpty && value: return true
            case ":" where !seen.isEmpty && text[next - 2] != "-": return true
            case ")" where !seen.isEmpty && text[next - 2] != "-": return false
            case "-" where value: value = false
            default:
                guard seen.insert(scalar).inserted, set(scalar, value, start) else {
                    throw RegularExpressionError("has a group or flag that Linkerd's proxies do not know", at: start)
                }
            }
        }
        throw RegularExpressionError("has a \"(\" that is never closed", at: start)
    }

    private mutating func set(_ flag: Unicode.Scalar, _ value: Bool, _ start: Int) -> Bool {
        switch flag {
        case "i": flags.foldsCase = value
        case "m": flags.isMultiline = value
        case "s": flags.dotTakesNewline = value
        case "x": flags.ignoresSpace = value
        case "R": flags.endsLinesWithReturn = value
        case "u": if !value { cannot("leaves Unicode aside", at: start) }
        case "U": break
        default: return false
        }
        return true
    }
}
