import Domain

/// The objects that policies are for by `targetRefs`: one that is not there makes the policy one for nothing, so that
/// even a DENY denies nothing.
enum TargetReach {
    static let family = RuleFamily(
        "targets of policies", codes: [.unknownTarget], kinds: Set(kinds), scope: .set
    ) { subject in
        references(of: subject.object).compactMap { remark($0, subject) }
    }

    /// Istio's policies that may be for objects which they name.
    static let kinds: [ObjectKind] = [
        .authorizationPolicy, .requestAuthentication, .envoyFilter, .wasmPlugin, .telemetry, .trafficExtension,
    ]

    /// What a policy says that it is for.
    static func references(of policy: KnownObject) -> [Field] {
        [policy.spec["targetRef"]] + policy.spec["targetRefs"].elements
    }

    private static func remark(_ reference: Field, _ subject: Subject) -> Remark? {
        let own = subject.object.namespace
        guard let kind = PolicyTargets.kind(of: reference), let name = reference["name"].string, !name.isEmpty,
            ["", own].contains(reference["namespace"].string ?? ""), isKnown(kind, subject),
            !isMadeByIstio(name, kind, subject.set)
        else { return nil }
        let namespace = kind.isClusterScoped ? "" : own
        guard subject.set.object(kind, namespace, name) == nil else { return nil }
        let place = kind.isClusterScoped ? "" : " of namespace \(namespace)"
        return Remark(
            .unknownTarget, reference["name"],
            "is no \(kind)\(place) that there is, so the policy is for nothing there",
            hint: "correct the name, or put the policy into the namespace of the \(kind)"
        ).naming([.init(kind: kind, namespace: namespace, name: name)])
    }

    /// What is known of other namespaces tells nothing of this one.
    private static func isKnown(_ kind: ObjectKind, _ subject: Subject) -> Bool {
        kind.isClusterScoped ? subject.set.isKnown(kind) : subject.set.isKnown(kind, in: subject.object.namespace)
    }

    private static func isMadeByIstio(_ name: String, _ kind: ObjectKind, _ set: ValidationSet) -> Bool {
        kind == .gatewayClass && !set.listed.contains(kind) && GatewayController.isMade(name)
    }
}
