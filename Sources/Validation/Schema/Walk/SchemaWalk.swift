import Domain

/// Holds a value to a schema, place by place.
struct SchemaWalk {
    /// The place that the walk is at.
    var path: [FieldPath.Component] = []
    /// What is wrong, the first of it.
    private(set) var remarks: [Remark] = []
    /// What is wrong beyond that, and no more than counted.
    private var uncounted: [FindingCode: Int] = [:]
    /// How much is wrong so far. What could not be checked is no fault.
    private(set) var faults = 0
    /// How much of that is about the shape of values: rules rely on the shape, and not on one another.
    private var misshapen = 0
    /// Whether something could not be checked.
    private var isUndecided = false
    /// How the schema is called in messages: `VirtualService v1`.
    let name: String
    /// Whether it only matters if the value fits, as for the alternatives of `oneOf`: unknown fields are then no fault,
    /// because an alternative names those fields only that it is about.
    let isProbe: Bool
    /// What is left for patterns and rules, so that no document takes for ever.
    var steps = 20_000_000

    /// A document that is wrong everywhere is told so with that many remarks, and the number of the others.
    static let mostRemarks = Validator.findingLimit

    init(name: String) {
        self.name = name
        isProbe = false
        // As deep as most documents are: the path grows once.
        path.reserveCapacity(12)
    }

    private init(probing walk: SchemaWalk) {
        name = walk.name
        isProbe = true
        steps = walk.steps
    }

    /// Whether nothing more is wanted.
    var isDone: Bool { isProbe && faults > 0 }

    /// All that was found, with what was only counted as the last ones.
    var result: [Remark] {
        remarks + uncounted.sorted { $0.key.id < $1.key.id }.map { Remark(counting: $0.value, of: $0.key) }
    }

    mutating func found(
        _ code: FindingCode, _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil,
        schemaRule: String? = nil
    ) {
        if code == .notEvaluated { isUndecided = true } else { faults += 1 }
        if code != .notEvaluated, code != .brokenRule { misshapen += 1 }
        guard !isProbe else { return }
        guard remarks.count < Self.mostRemarks else { return uncounted[code, default: 0] += 1 }
        var remark = Remark(code: code, path: FieldPath(path), message: message(), hint: hint())
        remark.schemaRule = schemaRule
        remarks.append(remark)
    }

    mutating func within(_ component: FieldPath.Component, _ body: (inout Self) -> Void) {
        path.append(component)
        body(&self)
        path.removeLast()
    }

    /// How a value fits one alternative of a place.
    enum Fit { case fits, fails, notChecked }

    /// Whether the value fits one alternative of a place.
    mutating func fit(_ value: JSONValue, _ node: SchemaNode) -> Fit {
        var probe = SchemaWalk(probing: self)
        probe.check(value, node)
        steps = probe.steps
        return probe.faults > 0 ? .fails : probe.isUndecided ? .notChecked : .fits
    }

    mutating func check(_ value: JSONValue, _ node: SchemaNode) {
        guard !isDone else { return }
        let before = misshapen
        if case .null = value {
            if !node.parts.isNullable, node.parts.type != nil || node.parts.isIntOrString { wrongType(value, node) }
            return
        }
        guard hasType(value, node) else { return wrongType(value, node) }
        if !node.parts.values.isEmpty { checkValues(value, node) }
        switch value {
        case .object(let members): checkMembers(members, node)
        case .array(let elements): checkElements(elements, node)
        case .string(let text): check(text, node)
        case .int, .double: checkNumber(value, node)
        case .null, .bool: break
        }
        if node.hasAlternatives { checkAlternatives(value, node) }
        if misshapen == before, !node.parts.rules.isEmpty { checkRules(value, node) }
    }

    // MARK: Types

    private func hasType(_ value: JSONValue, _ node: SchemaNode) -> Bool {
        if node.parts.isIntOrString { return value.int != nil || value.string != nil || Self.isWhole(value) }
        return switch (node.parts.type, value) {
        case (nil, _), (.object?, .object), (.array?, .array), (.string?, .string), (.boolean?, .bool): true
        case (.integer?, .int), (.number?, .int), (.number?, .double): true
        case (.integer?, .double): Self.isWhole(value)
        default: false
        }
    }

    /// Whether a number has no fraction, whatever it is written like.
    private static func isWhole(_ value: JSONValue) -> Bool {
        guard case .double(let number) = value else { return value.int != nil }
        return number.rounded() == number && number.isFinite
    }

    private mutating func wrongType(_ value: JSONValue, _ node: SchemaNode) {
        let wanted = node.parts.isIntOrString ? "an integer or a string" : node.parts.type?.noun ?? "a value"
        let isTime = isDuration
        found(
            .wrongSchemaType, "must be \(wanted) and is \(SchemaWords.noun(value))",
            hint: Self.mend(value, node, isTime: isTime))
    }

    private static func mend(_ value: JSONValue, _ node: SchemaNode, isTime: Bool) -> String? {
        switch (node.parts.type, value) {
        case (.string?, .int(let number)) where isTime: "write the time with its unit, \(number)s for seconds"
        case (.object?, .int(let number)) where node.parts.properties["value"] != nil: "write {value: \(number)}"
        case (_, .null): "give it a value or leave the field out"
        case (.string?, .bool), (.string?, .int), (.string?, .double): DocumentProblem.quoting(value)
        case (.integer?, .string(let text)) where Int64(text) != nil: "leave out the quotes"
        case (.number?, .string(let text)) where Double(text) != nil: "leave out the quotes"
        case (.boolean?, .string(let text)) where ["true", "false"].contains(text): "leave out the quotes"
        case (.array?, _): "a list has '- ' before each element"
        default: nil
        }
    }

