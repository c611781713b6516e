import Domain

/// Annotations that mean something to Istio itself.
enum ReservedAnnotations {
    static let family = RuleFamily(
        "istio-annotations", codes: [.reservedAnnotation, .dryRun], kinds: Set(IstioMeaning.kinds)
    ) { subject in
        let annotations = subject.root["metadata"]["annotations"]
        guard annotations.exists else { return [] }
        var remarks: [Remark] = reserved.flatMap { name -> [Remark] in
            let field = annotations[name]
            return .when(
                field.exists, .reservedAnnotation, field,
                "is for Istio itself; its webhook refuses objects that have it",
                hint: "leave it out")
        }
        let dryRun = annotations["istio.io/dry-run"]
        if dryRun.exists { remarks += check(dryRun, subject) }
        return remarks
    }

    private static let reserved = [
        "internal.istio.io/webhook-always-reject", "internal.istio.io/parent-namespace", "internal.istio.io/parents",
    ]
    /// As Go reads a truth value.
    private static let truthValues: Set<String> = [
        "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False",
    ]

    private static func check(_ dryRun: Field, _ subject: Subject) -> [Remark] {
        guard subject.object.kind == .authorizationPolicy else {
            return [Remark(.dryRun, dryRun, "is for AuthorizationPolicy only", hint: "leave it out")]
        }
        let action = subject.spec["action"].string ?? "ALLOW"
        if action != "ALLOW", action != "DENY" {
            return [
                Remark(.dryRun, dryRun, "cannot be used with \(action)", hint: "only ALLOW and DENY can be tried out")
            ]
        }
        return .when(
            !truthValues.contains(dryRun.text), .dryRun, dryRun, "is '\(dryRun.text)', which is neither true nor false",
            hint: "write \"true\" or \"false\"")
    }
}
