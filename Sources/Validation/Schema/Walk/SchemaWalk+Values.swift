import Domain

extension SchemaWalk {
    // MARK: Texts

    /// The first thing that is wrong with a text: one fault is told once.
    mutating func check(_ text: String, _ node: SchemaNode) {
        if let least = node.parts.length.least, hasFewer(text, than: least) {
            return found(
                .wrongLength, text.isEmpty ? "must not be empty" : "must be at least \(least) characters long")
        }
        if let most = node.parts.length.most, !hasFewer(text, than: most == .max ? most : most + 1) {
            return found(
                .wrongLength, "must be at most \(most) characters long and has \(text.unicodeScalars.count)")
        }
        if let pattern = node.pattern, !check(text, pattern.value, node.parts.pattern ?? "") { return }
        if let format = node.parts.format, !node.parts.isIntOrString,
            let wanted = SchemaFormats.problem(of: text, as: format)
        {
            found(.wrongFormat, "must be \(wanted) and is \(SchemaWords.text(.string(text)))")
        }
    }

    private func hasFewer(_ text: String, than count: Int) -> Bool {
        // Bytes are never fewer than characters: short texts need no counting.
        text.utf8.count < count || text.unicodeScalars.prefix(count).count < count
    }

    /// False where nothing more should be said of the text.
    private mutating func check(
        _ text: String, _ pattern: Result<RegularExpression, RegularExpressionError>, _ source: String
    ) -> Bool {
        switch pattern {
        case .success(let expression):
            switch expression.matches(in: text, steps: &steps) {
            case true?: return true
            case false?:
                found(
                    .patternMismatch, "does not match what is wanted there: \(SchemaWords.text(.string(text)))",
                    hint: "it must match \(source)")
            case nil:
                steps = 0
                found(.notEvaluated, "the pattern \(source) was not checked", hint: "the text is too long for it")
            }
        case .failure(let error):
            found(.notEvaluated, "the pattern \(source) was not checked", hint: "it \(error)")
        }
        return false
    }

    // MARK: Numbers

    mutating func checkNumber(_ value: JSONValue, _ node: SchemaNode) {
        guard let number = value.number else { return }
        if let format = node.parts.format, let range = SchemaFormats.range(of: format), !range.contains(number) {
            return found(.outOfRange, "does not fit \(format): \(SchemaWords.text(value))")
        }
        if let minimum = node.parts.minimum, node.parts.excludesMinimum ? number <= minimum : number < minimum {
            let wanted = node.parts.excludesMinimum ? "greater than" : "at least"
            return found(
                .outOfRange, "must be \(wanted) \(SchemaWords.text(minimum)) and is \(SchemaWords.text(value))")
        }
        if let maximum = node.parts.maximum, node.parts.excludesMaximum ? number >= maximum : number > maximum {
            let wanted = node.parts.excludesMaximum ? "less than" : "at most"
            return found(
                .outOfRange, "must be \(wanted) \(SchemaWords.text(maximum)) and is \(SchemaWords.text(value))")
        }
        if let step = node.parts.multipleOf, step > 0, number.truncatingRemainder(dividingBy: step) != 0 {
            found(.outOfRange, "must be a multiple of \(SchemaWords.text(step)) and is \(SchemaWords.text(value))")
        }
    }
}
