import Domain

/// What selects the workloads of a policy, and labels in general.
enum Selectors {
    /// - Parameter labels: The field of the selector that holds the labels.
    static func check(_ selector: Field, labels: String = "matchLabels") -> [Remark] {
        guard selector.value.object != nil else { return [] }
        let labels = selector[labels]
        var remarks: [Remark] = []
        for (key, field) in labels.members {
            if key.isEmpty {
                remarks.append(Remark(.selectorLabel, field, "has no key", hint: "name the label that is selected by"))
            }
            if key.utf8.contains(UInt8(ascii: "*")) || field.text.utf8.contains(UInt8(ascii: "*")) {
                remarks.append(
                    Remark(
                        .selectorLabel, field, "selects by '\(key)=\(field.text)'; wildcards are not known here",
                        hint: "write the whole key and the whole value"))
            }
        }
        if labels.isEmpty {
            remarks.append(
                Remark(
                    .emptySelector, selector, "selects by no label, so that every workload of the namespace is meant",
                    hint: "name labels, or leave the selector out"))
        }
        return remarks
    }

    /// Labels that are compared or set, not selected by.
    static func check(labels: Field) -> [Remark] {
        labels.members.flatMap { key, field -> [Remark] in
            .of(.labelSyntax, field, LabelSyntax.fault(inKey: key), hint: "write [domain/]name as Kubernetes takes it")
                + .when(
                    field.string.map { !LabelSyntax.isValue($0) } ?? false, .labelSyntax, field,
                    "is '\(field.text)', which no label can have",
                    hint: "use letters, digits, '-', '_' and '.', with a letter or digit at the ends")
        }
    }
}

/// What a policy is for: workloads, or objects that it names.
enum PolicyTargets {
    static let codes: [FindingCode] = [.selectorLabel, .emptySelector, .severalTargets, .targetReference]

    static func check(_ spec: Field) -> [Remark] {
        let selector = spec["selector"]
        let reference = spec["targetRef"]
        let references = spec["targetRefs"]
        let given = [selector.isGiven, reference.isGiven, !references.elements.isEmpty].filter { $0 }.count
        var remarks: [Remark] = []
        if given > 1 {
            remarks.append(
                Remark(
                    .severalTargets, selector.isGiven ? selector : reference,
                    "is given beside another way to say what the policy is for",
                    hint: "keep one of selector, targetRef and targetRefs"))
        }
        remarks += Selectors.check(selector)
        for reference in [reference] + references.elements { remarks += check(reference: reference) }
        return remarks
    }

    private static let kinds: [ObjectKind] = [.service, .serviceEntry, .kubernetesGateway, .gatewayClass]

    /// What a reference names; `nil` for what policies cannot be for.
    static func kind(of reference: Field) -> ObjectKind? {
        let (group, kind) = (reference["group"].text, reference["kind"].text)
        return kinds.first { $0.name == kind && $0.group == (group == "core" ? "" : group) }
    }

    private static func check(reference: Field) -> [Remark] {
        guard reference.value.object != nil else { return [] }
        var remarks: [Remark] = []
        if reference["name"].isEmpty {
            remarks.append(Remark(.targetReference, reference["name"], "is missing", hint: "name the object"))
        }
        if !reference["namespace"].text.isEmpty {
            remarks.append(
                Remark(
                    .targetReference, reference["namespace"],
                    "is given; a policy is for objects of its own namespace only",
                    hint: "leave it out, and put the policy beside its object"))
        }
        let (group, kind) = (reference["group"].text, reference["kind"].text)
        if self.kind(of: reference) == nil {
            remarks.append(
                Remark(
                    .targetReference, reference["kind"],
                    "is \(kind.isEmpty ? "missing" : "'\(kind)'") in the group '\(group)'; policies cannot be for that",
                    hint: "known are Service, ServiceEntry and the Gateway API's Gateway and GatewayClass"))
        }
        return remarks
    }
}
