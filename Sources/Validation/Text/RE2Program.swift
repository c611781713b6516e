/// An expression as a machine: each state takes a character, asks a condition or forks.
struct RE2Program: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case set(Int)
        case assertion(RE2Assertion)
        case fork(Int, Int)
        case jump(Int)
        case accept
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [RE2CharacterSet] = []

    /// More than any expression of a person needs; RE2's own bound depends on its memory.
    static let mostInstructions = 100_000

    init(_ node: RE2Node) throws(RegularExpressionError) {
        try add(node)
        instructions.append(.accept)
    }

    private mutating func add(_ node: RE2Node) throws(RegularExpressionError) {
        guard instructions.count < Self.mostInstructions else {
            throw RegularExpressionError("is too large for HotSwap", at: 0, isUnsupported: true)
        }
        switch node {
        case .empty: break
        case .scalar(let value): instructions.append(.scalar(value))
        case .set(let set):
            instructions.append(.set(sets.count))
            sets.append(set)
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes): try add(choice: nodes)
        case .repeated(let node, let atLeast, let atMost): try add(node, atLeast, atMost)
        }
    }

    private mutating func add(choice nodes: [RE2Node]) throws(RegularExpressionError) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let fork = reserve()
            try add(node)
            ends.append(reserve())
            instructions[fork] = .fork(fork + 1, instructions.count)
        }
        if let last = nodes.last { try add(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func add(_ node: RE2Node, _ atLeast: Int, _ atMost: Int?) throws(RegularExpressionError) {
        for _ in 0..<atLeast {
            let before = instructions.count
            try add(node)
            if instructions.count == before { break }
        }
        guard let atMost else {
            let fork = reserve()
            try add(node)
            instructions.append(.jump(fork))
            instructions[fork] = .fork(fork + 1, instructions.count)
            return
        }
        guard atMost > atLeast else { return }
        var forks: [Int] = []
        for _ in atLeast..<atMost {
            forks.append(reserve())
            try add(node)
        }
        for fork in forks { instructions[fork] = .fork(fork + 1, instructions.count) }
    }

    private mutating func reserve() -> Int {
        instructions.append(.jump(0))
        return instructions.count - 1
    }
}
