/// What an expression says, without what only says how it is written: groups, names, greed.
indirect enum RE2Node: Sendable {
    case empty
    case scalar(UInt32)
    case set(RE2CharacterSet)
    case assertion(RE2Assertion)
    case sequence([RE2Node])
    case choice([RE2Node])
    /// Without an end where `atMost` is `nil`.
    case repeated(RE2Node, atLeast: Int, atMost: Int?)

    /// Whether counts that are nested multiply to no more than `limit`.
    func repeatsAtMost(_ limit: Int) -> Bool {
        switch self {
        case .empty, .scalar, .set, .assertion: true
        case .sequence(let nodes), .choice(let nodes): nodes.allSatisfy { $0.repeatsAtMost(limit) }
        case .repeated(let node, let atLeast, let atMost):
            switch atMost ?? atLeast {
            case 0: true
            case let count: count <= limit && node.repeatsAtMost(limit / count)
            }
        }
    }
}

/// A condition on the place between two characters.
enum RE2Assertion: Hashable, Sendable {
    case beginsText, endsText, beginsLine, endsLine, wordBoundary, noWordBoundary

    /// - Parameters:
    ///   - previous: The character before; `nil` at the beginning.
    ///   - next: The character after; `nil` at the end.
    func holds(_ previous: UInt32?, _ next: UInt32?) -> Bool {
        switch self {
        case .beginsText: previous == nil
        case .endsText: next == nil
        case .beginsLine: previous == nil || previous == 0x0A
        case .endsLine: next == nil || next == 0x0A
        case .wordBoundary: Self.isWord(previous) != Self.isWord(next)
        case .noWordBoundary: Self.isWord(previous) == Self.isWord(next)
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool { scalar.map(RE2CharacterSet.word.contains) ?? false }
}
