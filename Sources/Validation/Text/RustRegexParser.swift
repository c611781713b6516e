/// Reads the syntax of Rust's crate `regex`, which Linkerd uses. It is near to RE2's and not the same: brackets nest
/// and have operations, there is a flag `x`, a brace is a repetition or escaped, and there are neither octal numbers
/// nor `\Q`. Groups are kept on a stack of its own, so that depth costs no call stack.
struct RustRegexParser: ScalarReader {
    let text: [Unicode.Scalar]
    var next = 0
    var flags = Flags()
    /// What the crate takes and HotSwap cannot match.
    var unsupported: RegularExpressionError?
    var open: [Group] = []
    var current = Group(flags: Flags())
    var names: Set<String> = []
    /// Whether something stands before that can be repeated.
    var isRepeatable = false
    /// How deep the last part is nested.
    var lastDepth = 0
    typealias Group = RegularExpressionGroup<Flags>

    struct Flags {
        /// `i`
        var foldsCase = false
        /// `m`
        var isMultiline = false
        /// `s`
        var dotTakesNewline = false
        /// `x`
        var ignoresSpace = false
        /// `R`
        var endsLinesWithReturn = false
    }

    /// The crate's own bound.
    static let deepest = 250
    /// What is larger than this when it is written out is beyond the crate's 10 MiB, however small a part is there.
    static let mostParts = 10 * 1024 * 1024 / 8

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func parse() throws(RegularExpressionError) -> RE2Node {
        skipSpace()
        while let scalar = peek {
            try parse(scalar)
            skipSpace()
        }
        guard open.isEmpty else { throw RegularExpressionError("has a \"(\" that is never closed", at: current.start) }
        guard current.node.parts(atMost: Self.mostParts) != nil else {
            throw RegularExpressionError("is larger than 10 MiB when it is made", at: 0)
        }
        if let unsupported { throw unsupported }
        return current.node
    }

    private mutating func parse(_ scalar: Unicode.Scalar) throws(RegularExpressionError) {
        let start = next
        switch scalar {
        case "(": try openGroup()
        case ")": try closeGroup()
        case "|":
            next += 1
            current.beginAlternative()
            isRepeatable = false
        case "*": try repeatLast(0, nil)
        case "+": try repeatLast(1, nil)
        case "?": try repeatLast(0, 1)
        case "{": try repeatCounted()
        case "[": add(.set(try bracket()))
        case "\\":
            switch try escape() {
            case .scalar(let value): add(.character(value, foldsCase: flags.foldsCase))
            case .set(let set): add(.set(set))
            case .assertion(let assertion): add(.assertion(assertion))
            }
        default:
            next += 1
            add(node(of: scalar, start))
        }
    }

    private mutating func node(of scalar: Unicode.Scalar, _ start: Int) -> RE2Node {
        if flags.endsLinesWithReturn, scalar == "." || flags.isMultiline && (scalar == "^" || scalar == "$") {
            cannot("ends lines with a carriage return", at: start)
        }
        return switch scalar {
        case ".": .set(flags.dotTakesNewline ? .anything : .anythingOfALine)
        case "^": .assertion(flags.isMultiline ? .beginsLine : .beginsText)
        case "$": .assertion(flags.isMultiline ? .endsLine : .endsText)
        default: .character(scalar.value, foldsCase: flags.foldsCase)
        }
    }

    private mutating func add(_ node: RE2Node) {
        current.sequence.append(node)
        isRepeatable = true
        lastDepth = 0
    }

    /// Notes that HotSwap cannot match the expression. It is read to its end all the same.
    mutating func cannot(_ message: String, at start: Int) {
        unsupported = unsupported ?? RegularExpressionError(message, at: start, isUnsupported: true)
    }

    /// Blanks and comments, where the flag `x` is set.
    mutating func skipSpace() {
        guard flags.ignoresSpace else { return }
        while let scalar = peek {
            if scalar == "#" {
                while let end = peek, end != "\n" { next += end == "\n" ? 0 : 1 }
            } else if !scalar.properties.isWhitespace {
                return
            } else {
                next += 1
            }
        }
    }
}
