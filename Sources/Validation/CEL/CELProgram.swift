import Domain

/// A rule that can be asked of a value. Every step is counted, so that no rule and no document takes for ever.
struct CELProgram: Sendable {
    private let expression: CELExpression
    /// Whether the rule compares with the object before: it says nothing about one version alone.
    let isTransition: Bool

    init(_ text: String) throws(CELFault) {
        isTransition = try CELLexer.tokens(text).contains(.name("oldSelf"))
        expression = isTransition ? .value(.bool(true)) : try CELParser.parse(text)
    }

    /// Whether the rule holds.
    /// - Parameter steps: Counted down; `CELFault.exhausted` when none is left.
    func holds(_ value: JSONValue, steps: inout Int) throws(CELFault) -> Bool {
        guard case .plain(.bool(let answer)) = try result(value, steps: &steps) else {
            throw .failed("the rule is neither true nor false")
        }
        return answer
    }

    func result(_ value: JSONValue, steps: inout Int) throws(CELFault) -> CELValue {
        var evaluation = CELEvaluation(slots: [.plain(value)], steps: steps)
        defer { steps = evaluation.steps }
        return try evaluation.value(expression)
    }
}

/// One evaluation.
struct CELEvaluation {
    var slots: [CELValue]
    var steps: Int

    mutating func value(_ expression: CELExpression) throws(CELFault) -> CELValue {
        steps -= 1
        guard steps >= 0 else { throw .exhausted }
        switch expression {
        case .value(let value): return value
        case .variable(let slot): return slots[slot]
        case .field(let object, let name): return try field(name, of: try value(object))
        case .has(let object, let name): return .bool(try members(try value(object))[name] != nil)
        case .index(let object, let index): return try element(try value(index), of: try value(object))
        case .list(let elements): return .plain(.array(try plain(elements)))
        case .map(let entries): return try map(entries)
        case .call(let function, let arguments): return try call(function, arguments)
        case .matches(let text, let expression): return .bool(try matches(try value(text), expression))
        case .not(let operand): return .bool(try !bool(operand))
        case .negative(let operand): return try CELArithmetic.result(.minus, .int(0), try value(operand))
        case .and(let one, let two): return .bool(try decided(one, two, by: false))
        case .or(let one, let two): return .bool(try decided(one, two, by: true))
        case .conditional(let condition, let one, let two): return try value(try bool(condition) ? one : two)
        case .binary(let sign, let one, let two): return try CELArithmetic.result(sign, try value(one), try value(two))
        case .macro(let macro, let range, let body, let condition): return try run(macro, range, body, condition)
        }
    }

    private mutating func bool(_ expression: CELExpression) throws(CELFault) -> Bool {
        guard case .plain(.bool(let answer)) = try value(expression) else {
            throw .failed("a condition is neither true nor false")
        }
        return answer
    }

    /// `&&` and `||`: a side that decides hides a failure of the other, whichever comes first.
    private mutating func decided(_ one: CELExpression, _ two: CELExpression, by word: Bool) throws(CELFault) -> Bool {
        let first: CELFault?
        do throws(CELFault) {
            if try bool(one) == word { return word }
            first = nil
        } catch {
            if error == .exhausted { throw error }
            first = error
        }
        let second = try bool(two)
        if second == word { return word }
        if let first { throw first }
        return second
    }

    private func members(_ value: CELValue) throws(CELFault) -> [String: JSONValue] {
        guard case .plain(.object(let members)) = value else { throw .failed("a field is asked of what has no fields") }
        return members
    }

    private func field(_ name: String, of value: CELValue) throws(CELFault) -> CELValue {
        guard let member = try members(value)[name] else { throw .failed("there is no field \(name)") }
        return .plain(member)
    }

