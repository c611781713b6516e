import Domain
import MeshModel

/// What the pods of a Sidecar need, by what others are written for, and the Sidecar does not import. The destinations
/// of a VirtualService that it imports come with it (istiod's `virtualServiceDestinations`).
enum SidecarNeeds {
    static let family = RuleFamily(
        "needs of a Sidecar's pods", codes: [.routeNotImported, .serviceNotImported], kinds: [.sidecar], scope: .set
    ) { subject in
        let egress = subject.spec["egress"]
        guard !egress.elements.isEmpty, subject.object.namespace != subject.settings.rootNamespace,
            let sidecar = PolicyObject(subject.object.tree)
        else { return [] }
        let pods = Pods(
            scope: SidecarScope(sidecar, namespace: subject.object.namespace),
            labels: subject.spec["workloadSelector"]["labels"].texts)
        return routes(subject, pods, egress) + services(subject, pods, egress)
    }

    private struct Pods {
        let scope: SidecarScope
        let labels: [String: String]
    }

    // MARK: - VirtualServices

    private static func routes(_ subject: Subject, _ pods: Pods, _ egress: Field) -> [Remark] {
        let own = subject.set.objects(.meshRoutes, subject.object.namespace)
        let missing = own.filter { route in
            isMeant(route, for: pods, subject)
                && !route.spec["hosts"].strings.contains {
                    pods.scope.imports(HostName.qualified($0, in: route.namespace), from: route.namespace)
                }
        }
        guard let first = missing.first else { return [] }
        let more = missing.count > 1 ? " (and \(missing.count - 1) more)" : ""
        return [
            Remark(
                .routeNotImported, egress,
                "imports no host of VirtualService \(first.name)\(more), which is for these pods: it does nothing",
                hint: "add ./\(HostName.qualified(first.spec["hosts"].strings.first ?? "*", in: first.namespace))"
            ).naming(missing.prefix(10).map(\.key))
        ]
    }

    /// Whether nobody else can be meant: it names the pods by their labels, or, for the Sidecar of the namespace, is
    /// not for other namespaces.
    private static func isMeant(_ route: KnownObject, for pods: Pods, _ subject: Subject) -> Bool {
        guard pods.labels.isEmpty else {
            let matches = route.spec["http"].elements.flatMap { $0["match"].elements }
            return matches.contains { match in
                let labels = match["sourceLabels"].texts
                return !labels.isEmpty && labels.allSatisfy { pods.labels[$0.key] == $0.value }
            }
        }
        return ExportScope.scopes(of: route) == [route.namespace]
    }

    // MARK: - Services

    /// Services whose policies let in the pods of the Sidecar, by name.
    private static func services(_ subject: Subject, _ pods: Pods, _ egress: Field) -> [Remark] {
        let namespace = subject.object.namespace
        let policies = subject.set.objects(.callersOfPolicies, namespace).prefix(mostPolicies)
        guard !policies.isEmpty else { return [] }
        let accounts = accounts(subject, pods)
        guard !accounts.isEmpty else { return [] }
        var missing: [KnownObject] = []
        for policy in policies {
            let rules = PolicyCallers(policy).rules.filter { !$0.accounts(of: namespace).isDisjoint(with: accounts) }
            for service in cutOff(by: policy, rules, subject, pods)
            where !missing.contains(where: { $0 === service }) {
                missing.append(service)
            }
        }
        return missing.prefix(mostNamed).map { service in
            let host = HostName.qualified(service.name, in: service.namespace)
            return Remark(
                .serviceNotImported, egress,
                "does not import \(host), whose AuthorizationPolicy lets in these pods by name",
                hint: "add \(service.namespace)/\(host)"
            ).naming(service)
        }
    }

    private static let mostPolicies = 500
    private static let mostNamed = 20

    /// The Services of the policy's pods, where none of them is imported, alone or as the destination of a route. Where
    /// a rule names ports, each has to be reached.
    private static func cutOff(
        by policy: KnownObject, _ rules: [PolicyCallers.Rule], _ subject: Subject, _ pods: Pods
    ) -> [KnownObject] {
        let labels = policy.spec["selector"]["matchLabels"].texts
        guard !rules.isEmpty, !labels.isEmpty, policy.namespace != subject.settings.rootNamespace else { return [] }
        let services = subject.set.services(selecting: labels, in: policy.namespace).filter { subject.sees($0) }
        let imported = services.filter { service in
            let host = HostName.qualified(service.name, in: service.namespace)
            return pods.scope.imports(host, from: service.namespace) || isRouted(host, subject, pods)
        }
        if imported.isEmpty { return services }
        return rules.flatMap(\.ports).flatMap { port in
            imported.contains { ServiceTargets.answer($0, port) != .no }
                ? [] : services.filter { ServiceTargets.answer($0, port) == .yes }
        }
    }

    private static func isRouted(_ host: String, _ subject: Subject, _ pods: Pods) -> Bool {
        subject.set.objects(.objectsNaming, "host \(host)").contains { route in
            route.kind == .virtualService && subject.sees(route)
                && route.spec["hosts"].strings.contains {
                    pods.scope.imports(HostName.qualified($0, in: route.namespace), from: route.namespace)
                }
        }
    }

    /// The accounts of the pods that no other Sidecar is for.
    private static func accounts(_ subject: Subject, _ pods: Pods) -> Set<String> {
        let namespace = subject.object.namespace
        let others = subject.set.objects(.namespaceSidecars, namespace).filter { $0.key != subject.object.key }
            .map { $0.spec["workloadSelector"]["labels"].texts }.filter { !$0.isEmpty }
        let own = subject.set.instances(selectedBy: pods.labels, in: namespace).filter { workload in
            !pods.labels.isEmpty || !others.contains { workload.isSelected(by: $0) }
        }
        // An account that pods of another Sidecar share may be meant for those.
        let shared = subject.set.instances(selectedBy: [:], in: namespace).filter { workload in
            pods.labels.isEmpty
                ? others.contains { workload.isSelected(by: $0) } : !workload.isSelected(by: pods.labels)
        }
        return Set(own.map(\.account)).subtracting(shared.map(\.account))
    }
}

extension SetIndex {
    /// VirtualServices for clients in the mesh, by their namespace.
    static let meshRoutes = SetIndex("routes of the mesh", of: [.virtualService]) { route in
        let gateways = route.spec["gateways"].strings
        return !route.spec["hosts"].isEmpty && (gateways.isEmpty || gateways.contains("mesh")) ? [route.namespace] : []
    }

    /// ALLOW policies by the namespaces of the accounts that they let in by name.
    static let callersOfPolicies = SetIndex("policies by their callers", of: [.authorizationPolicy]) {
        Array(PolicyCallers($0).namespaces)
    }

    /// Sidecars by their namespace.
    static let namespaceSidecars = SetIndex("sidecars of namespaces", of: [.sidecar]) { [$0.namespace] }
}
