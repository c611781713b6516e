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

    /// A character, or all its cases.
    static func character(_ value: UInt32, foldsCase: Bool) -> RE2Node {
        guard foldsCase, !RE2CharacterSet.folded(value).allSatisfy({ $0 == value }) else { return .scalar(value) }
        var set = RE2CharacterSet([value...value])
        for other in RE2CharacterSet.folded(value) { set.insert(other...other) }
        set.foldsCase = true
        set.seal()
        return .set(set)
    }

    /// How many characters and sets it has when repetitions are written out; `nil` where that is more than `limit`.
    func parts(atMost limit: Int) -> Int? {
        let count: Int?
        switch self {
        case .empty, .assertion: return 0
        case .scalar, .set: count = 1
        case .sequence(let nodes), .choice(let nodes):
            count = nodes.reduce(0 as Int?) { sum, node in
                sum.flatMap { sum in node.parts(atMost: limit - sum).map { sum + $0 } }
            }
        case .repeated(let node, let atLeast, let atMost):
            let times = atMost ?? max(atLeast, 1)
            guard times > 0 else { return 0 }
            count = node.parts(atMost: limit / times).map { $0 * times }
        }
        return count.flatMap { $0 <= limit ? $0 : nil }
    }

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

/// What is read so far of a group.
struct RegularExpressionGroup<Flags> {
    var start = 0
    private var alternatives: [RE2Node] = []
    var sequence: [RE2Node] = []
    /// The flags to go back to after the group.
    let flags: Flags
    /// How deep what is in it is nested, where the dialect counts that.
    var depth = 0

    init(start: Int = 0, flags: Flags) {
        self.start = start
        self.flags = flags
    }

    var node: RE2Node {
        let last = sequence.count == 1 ? sequence[0] : .sequence(sequence)
        return alternatives.isEmpty ? last : .choice(alternatives + [last])
    }

    /// After a `|`.
    mutating func beginAlternative() {
        alternatives.append(sequence.count == 1 ? sequence[0] : .sequence(sequence))
        sequence = []
    }
}
