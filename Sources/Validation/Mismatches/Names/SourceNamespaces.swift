import Domain

/// The namespaces that an AuthorizationPolicy lets in have to exist.
enum SourceNamespaces {
    static let family = RuleFamily(
        "source namespaces", codes: [.unknownSourceNamespace], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        guard subject.set.isKnown(.namespace) else { return [] }
        return subject.spec["rules"].elements.flatMap { $0["from"].elements }.flatMap { from in
            from["source"]["namespaces"].elements.compactMap { field in
                guard let pattern = field.string, !exists(pattern, subject.set),
                    subject.set.knowledge(ofNamespace: pattern, root: subject.settings.rootNamespace) != .nothing,
                    pattern != subject.object.namespace
                else { return nil }
                return Remark(
                    .unknownSourceNamespace, field, "fits no namespace that there is",
                    hint: "compare it with the namespaces")
            }
        }
    }

    private static func exists(_ pattern: String, _ set: ValidationSet) -> Bool {
        if pattern == "*" || set.isNamespace(pattern) { return true }
        guard pattern.hasPrefix("*") || pattern.hasSuffix("*") else { return false }
        return set.fact(KnownNames.namespaces).contains { TextPattern.matches(pattern, $0) }
    }
}

/// Names that are looked for by a pattern.
enum KnownNames {
    /// Of the namespaces.
    static let namespaces = SetFact("namespace names") { $0.objects(.namespace).map(\.name) }
}

/// The patterns of AuthorizationPolicies: a star at one end stands for anything.
enum TextPattern {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        if pattern.hasSuffix("*") {
            let front = pattern.dropLast()
            return !front.isEmpty && text.hasPrefix(front)
        }
        guard pattern.hasPrefix("*") else { return pattern == text }
        let end = pattern.dropFirst()
        return !end.isEmpty && text.hasSuffix(end)
    }
}
