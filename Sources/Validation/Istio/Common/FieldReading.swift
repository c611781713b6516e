import Domain

/// Values as Istio's own reader takes them: what is absent or `null` is the type's empty value.
extension Field {
    /// Whether the document gives a value.
    var isGiven: Bool {
        if case .null = value { false } else { exists }
    }
    var text: String { string ?? "" }
    var flag: Bool { bool ?? false }
    var whole: Int64 { int ?? 0 }
}

extension [Remark] {
    /// A remark where there is a fault.
    static func of(_ code: FindingCode, _ field: Field, _ fault: String?, hint: String? = nil) -> [Remark] {
        guard let fault else { return [] }
        return [Remark(code, field, fault, hint: hint)]
    }

    /// A remark where the condition holds.
    static func when(
        _ condition: Bool, _ code: FindingCode, _ field: @autoclosure () -> Field,
        _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) -> [Remark] {
        guard condition else { return [] }
        return [Remark(code, field(), message(), hint: hint())]
    }
}

extension RuleFamily {
    /// Rules about the `spec` of one kind of Istio's. A `spec` of the wrong type is for the schema to refuse.
    static func istio(
        _ name: String, _ kinds: Set<ObjectKind>, codes: [FindingCode],
        check: @escaping @Sendable (Subject, Field) -> [Remark]
    ) -> RuleFamily {
        RuleFamily(name, codes: codes, kinds: kinds) { subject in
            let spec = subject.spec
            if spec.isGiven, spec.value.object == nil { return [] }
            return check(subject, spec)
        }
    }
}