    /// Whether the field is a time, as far as its name tells: the schemas call it a text.
    private var isDuration: Bool {
        guard case .key(let name) = path.last else { return false }
        return ["imeout", "nterval", "jectionTime", "ixedDelay", "ttl"].contains(where: name.hasSuffix)
    }

    private mutating func checkValues(_ value: JSONValue, _ node: SchemaNode) {
        let known = node.parts.values
        guard !known.contains(value) else { return }
        let texts = known.map(SchemaWords.text)
        found(
            .notInEnumeration, "must be one of \(SchemaWords.list(texts)) and is \(SchemaWords.text(value))",
            hint: value.string.flatMap { Self.meant($0, known.compactMap(\.string)) }.map { "did you mean \($0)?" })
    }

    /// A word with other figures was not written wrong: TLSV1_4 is none of the others.
    private static func meant(_ text: String, _ known: [String]) -> String? {
        func letters(_ word: String) -> String { String(word.filter { !$0.isNumber }.lowercased()) }
        return Spelling.nearest(to: text, in: known).flatMap { near in
            near.count == text.count && letters(near) == letters(text) && near.lowercased() != text.lowercased()
                ? nil : near
        }
    }

    private var judgesUnknown: Bool { !isProbe }

    // MARK: Objects

    private mutating func checkMembers(_ members: [String: JSONValue], _ node: SchemaNode) {
        // Its parts are read one by one: a copy of them all would cost more than most checks.
        if node.parts.type == .object || node.parts.type == nil {
            checkCount(members.count, node.parts.members, "fields")
        }
        for name in node.parts.required where members[name] == nil {
            let holder = parentName(below: 0)
            within(.key(name)) {
                $0.found(.missingSchemaField, "is missing", hint: "it is required in \(holder)")
            }
        }
        let outdented = isProbe ? [:] : Outdented.members(of: members, node.parts)
        for (name, member) in members {
            if let property = node.parts.properties[name] {
                if case .null = member, let names = outdented[name] {
                    within(.key(name)) { $0.found(.wrongSchemaType, Outdented.message(names), hint: Outdented.hint) }
                } else {
                    check(member, property, under: .key(name))
                }
            } else {
                switch node.parts.others {
                case .anything: continue
                case .like(let other): check(member, other, under: .key(name))
                case .unknown:
                    guard judgesUnknown, !node.parts.keepsUnknown, node.parts.type == .object,
                        !outdented.values.contains(where: { $0.contains(name) })
                    else { continue }
                    unknown(name, node.parts)
                }
            }
        }
    }

    private mutating func check(_ value: JSONValue, _ node: SchemaNode, under component: FieldPath.Component) {
        path.append(component)
        check(value, node)
        path.removeLast()
    }

    /// The field that holds the place.
    private func parentName(below dropped: Int) -> String {
        for component in path.dropLast(dropped).reversed() { if case .key(let name) = component { return name } }
        return "the object"
    }

    private mutating func unknown(_ name: String, _ parts: SchemaParts) {
        let isTop = path.count == 1 && path.first == .key("spec")
        let known = parts.properties.keys.sorted()
        let holder = isTop ? self.name : parentName(below: 0)
        within(.key(name)) { walk in
            walk.found(
                isTop ? .unknownSpecField : .unknownSchemaField,
                "is not a field of \(holder)",
                hint: Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" }
                    ?? (known.isEmpty ? "no field is known there" : "known are \(SchemaWords.list(known))"))
        }
    }

    mutating func checkCount(_ count: Int, _ bounds: SchemaParts.Bounds, _ what: String) {
        if let least = bounds.least, count < least {
            found(.wrongCount, "must have at least \(least) \(what) and has \(count)")
        } else if let most = bounds.most, count > most {
            found(.wrongCount, "must have at most \(most) \(what) and has \(count)")
        }
    }

    // MARK: Lists

    private mutating func checkElements(_ elements: [JSONValue], _ node: SchemaNode) {
        checkCount(elements.count, node.parts.count, "elements")
        if let items = node.parts.items {
            for (index, element) in elements.enumerated() { check(element, items, under: .index(index)) }
        }
        switch node.parts.list {
        case .atomic: break
        case .set: checkUnique(elements.map { Optional($0) }, "is in the list already")
        case .map(let keys):
            let identities = elements.map { element -> JSONValue? in
                guard element.object != nil else { return Optional.none }
                return .array(keys.map { element[$0] ?? .null })
            }
            checkUnique(identities, "is there already with the same \(keys.joined(separator: " and "))")
        }
    }

    private mutating func checkUnique(_ identities: [JSONValue?], _ message: String) {
        var seen: [JSONValue: Int] = [:]
        for (index, identity) in identities.enumerated() {
            guard let identity else { continue }
            if let first = seen[identity] {
                within(.index(index)) {
                    $0.found(.duplicateElement, message, hint: "the first one is element \(first)")
                }
            } else {
                seen[identity] = index
            }
        }
    }
}
