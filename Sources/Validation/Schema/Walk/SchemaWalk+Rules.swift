import Domain

extension SchemaWalk {
    /// The CEL rules of a place. They are asked only where the shape of the value is right: they rely on it. What
    /// something below breaks keeps them from nothing, as in an API server.
    mutating func checkRules(_ value: JSONValue, _ node: SchemaNode) {
        for rule in node.parts.rules where !isDone { check(value, rule) }
    }

    private mutating func check(_ value: JSONValue, _ rule: SchemaRule) {
        switch rule.program.value {
        case .failure(let fault): notEvaluated(rule, fault)
        case .success(let program):
            do throws(CELFault) {
                if try !program.holds(value, steps: &steps) { broken(rule, value) }
            } catch {
                switch error {
                case .failed(let why): broken(rule, value, why)
                case .unsupported, .exhausted: notEvaluated(rule, error)
                }
            }
        }
    }

    /// A rule that fails while it is computed counts as broken, as in an API server; that is said.
    private mutating func broken(_ rule: SchemaRule, _ value: JSONValue, _ why: String? = nil) {
        let below = rule.fieldPath.flatMap { FieldPath(String($0.drop { $0 == "." })) }?.components ?? []
        path += below
        found(
            .brokenRule, "breaks a rule of the schema: \(Self.message(of: rule, value))", hint: why,
            schemaRule: rule.message ?? rule.text)
        path.removeLast(below.count)
    }

    private static func message(of rule: SchemaRule, _ value: JSONValue) -> String {
        if let text = rule.messageExpression, let program = try? CELProgram(text) {
            var steps = 100_000
            if case .plain(.string(let message))? = try? program.result(value, steps: &steps) { return line(message) }
        }
        return line(rule.message ?? rule.text)
    }

    /// A message is one sentence on one line.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private mutating func notEvaluated(_ rule: SchemaRule, _ fault: CELFault) {
        let why =
            switch fault {
            case .failed(let why): "it is no rule: \(why)"
            case .unsupported(let what): "HotSwap's CEL does not know \(what)"
            case .exhausted: "it took too long for this document"
            }
        found(.notEvaluated, "the rule \"\(Self.line(rule.message ?? rule.text))\" was not checked", hint: why)
    }
}
