import Domain

/// Selectors of workloads: those of Sidecars, Telemetries and extensions must take one of their namespace; none
/// of them works on the gateways of the Gateway API.
enum SelectorReach {
    static let families = [unmatched, onGateways]

    private static let unmatched = RuleFamily(
        "selectors without workloads", codes: [.unmatchedSelector],
        kinds: [.sidecar, .telemetry, .envoyFilter, .wasmPlugin, .trafficExtension, .proxyConfig], scope: .set
    ) { subject in
        let field = subject.object.workloadLabels
        let labels = field.texts
        let namespace = subject.object.namespace
        guard !labels.isEmpty, subject.set.knowsWorkloads(in: namespace), !isForAllNamespaces(subject),
            !subject.set.hasWorkload(selectedBy: labels, in: namespace)
        else { return [] }
        return [
            Remark(
                .unmatchedSelector, field, "no pod of namespace \(namespace) has the labels \(LabelText.of(labels))",
                hint: "the selector takes pods of the object's own namespace only")
        ]
    }

    /// In the root namespace what follows takes pods of every namespace.
    private static func isForAllNamespaces(_ subject: Subject) -> Bool {
        subject.object.namespace == subject.settings.rootNamespace
            && ![.sidecar, .telemetry].contains(subject.object.kind)
    }

    private static let gatewayPods = SetIndex("gateway pods", of: [.pod]) { pod in
        pod.labels[GatewayProxy.gatewayName] == nil ? [] : [pod.namespace]
    }

    private static let onGateways = RuleFamily(
        "selectors on Gateway API gateways", codes: [.ineffectiveSelector],
        kinds: [.authorizationPolicy, .requestAuthentication, .telemetry, .wasmPlugin, .trafficExtension],
        scope: .set
    ) { subject in
        let selector = subject.spec["selector"]
        guard case .object = selector.value, subject.spec["targetRef"].isEmpty, subject.spec["targetRefs"].isEmpty
        else {
            return []
        }
        let labels = selector["matchLabels"].texts
        var named: Set<String> = []
        return subject.set.objects(gatewayPods, subject.object.namespace).filter { pod in
            labels.allSatisfy { pod.labels[$0.key] == $0.value }
                && named.insert(pod.labels[GatewayProxy.gatewayName] ?? "").inserted
        }.map { pod in
            let gateway = pod.labels[GatewayProxy.gatewayName] ?? ""
            return Remark(
                .ineffectiveSelector, selector,
                "pod \(pod.name) belongs to Gateway \(gateway), where selectors have no effect",
                hint: "name the Gateway in targetRefs")
        }
    }
}

extension KnownObject {
    /// The labels of the workloads that the object is for, where its kind writes them.
    var workloadLabels: Field {
        switch kind {
        case .sidecar, .envoyFilter, .destinationRule, .serviceEntry:
            spec["workloadSelector"][kind == .destinationRule ? "matchLabels" : "labels"]
        default: spec["selector"]["matchLabels"]
        }
    }
}
