import Domain

/// The namespaces that an AuthorizationPolicy lets in have to exist.
enum SourceNamespaces {
    static let family = RuleFamily(
        "source namespaces", codes: [.unknownSourceNamespace], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        guard subject.set.isKnown(.namespace) else { return [] }
        return subject.spec["rules"].elements.flatMap { rule in
            NamedCallers.namespaces(rule).compactMap { field in
                guard let pattern = field.string, !subject.set.hasNamespace(fitting: pattern),
                    subject.set.knowledge(ofNamespace: pattern, root: subject.settings.rootNamespace) != .nothing,
                    pattern != subject.object.namespace
                else { return nil }
                return Remark(
                    .unknownSourceNamespace, field, "fits no namespace that there is",
                    hint: "compare it with the namespaces")
            }
        }
    }
}
