/// Goes through the words of an expression, one after another.
protocol CELReader {
    var tokens: [CELLexer.Token] { get }
    /// The word that is looked at.
    var next: Int { get set }
    /// How many expressions are around it.
    var depth: Int { get set }

    /// What to say of a word that cannot stand where it does.
    func unexpected() -> CELFault
}

extension CELReader {
    var peek: CELLexer.Token { next < tokens.count ? tokens[next] : .end }

    mutating func take(_ sign: String) -> Bool {
        guard peek == .sign(sign) else { return false }
        next += 1
        return true
    }

    mutating func expect(_ sign: String) throws(CELFault) { if !take(sign) { throw unexpected() } }

    /// Whether a minus stands here that is the sign of a number.
    var isSigned: Bool {
        guard peek == .sign("-"), next + 1 < tokens.count else { return false }
        return tokens[next + 1].isNumber
    }

    /// What is read of one expression in another.
    mutating func deeper<Read>(_ read: (inout Self) throws(CELFault) -> Read) throws(CELFault) -> Read {
        depth += 1
        defer { depth -= 1 }
        guard depth <= CELParser.deepest else { throw .unsupported("expressions that are nested so deep") }
        return try read(&self)
    }
}

extension CELLexer.Token {
    /// Whether a minus before it is a part of it.
    var isNumber: Bool {
        switch self {
        case .int, .double: true
        default: false
        }
    }
}

extension Int64 {
    /// The number of a literal, as `CELLexer.Token.int` has it.
    init(cel magnitude: UInt64, isNegative: Bool) throws(CELFault) {
        guard isNegative else {
            guard let value = Int64(exactly: magnitude) else { throw .tooLarge("\(magnitude)") }
            self = value
            return
        }
        guard magnitude <= Int64.min.magnitude else { throw .tooLarge("-\(magnitude)") }
        self = Int64(truncatingIfNeeded: 0 &- magnitude)
    }
}