    private func element(_ index: CELValue, of value: CELValue) throws(CELFault) -> CELValue {
        switch (value, index) {
        case (.plain(.array(let elements)), .plain(.int(let number))):
            guard let place = Int(exactly: number), elements.indices.contains(place) else {
                throw .failed("there is no element \(number)")
            }
            return .plain(elements[place])
        case (.plain(.object(let members)), .plain(.string(let key))):
            guard let member = members[key] else { throw .failed("there is no field \(key)") }
            return .plain(member)
        default: throw .noOverload("[]")
        }
    }

    private mutating func plain(_ expressions: [CELExpression]) throws(CELFault) -> [JSONValue] {
        var values: [JSONValue] = []
        for expression in expressions { values.append(try value(expression).plain()) }
        return values
    }

    private mutating func map(_ entries: [(key: CELExpression, value: CELExpression)]) throws(CELFault) -> CELValue {
        var members: [String: JSONValue] = [:]
        for entry in entries {
            guard case .plain(.string(let key)) = try value(entry.key) else {
                throw .unsupported("keys that are no strings")
            }
            members[key] = try value(entry.value).plain()
        }
        return .plain(.object(members))
    }

    private mutating func call(_ function: CELFunction, _ arguments: [CELExpression]) throws(CELFault) -> CELValue {
        var values: [CELValue] = []
        for argument in arguments {
            let value = try value(argument)
            if case .plain(.string(let text)) = value { steps -= text.utf8.count / 8 }
            values.append(value)
        }
        return try function.apply(values, &steps)
    }

    private mutating func matches(_ value: CELValue, _ expression: RegularExpression) throws(CELFault) -> Bool {
        guard case .plain(.string(let text)) = value else { throw .noOverload("matches") }
        guard let answer = expression.matches(in: text, steps: &steps) else { throw .exhausted }
        return answer
    }

    // MARK: Macros

    private mutating func run(
        _ macro: CELMacro, _ range: CELExpression, _ body: CELExpression, _ condition: CELExpression?
    ) throws(CELFault) -> CELValue {
        let elements: [JSONValue]
        switch try value(range) {
        case .plain(.array(let list)): elements = list
        case .plain(.object(let members)): elements = members.keys.map { .string($0) }
        default: throw .failed("\(macro.rawValue)() goes through lists and maps only")
        }
        slots.append(.plain(.null))
        defer { slots.removeLast() }
        switch macro {
        case .all: return .bool(try decided(elements, body, by: false))
        case .exists: return .bool(try decided(elements, body, by: true))
        case .existsOne: return .bool(try filtered(elements, body).count == 1)
        case .filter: return .plain(.array(try filtered(elements, body)))
        case .map:
            var results: [JSONValue] = []
            for element in try condition.map({ condition throws(CELFault) in try filtered(elements, condition) })
                ?? elements
            {
                results.append(try with(element, body).plain())
            }
            return .plain(.array(results))
        }
    }

    private mutating func with(_ element: JSONValue, _ body: CELExpression) throws(CELFault) -> CELValue {
        slots[slots.count - 1] = .plain(element)
        return try value(body)
    }

    private mutating func test(_ element: JSONValue, _ body: CELExpression) throws(CELFault) -> Bool {
        guard case .plain(.bool(let answer)) = try with(element, body) else {
            throw .failed("a condition is neither true nor false")
        }
        return answer
    }

    private mutating func decided(
        _ elements: [JSONValue], _ body: CELExpression, by word: Bool
    ) throws(CELFault) -> Bool {
        var failure: CELFault?
        for element in elements {
            do throws(CELFault) {
                if try test(element, body) == word { return word }
            } catch {
                if error == .exhausted { throw error }
                failure = error
            }
        }
        if let failure { throw failure }
        return !word
    }

    private mutating func filtered(_ elements: [JSONValue], _ body: CELExpression) throws(CELFault) -> [JSONValue] {
        var kept: [JSONValue] = []
        for element in elements where try test(element, body) { kept.append(element) }
        return kept
    }
}
