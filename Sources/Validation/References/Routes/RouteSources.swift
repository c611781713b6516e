import Domain

/// Who calls, where nobody looks: gateways know nothing of their callers, and some callers are not there.
enum RouteSources {
    static let family = RuleFamily(
        "callers of routes", codes: [.impossibleMatch, .idleCondition, .routeForNobody], kinds: [.virtualService],
        scope: .set
    ) { subject in
        let asking = GatewayServer.Routes.allCases.flatMap { list in
            subject.spec[list.rawValue].elements.flatMap { $0["match"].elements }.compactMap { asked($0, list) }
        }
        guard !asking.isEmpty else { return [] }
        let bound = RouteBinding(subject)
        return asking.flatMap { match, list, fields -> [Remark] in
            if list == .http, !match["gateways"].isEmpty { return fields.map(besideGateways) }
            // A delegate is where those are that delegate to it.
            guard !subject.spec["hosts"].isEmpty else { return [] }
            let names = bound.names(of: match)
            guard !names.contains(RouteBinding.mesh) else { return nobody(match, subject) }
            return list == .http
                ? atGateways(match, bound.gateways(names) ?? [], subject) : fields.map(ofConnections)
        }
    }

    /// What a match asks of the caller; `nil` where it asks nothing.
    private static func asked(
        _ match: Field, _ list: GatewayServer.Routes
    ) -> (match: Field, list: GatewayServer.Routes, fields: [Field])? {
        let fields = ["sourceLabels", "sourceNamespace"].map { match[$0] }.filter { !$0.isEmpty }
        return fields.isEmpty ? nil : (match, list, fields)
    }

    private static func besideGateways(_ field: Field) -> Remark {
        Remark(
            .idleCondition, field, "is not looked at, since the match names gateways: the route is for any caller",
            hint: "leave the gateways of the match out, and bind the VirtualService to mesh alone")
    }

    private static func ofConnections(_ field: Field) -> Remark {
        Remark(
            .idleCondition, field, "is not looked at by gateways: the route is for any caller",
            hint: "leave it out, or bind the VirtualService to mesh")
    }

    // MARK: - Gateways

    /// A gateway compares its own pods with what is asked of the caller.
    private static func atGateways(_ match: Field, _ gateways: [KnownObject], _ subject: Subject) -> [Remark] {
        guard !gateways.isEmpty, !gateways.contains(where: { mayHold(match, $0, subject) }) else { return [] }
        let field = match["sourceLabels"].isEmpty ? match["sourceNamespace"] : match["sourceLabels"]
        return [
            Remark(
                .impossibleMatch, field,
                "is asked of the caller, whom a gateway does not know: it looks at its own pods, so nothing meets the "
                    + "match",
                hint: "leave it out, or bind the VirtualService to mesh"
            ).naming(gateways.map(\.key))
        ]
    }

    private static func mayHold(_ match: Field, _ gateway: KnownObject, _ subject: Subject) -> Bool {
        let (labels, namespace) = (match["sourceLabels"].texts, match["sourceNamespace"].string ?? "")
        let selector = gateway.spec["selector"].texts
        let pods = subject.set.fact(GatewayWorkloads.bySelector)[LabelText.of(selector)]?.workloads ?? []
        guard !selector.isEmpty else { return true }
        guard !pods.isEmpty else { return labels.allSatisfy { selector[$0] == $1 } }
        return pods.contains { $0.isSelected(by: labels) && (namespace.isEmpty || $0.namespace == namespace) }
    }

    // MARK: - Callers

    private static func nobody(_ match: Field, _ subject: Subject) -> [Remark] {
        let (set, namespace) = (subject.set, match["sourceNamespace"])
        let name = namespace.string.flatMap { $0.isEmpty ? nil : $0 }
        if let name, set.knowsNamespaces, !set.isNamespace(name) {
            return [
                Remark(
                    .routeForNobody, namespace, "is no namespace that there is", hint: "name a namespace that there is")
            ]
        }
        // What others put on pods, templates do not have.
        let labels = match["sourceLabels"].texts
            .filter { !$0.key.contains("/") && !AddedLabels.has($0.key, in: set) }
        // Callers are of other namespaces mostly: files tell of those of a namespace that is named.
        let isKnown = set.listed.contains(.pod) || name.map { set.knowsWorkloads(in: $0) } ?? false
        guard !labels.isEmpty, isKnown, !set.hasWorkload(selectedBy: labels, in: name) else { return [] }
        return [
            Remark(
                .routeForNobody, match["sourceLabels"],
                "no pod \(name.map { "of namespace \($0) " } ?? "")has the labels \(LabelText.of(labels))",
                hint: "write labels that the pods of the callers have")
        ]
    }
}
