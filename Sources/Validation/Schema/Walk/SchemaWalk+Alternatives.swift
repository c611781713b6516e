import Domain

extension SchemaWalk {
    /// `allOf`, `anyOf`, `oneOf` and `not`: what a value must be beside its place in the tree.
    mutating func checkAlternatives(_ value: JSONValue, _ node: SchemaNode) {
        let parts = node.parts
        for one in parts.allOf { checkAll(value, one) }
        if !parts.anyOf.isEmpty, !parts.isIntOrString { checkAny(value, parts.anyOf) }
        if !parts.oneOf.isEmpty { checkOne(value, parts.oneOf) }
        if let not = parts.not {
            switch fit(value, not) {
            case .fits: excluded(not)
            case .fails: break
            case .notChecked: notChecked()
            }
        }
    }

    private mutating func checkAny(_ value: JSONValue, _ nodes: [SchemaNode]) {
        var isOpen = false
        for node in nodes {
            switch fit(value, node) {
            case .fits: return
            case .fails: break
            case .notChecked: isOpen = true
            }
        }
        if isOpen { notChecked() } else { none(of: nodes, value, "at least one") }
    }

    private mutating func checkOne(_ value: JSONValue, _ nodes: [SchemaNode]) {
        var (fitting, isOpen): ([SchemaNode], Bool) = ([], false)
        for node in nodes {
            switch fit(value, node) {
            case .fits: fitting.append(node)
            case .fails: break
            case .notChecked: isOpen = true
            }
        }
        if fitting.count > 1 {
            several(fitting)
        } else if isOpen {
            notChecked()
        } else if fitting.isEmpty {
            none(of: nodes, value, "exactly one")
        }
    }

    private mutating func notChecked() {
        found(
            .notEvaluated, "whether it fits the alternatives of the schema was not checked",
            hint: "a pattern or a rule of them cannot be evaluated")
    }

    /// A part of `allOf`: its alternatives tell more than that it does not fit.
    private mutating func checkAll(_ value: JSONValue, _ node: SchemaNode) {
        if !node.parts.anyOf.isEmpty || !node.parts.oneOf.isEmpty || node.parts.not != nil {
            checkAlternatives(value, node)
        } else {
            switch fit(value, node) {
            case .fits: break
            case .fails: found(.noAlternative, "does not fit: wanted is \(SchemaWords.alternative(node))")
            case .notChecked: notChecked()
            }
        }
    }

    private mutating func none(of nodes: [SchemaNode], _ value: JSONValue, _ how: String) {
        // A probe wants to know only that nothing fits.
        guard !isProbe else { return found(.noAlternative, "") }
        let names = SchemaWords.requiredFields(of: nodes)
        // Where each alternative is one field, the fault is that none of them, or a wrong one, is there.
        if let names {
            found(.noAlternative, "must have \(how) of \(names.joined(separator: ", "))")
        } else {
            found(.noAlternative, "must fit \(how) of these: \(SchemaWords.alternatives(nodes))")
        }
    }

    private mutating func several(_ fitting: [SchemaNode]) {
        if let names = SchemaWords.requiredFields(of: fitting) {
            found(
                .noAlternative, "has \(names.joined(separator: " and ")), of which only one may be there",
                hint: "keep one of them")
        } else {
            found(
                .noAlternative,
                "fits \(fitting.count) alternatives of which only one may: \(SchemaWords.alternatives(fitting))")
        }
    }

    private mutating func excluded(_ node: SchemaNode) {
        if let names = SchemaWords.requiredFields(of: node.parts.anyOf.isEmpty ? [node] : node.parts.anyOf) {
            found(.noAlternative, "must not have \(names.joined(separator: " or "))")
        } else {
            found(.noAlternative, "must not be: \(SchemaWords.alternative(node))")
        }
    }
}
