/// Reads the syntax of RE2. Groups are kept on a stack of its own, so that depth costs no call stack.
struct RE2Parser: ScalarReader {
    let text: [Unicode.Scalar]
    var next = 0
    var flags = Flags()
    private var open: [Group] = []
    private var current = Group(flags: Flags())
    private var names: Set<String> = []
    private typealias Group = RegularExpressionGroup<Flags>

    struct Flags {
        /// `i`
        var foldsCase = false
        /// `m`
        var isMultiline = false
        /// `s`
        var dotTakesNewline = false
    }

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    /// The largest count of a repetition, of nested ones multiplied; and how deep groups may be.
    static let mostRepeats = 1000
    static let deepest = 1000

    mutating func parse() throws(RegularExpressionError) -> RE2Node {
        while let scalar = peek { try parse(scalar) }
        guard open.isEmpty else { throw RegularExpressionError("has a \"(\" that is never closed", at: current.start) }
        return current.node
    }

    private mutating func parse(_ scalar: Unicode.Scalar) throws(RegularExpressionError) {
        switch scalar {
        case "(": try openGroup()
        case ")": try closeGroup()
        case "|":
            next += 1
            current.beginAlternative()
        case "*", "+", "?": try repeatLast()
        case "{":
            if count() != nil { try repeatLast() } else { literal("{") }
        case "[": current.sequence.append(.set(try bracket()))
        case ".": add(.set(flags.dotTakesNewline ? .anything : .anythingOfALine))
        case "^": add(.assertion(flags.isMultiline ? .beginsLine : .beginsText))
        case "$": add(.assertion(flags.isMultiline ? .endsLine : .endsText))
        case "\\": try escape()
        default: literal(scalar)
        }
    }

    private mutating func add(_ node: RE2Node) {
        next += 1
        current.sequence.append(node)
    }

    private mutating func literal(_ scalar: Unicode.Scalar) {
        next += 1
        current.sequence.append(character(scalar.value))
    }

    func character(_ value: UInt32) -> RE2Node { .character(value, foldsCase: flags.foldsCase) }

    // MARK: Groups

    private mutating func openGroup() throws(RegularExpressionError) {
        let start = next
        next += 1
        let before = flags
        if take("?"), try !groupHead(start) { return }
        guard open.count < Self.deepest else { throw RegularExpressionError("nests groups too deep", at: start) }
        open.append(current)
        current = Group(start: start, flags: before)
    }

    private mutating func closeGroup() throws(RegularExpressionError) {
        guard var outer = open.popLast() else {
            throw RegularExpressionError("has a \")\" that closes nothing", at: next)
        }
        next += 1
        outer.sequence.append(current.node)
        flags = current.flags
        current = outer
    }

    /// What follows `(?`. False where no group begins: `(?i)`.
    private mutating func groupHead(_ start: Int) throws(RegularExpressionError) -> Bool {
        switch (peek, at(1)) {
        case ("=", _), ("!", _): throw RegularExpressionError("looks ahead, which RE2 cannot", at: start)
        case ("<", "="), ("<", "!"): throw RegularExpressionError("looks back, which RE2 cannot", at: start)
        case (">", _): throw RegularExpressionError("has an atomic group, which RE2 cannot", at: start)
        case ("P", "<"), ("<", _):
            next += peek == "P" ? 2 : 1
            try groupName(start)
            return true
        default: return try groupFlags(start)
        }
    }

    private mutating func groupName(_ start: Int) throws(RegularExpressionError) {
        var name = ""
        while let scalar = peek, RE2CharacterSet.word.contains(scalar.value) {
            name.unicodeScalars.append(scalar)
            next += 1
        }
        guard !name.isEmpty, take(">") else { throw RegularExpressionError("has a group with a bad name", at: start) }
        guard names.insert(name).inserted else {
            throw RegularExpressionError("names two groups \(name)", at: start)
        }
    }

