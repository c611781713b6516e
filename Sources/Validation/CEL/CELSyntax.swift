/// Whether a text is an expression of CEL at all: the whole grammar, and what the standard macros ask for, as cel-go's
/// parser reads it with no options (istiod's). What the names mean, and of which types values are, does not matter.
///
/// Any operators may follow one another between operands, so their precedence does not matter either.
struct CELSyntax: CELReader {
    let tokens: [CELLexer.Token]
    var next = 0
    var depth = 0

    /// What macros ask of an argument.
    private enum Shape: Equatable {
        case name(String)
        case field
        case other
    }

    /// What is wrong; `nil` where nothing is, and where a text is too long or too deep to tell.
    static func fault(in text: String) -> String? {
        do throws(CELFault) {
            var syntax = CELSyntax(tokens: try CELLexer.tokens(text))
            _ = try syntax.expression()
            guard syntax.peek == .end else { throw syntax.unexpected() }
            return nil
        } catch {
            guard case .failed(let why) = error else { return nil }
            return why
        }
    }

    private init(tokens: [CELLexer.Token]) { self.tokens = tokens }

    func unexpected() -> CELFault {
        switch peek {
        case .end: .failed(tokens.count == 1 ? "it is empty" : "it ends too early")
        case .sign(let sign): .failed("\(sign) is not expected where it stands")
        case .name(let name): .failed("\(name) is not expected where it stands")
        case .int, .uint, .double, .string, .bytes: .failed("a value stands where none is expected")
        }
    }

    private mutating func expression() throws(CELFault) -> Shape {
        try deeper { syntax throws(CELFault) in
            let condition = try syntax.operands()
            guard syntax.take("?") else { return condition }
            _ = try syntax.operands()
            try syntax.expect(":")
            _ = try syntax.expression()
            return .other
        }
    }

    private mutating func operands() throws(CELFault) -> Shape {
        let first = try operand()
        guard isOperator else { return first }
        while isOperator {
            next += 1
            _ = try operand()
        }
        return .other
    }

    private var isOperator: Bool {
        switch peek {
        case .sign("&&"), .sign("||"), .name("in"): true
        case .sign(let sign): CELOperator(rawValue: sign) != nil
        default: false
        }
    }

    private mutating func operand() throws(CELFault) -> Shape {
        if take("!") {
            while take("!") {}
            // Behind it a minus is the sign of a number only.
        } else if !isSigned, take("-") {
            // Of several none is the sign of the number behind them.
            while take("-") {}
        } else {
            return try member()
        }
        _ = try member()
        return .other
    }

    // MARK: Members and calls

    private mutating func member() throws(CELFault) -> Shape {
        // Names with dots between them may be the name of a message: `a.B{c: 1}`.
        var isPath = isName || peek == .sign(".")
        var shape = try primary(&isPath)
        while true {
            if take(".") {
                let name = try name()
                isPath = isPath && peek != .sign("(")
                shape = take("(") ? try call(name, isMethod: true) : .field
            } else if take("[") {
                _ = try expression()
                try expect("]")
                (shape, isPath) = (.other, false)
            } else if isPath, take("{") {
                try entries(until: "}") { syntax throws(CELFault) in _ = try syntax.name() }
                (shape, isPath) = (.other, false)
            } else {
                return shape
            }
        }
    }

    private mutating func primary(_ isPath: inout Bool) throws(CELFault) -> Shape {
        let isNegative = isSigned && take("-")
        switch peek {
        case .int(let magnitude):
            _ = try Int64(cel: magnitude, isNegative: isNegative)
            next += 1
            return .other
        case .uint, .double, .string, .bytes, .name("true"), .name("false"), .name("null"):
            next += 1
            return .other
        case .name, .sign("."): return try named(&isPath)
        case .sign("("):
            next += 1
            let shape = try expression()
            try expect(")")
            return shape
        case .sign("["):
            next += 1
            try entries(until: "]", key: nil)
        case .sign("{"):
            next += 1
            try entries(until: "}") { syntax throws(CELFault) in _ = try syntax.expression() }
        case .sign, .end: throw unexpected()
        }
        return .other
    }

    /// A name that stands first, and what it calls.
    private mutating func named(_ isPath: inout Bool) throws(CELFault) -> Shape {
        let dot = take(".") ? "." : ""
        let name = try name()
        guard !CELParser.reserved.contains(name) else { throw .failed("\(name) is a word that CEL keeps for itself") }
        guard take("(") else { return .name(dot + name) }
        isPath = false
        return try call(dot + name, isMethod: false)
    }

    private var isName: Bool {
        guard case .name(let name) = peek else { return false }
        return !["true", "false", "null", "in"].contains(name)
    }

    private mutating func name() throws(CELFault) -> String {
        guard isName, case .name(let name) = peek else { throw unexpected() }
        next += 1
        return name
    }

    /// From behind the bracket.
    private mutating func call(_ name: String, isMethod: Bool) throws(CELFault) -> Shape {
        var shapes: [Shape] = []
        if !take(")") {
            repeat { shapes.append(try expression()) } while take(",")
            try expect(")")
        }
        if !isMethod, name == "has", shapes.count == 1 {
            guard shapes == [.field] else { throw .failed("has() takes a field, such as has(a.b), and no element") }
            return .field
        }
        if isMethod, let macro = CELMacro(named: name), shapes.count == 2 || macro == .map && shapes.count == 3 {
            guard case .name = shapes[0] else { throw .failed("\(name)() takes the name of a variable first") }
        }
        return .other
    }

    /// What stands between brackets, of which the first was taken; a comma may stand at the end, or alone.
    /// - Parameter key: Reads what stands before a colon; `nil` in lists.
    private mutating func entries(
        until end: String, key: ((inout CELSyntax) throws(CELFault) -> Void)?
    ) throws(CELFault) {
        if take(",") { return try expect(end) }
        while !take(end) {
            if let key {
                try key(&self)
                try expect(":")
            }
            _ = try expression()
            guard take(",") || peek == .sign(end) else { throw unexpected() }
        }
    }
}
