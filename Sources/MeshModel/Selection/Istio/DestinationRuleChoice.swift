package import Domain

/// What a client's proxy does on the way to a service: pools, outlier detection, TLS, and the service's subsets.
package struct DestinationRuleChoice: Hashable, Sendable {
    /// The objects that it was merged of; the first one's traffic policy counts.
    package let objects: [PolicyObject]
    package let trafficPolicy: JSONValue?
    package let subsets: [JSONValue]

    /// The subset of this name; `nil` where no rule declares it: routes to it then answer 503.
    package func subset(_ name: String) -> JSONValue? { subsets.first { $0["name"]?.string == name } }

    /// Whether a pod is one of the subset's; the empty name is the whole service.
    package func contains(_ pod: MeshPod, subset name: String) -> Bool {
        name.isEmpty || (subset(name).map { LabelSelector(labels: $0["labels"]).selects(pod.labels) } ?? false)
    }

    /// The traffic policy on the way to a subset and port: the subset's own fields over the rule's, field by field, and
    /// what is set for the port over both (`MergeTrafficPolicy`).
    package func policy(subset name: String, port: Int?) -> JSONValue {
        var merged = (trafficPolicy ?? .object([:])).object ?? [:]
        for (field, value) in subset(name)?["trafficPolicy"]?.object ?? [:] { merged[field] = value }
        let perPort = merged.removeValue(forKey: "portLevelSettings")?.array ?? []
        let own = perPort.first { $0["port"]?["number"]?.int.map { Int(clamping: $0) } == port }
        guard port != nil, var own = own?.object else { return .object(merged) }
        own["port"] = nil
        // Settings of a port replace those of the whole; what they leave out has its default.
        for field in ["connectionPool", "outlierDetection", "loadBalancer", "tls"] { merged[field] = own[field] }
        return .object(merged)
    }
}

extension PolicySet {
    /// The DestinationRule for a client's requests to a host; `nil` where none counts.
    ///
    /// - Parameter namespace: That of the service; `nil` for a host that is no service.
    package func destinationRule(from client: MeshPod, to host: String, in namespace: String?) -> DestinationRuleChoice?
    {
        let rules = destinationRules.rules(for: host, client: client.namespace, service: namespace)
        // A selector is honoured only in its own namespace; of rules without one the last in the list counts
        // (`SidecarScope.DestinationRule`).
        let chosen =
            rules.first { rule in
                rule.namespace == client.namespace && (rule.selector.map { $0.selects(client.labels) } ?? false)
            } ?? rules.last { $0.selector == nil }
        return chosen.map {
            DestinationRuleChoice(objects: $0.objects, trafficPolicy: $0.trafficPolicy, subsets: $0.subsets)
        }
    }

    /// The same for a service of the cluster.
    package func destinationRule(from client: MeshPod, to service: MeshService) -> DestinationRuleChoice? {
        destinationRule(from: client, to: service.hostname, in: service.namespace)
    }
}
