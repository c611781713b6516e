extension RE2Program {
    /// Goes through the text with all states at once: the time is that of the text times that of the machine.
    /// - Parameter steps: Counted down; `nil` is the answer when none is left.
    func matches(_ text: String, isWhole: Bool, steps: inout Int) -> Bool? {
        var here = States(instructions.count)
        var there = States(instructions.count)
        var stack: [Int] = []
        var scalars = text.unicodeScalars.makeIterator()
        var previous: UInt32?
        var next = scalars.next()?.value
        var isFirst = true
        while true {
            if isFirst || !isWhole { enter(0, &here, &stack, previous, next) }
            isFirst = false
            if here.isAccepted, !isWhole || next == nil { return true }
            guard let scalar = next, isWhole == false || !here.isEmpty else { return false }
            steps -= here.members.count + 1
            guard steps >= 0 else { return nil }
            let following = scalars.next()?.value
            there.removeAll()
            for state in here.members where takes(state, scalar) {
                enter(state + 1, &there, &stack, scalar, following)
            }
            swap(&here, &there)
            previous = scalar
            next = following
        }
    }

    /// Whether the first state takes the character, whatever comes behind it.
    func canBegin(with scalar: UInt32) -> Bool {
        var states = States(instructions.count)
        var stack: [Int] = []
        enter(0, &states, &stack, nil, scalar)
        return states.members.contains { takes($0, scalar) }
    }

    private func takes(_ state: Int, _ scalar: UInt32) -> Bool {
        switch instructions[state] {
        case .scalar(let value): value == scalar
        case .set(let index): sets[index].contains(scalar)
        case .assertion, .fork, .jump, .accept: false
        }
    }

    /// Adds a state and all that are reached from it without a character.
    private func enter(
        _ state: Int, _ states: inout States, _ stack: inout [Int], _ previous: UInt32?, _ next: UInt32?
    ) {
        stack.append(state)
        while let state = stack.popLast() {
            guard states.insert(state) else { continue }
            switch instructions[state] {
            case .scalar, .set: states.members.append(state)
            case .assertion(let assertion): if assertion.holds(previous, next) { stack.append(state + 1) }
            case .fork(let one, let other):
                stack.append(other)
                stack.append(one)
            case .jump(let target): stack.append(target)
            case .accept: states.isAccepted = true
            }
        }
    }

    /// The states that the machine is in: those that take a character, and whether the end is reached.
    private struct States {
        var members: [Int] = []
        var isAccepted = false
        private var marks: [UInt32]
        private var mark: UInt32 = 1

        init(_ count: Int) { marks = Array(repeating: 0, count: count) }

        var isEmpty: Bool { members.isEmpty }

        /// False where it was in already.
        mutating func insert(_ state: Int) -> Bool {
            guard marks[state] != mark else { return false }
            marks[state] = mark
            return true
        }

        mutating func removeAll() {
            members.removeAll(keepingCapacity: true)
            isAccepted = false
            // After four thousand million characters the marks begin anew.
            if mark == .max {
                for index in marks.indices { marks[index] = 0 }
                mark = 0
            }
            mark += 1
        }
    }
}
