import Domain

/// Reads the part of CEL that the schemas of meshes use. What it does not know it names, so that it can be reported.
struct CELParser: CELReader {
    let tokens: [CELLexer.Token]
    var next = 0
    var depth = 0
    /// The names of the slots.
    private var scope = ["self"]

    /// How deep brackets and operators may be nested.
    static let deepest = 120

    static func parse(_ text: String) throws(CELFault) -> CELExpression {
        var parser = CELParser(tokens: try CELLexer.tokens(text))
        let expression = try parser.conditional()
        guard parser.peek == .end else { throw parser.unexpected() }
        return expression
    }

    private init(tokens: [CELLexer.Token]) { self.tokens = tokens }

    func unexpected() -> CELFault {
        switch peek {
        case .end: .failed("the expression ends too early")
        case .sign(let sign): .unsupported("\"\(sign)\" at that place")
        case .name(let name): .unsupported("\"\(name)\" at that place")
        case .int, .uint, .double, .string, .bytes: .unsupported("a literal at that place")
        }
    }

    // MARK: Operators, the weakest first

    private mutating func conditional() throws(CELFault) -> CELExpression {
        try deeper { parser throws(CELFault) in
            let condition = try parser.disjunction()
            guard parser.take("?") else { return condition }
            let one = try parser.disjunction()
            try parser.expect(":")
            return .conditional(condition, one, try parser.conditional())
        }
    }

    private mutating func disjunction() throws(CELFault) -> CELExpression {
        var left = try conjunction()
        while take("||") { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(CELFault) -> CELExpression {
        var left = try relation()
        while take("&&") { left = .and(left, try relation()) }
        return left
    }

    private mutating func relation() throws(CELFault) -> CELExpression {
        var left = try sum()
        while let found = relationOperator() {
            next += 1
            left = .binary(found, left, try sum())
        }
        return left
    }

    private func relationOperator() -> CELOperator? {
        switch peek {
        case .name("in"): .within
        case .sign(let sign) where ["==", "!=", "<", "<=", ">", ">="].contains(sign): CELOperator(rawValue: sign)
        default: nil
        }
    }

    private mutating func sum() throws(CELFault) -> CELExpression {
        var left = try product()
        while case .sign(let sign) = peek, ["+", "-"].contains(sign), let found = CELOperator(rawValue: sign) {
            next += 1
            left = .binary(found, left, try product())
        }
        return left
    }

    private mutating func product() throws(CELFault) -> CELExpression {
        var left = try unary()
        while case .sign(let sign) = peek, ["*", "/", "%"].contains(sign), let found = CELOperator(rawValue: sign) {
            next += 1
            left = .binary(found, left, try unary())
        }
        return left
    }

    private mutating func unary() throws(CELFault) -> CELExpression {
        try deeper { parser throws(CELFault) in
            if parser.take("!") { return .not(try parser.unary()) }
            if !parser.isSigned, parser.take("-") { return .negative(try parser.unary()) }
            return try parser.member()
        }
    }

    // MARK: Members and calls

    private mutating func member() throws(CELFault) -> CELExpression {
        var expression = try primary()
        while true {
            if take(".") {
                guard case .name(let name) = peek else { throw unexpected() }
                next += 1
                expression = take("(") ? try method(name, of: expression) : .field(expression, Self.unescaped(name))
            } else if take("[") {
                expression = .index(expression, try conditional())
                try expect("]")
            } else {
                return expression
            }
        }
    }

    private mutating func method(_ name: String, of receiver: CELExpression) throws(CELFault) -> CELExpression {
        if let macro = CELMacro(named: name) { return try self.macro(macro, over: receiver) }
        let arguments = try list(until: ")")
        if name == "matches", arguments.count == 1, case .value(.plain(.string(let pattern))) = arguments[0] {
            return .matches(receiver, try Self.regularExpression(pattern))
        }
        return .call(try CELFunction.named(name, isMethod: true, takes: arguments.count), [receiver] + arguments)
    }

    private mutating func macro(_ macro: CELMacro, over receiver: CELExpression) throws(CELFault) -> CELExpression {
        guard case .name(let variable) = peek else { throw unexpected() }
        next += 1
        try expect(",")
        scope.append(variable)
        defer { scope.removeLast() }
        let body = try conditional()
        guard macro == .map, take(",") else {
            try expect(")")
            return .macro(macro, over: receiver, body, where: nil)
        }
        let result = try conditional()
        try expect(")")
        return .macro(macro, over: receiver, result, where: body)
    }

    static func regularExpression(_ pattern: String) throws(CELFault) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(pattern)
        } catch {
            throw error.isUnsupported
                ? .unsupported("a regular expression that \(error)") : .failed("a pattern \(error)")
        }
    }