    private mutating func groupFlags(_ start: Int) throws(RegularExpressionError) -> Bool {
        var value = true
        var sawFlag = false
        while let scalar = peek {
            next += 1
            switch scalar {
            case "i": (flags.foldsCase, sawFlag) = (value, true)
            case "m": (flags.isMultiline, sawFlag) = (value, true)
            case "s": (flags.dotTakesNewline, sawFlag) = (value, true)
            case "U": sawFlag = true
            case "-" where value: (value, sawFlag) = (false, false)
            case ":" where value || sawFlag: return true
            case ")" where value || sawFlag: return false
            default: throw RegularExpressionError("has a group of a kind that RE2 does not know", at: start)
            }
        }
        throw RegularExpressionError("has a \"(\" that is never closed", at: start)
    }

    // MARK: Repetition

    private mutating func repeatLast() throws(RegularExpressionError) {
        let start = next
        guard let range = takeRepetition() else { return }
        guard let last = current.sequence.popLast() else {
            throw RegularExpressionError("repeats nothing", at: start)
        }
        if takeRepetition() != nil { throw RegularExpressionError("repeats a repetition", at: start) }
        guard range.atLeast <= Self.mostRepeats, (range.atMost ?? 0) <= Self.mostRepeats else {
            throw RegularExpressionError("repeats more than \(Self.mostRepeats) times", at: start)
        }
        guard range.atLeast <= range.atMost ?? Int.max else {
            throw RegularExpressionError("repeats at least more often than at most", at: start)
        }
        let node = RE2Node.repeated(last, atLeast: range.atLeast, atMost: range.atMost)
        if (range.atMost ?? range.atLeast) >= 2, !node.repeatsAtMost(Self.mostRepeats) {
            throw RegularExpressionError("repeats more than \(Self.mostRepeats) times", at: start)
        }
        current.sequence.append(node)
    }

    /// A repetition with the mark of greed behind it, which changes nothing of what matches.
    private mutating func takeRepetition() -> (atLeast: Int, atMost: Int?)? {
        let range: (atLeast: Int, atMost: Int?)
        switch peek {
        case "*": range = (0, nil)
        case "+": range = (1, nil)
        case "?": range = (0, 1)
        case "{":
            guard let found = count() else { return nil }
            next = found.end
            _ = take("?")
            return (found.atLeast, found.atMost)
        default: return nil
        }
        next += 1
        _ = take("?")
        return range
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else is a brace like any other character.
    private func count() -> (atLeast: Int, atMost: Int?, end: Int)? {
        var reader = self
        reader.next += 1
        guard let atLeast = reader.number() else { return nil }
        guard reader.take(",") else { return reader.take("}") ? (atLeast, atLeast, reader.next) : nil }
        if reader.take("}") { return (atLeast, nil, reader.next) }
        guard let atMost = reader.number(), reader.take("}") else { return nil }
        return (atLeast, atMost, reader.next)
    }

    /// Digits without leading zeros; a number too large to matter stays one.
    private mutating func number() -> Int? {
        guard let first = peek, ("0"..."9").contains(first) else { return nil }
        if first == "0", let second = at(1), ("0"..."9").contains(second) { return nil }
        var value = 0
        while let digit = peek, ("0"..."9").contains(digit) {
            if value < 1_000_000 { value = value * 10 + Int(digit.value - 0x30) }
            next += 1
        }
        return value
    }

    // MARK: Escapes outside of brackets

    private mutating func escape() throws(RegularExpressionError) {
        switch at(1) {
        case "A": nextAssertion(.beginsText)
        case "z": nextAssertion(.endsText)
        case "b": nextAssertion(.wordBoundary)
        case "B": nextAssertion(.noWordBoundary)
        case "Q": quote()
        default:
            if let set = try escapedSet() {
                current.sequence.append(.set(set))
            } else {
                current.sequence.append(character(try escapedCharacter()))
            }
        }
    }

    private mutating func nextAssertion(_ assertion: RE2Assertion) {
        next += 1
        add(.assertion(assertion))
    }

    /// `\Q … \E`: what is between them stands for itself.
    private mutating func quote() {
        next += 2
        while let scalar = peek {
            if scalar == "\\", at(1) == "E" {
                next += 2
                return
            }
            literal(scalar)
        }
    }
}