    private mutating func primary() throws(CELFault) -> CELExpression {
        let isNegative = isSigned && take("-")
        let token = peek
        next += 1
        switch token {
        case .int(let magnitude): return .value(.plain(.int(try Int64(cel: magnitude, isNegative: isNegative))))
        case .double(let value): return .value(.plain(.double(isNegative ? -value : value)))
        case .string(let value): return .value(.string(value))
        case .sign("("):
            let inner = try conditional()
            try expect(")")
            return inner
        case .sign("["): return .list(try list(until: "]"))
        case .sign("{"): return try map()
        case .name(let name): return take("(") ? try call(name) : try identifier(name)
        case .uint: throw .unsupported("unsigned numbers")
        case .bytes: throw .unsupported("bytes")
        case .sign, .end:
            next -= 1
            throw unexpected()
        }
    }

    private func identifier(_ name: String) throws(CELFault) -> CELExpression {
        if let slot = scope.lastIndex(of: name) { return .variable(slot) }
        switch name {
        case "true": return .value(.bool(true))
        case "false": return .value(.bool(false))
        case "null": return .value(.plain(.null))
        case "bool", "int", "double", "string", "list", "map", "null_type", "type": return .value(.type(name))
        default: throw .unsupported(name)
        }
    }

    private mutating func call(_ name: String) throws(CELFault) -> CELExpression {
        let arguments = try list(until: ")")
        guard name == "has" else {
            return .call(try CELFunction.named(name, isMethod: false, takes: arguments.count), arguments)
        }
        guard arguments.count == 1, case .field(let object, let field) = arguments[0] else {
            throw .failed("has() takes a field")
        }
        return .has(object, field)
    }

    private mutating func list(until end: String) throws(CELFault) -> [CELExpression] {
        var elements: [CELExpression] = []
        while !take(end) {
            if !elements.isEmpty {
                try expect(",")
                if take(end) { break }
            }
            elements.append(try conditional())
        }
        return elements
    }

    private mutating func map() throws(CELFault) -> CELExpression {
        var members: [(key: CELExpression, value: CELExpression)] = []
        while !take("}") {
            if !members.isEmpty {
                try expect(",")
                if take("}") { break }
            }
            let key = try conditional()
            try expect(":")
            members.append((key, try conditional()))
        }
        return .map(members)
    }

    /// Names of fields that are no names of CEL are written with words between two underscores.
    static func unescaped(_ name: String) -> String {
        guard name.contains("__") else { return name }
        if name.hasPrefix("__"), name.hasSuffix("__"), reserved.contains(String(name.dropFirst(2).dropLast(2))) {
            return String(name.dropFirst(2).dropLast(2))
        }
        var result = ""
        var rest = name[...]
        while let letter = rest.first {
            if let escape = escapes.first(where: { rest.hasPrefix($0.word) }) {
                result += escape.sign
                rest = rest.dropFirst(escape.word.count)
            } else {
                result.append(letter)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static let escapes = [
        (word: "__underscores__", sign: "__"), (word: "__dot__", sign: "."), (word: "__dash__", sign: "-"),
        (word: "__slash__", sign: "/"),
    ]
    static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]
}
