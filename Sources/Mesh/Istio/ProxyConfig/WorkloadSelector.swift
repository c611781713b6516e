package import Domain
package import MeshModel

/// `spec.workloadSelector.labels` of a Sidecar or an EnvoyFilter: equality of labels, all of which must hold.
enum WorkloadSelector {
    /// The object's selector; `nil` where it has none. Istio takes an empty one for a selector that holds for every
    /// pod.
    static func of(_ document: JSONValue) -> LabelSelector? {
        guard let selector = document["spec"]?["workloadSelector"], selector != .null else { return nil }
        return LabelSelector(labels: selector["labels"])
    }

    /// The object for those of its pods that have the cohort's label.
    static func narrowed(_ document: JSONValue, to cohort: Cohort) -> JSONValue {
        var spec = document["spec"] ?? .object([:])
        var selector = object(spec["workloadSelector"])
        var labels = object(selector["labels"])
        labels[cohort.labelKey] = .string(Cohort.labelValue)
        selector["labels"] = labels
        spec["workloadSelector"] = selector
        var narrowed = document
        narrowed["spec"] = spec
        return narrowed
    }

    /// A copy of the object beside it, for the pods with the cohort's label.
    static func copy(of document: JSONValue, named original: MeshObjectName, for cohort: Cohort) -> MeshObject {
        let name = MeshObjectName(
            resource: original.resource, namespace: original.namespace, name: cohort.copyName(of: original.name))
        var copy = narrowed(document, to: cohort)
        copy["metadata"]?["name"] = .string(name.name)
        return MeshObject(name: name, document: copy)
    }

    private static func object(_ value: JSONValue?) -> JSONValue {
        guard let value, value.object != nil else { return .object([:]) }
        return value
    }
}

extension PodScope {
    /// The pods of `namespaces` with a proxy that `selector` selects and none of `excluding` does. Where no pod of the
    /// cluster shows a proxy, the cluster does not tell, and every pod counts.
    static func proxies(
        of namespaces: Set<String>?, selectedBy selector: LabelSelector?, excluding: [LabelSelector] = [],
        in surroundings: Surroundings
    ) -> PodScope {
        PodScope(
            namespaces: namespaces, selectors: [selector].compactMap(\.self), excluding: excluding,
            onlyMeshed: surroundings.pods.contains(where: \.isMeshed))
    }

    /// All pods of the scope, for measuring: whole namespaces where nothing else narrows it, since pods come and go.
    func everybody(in surroundings: Surroundings) -> MeasuredGroup {
        let pods = surroundings.pods.filter(contains)
        guard selectors.isEmpty, excluding.isEmpty else { return .pods(pods.map(\.podName).sorted()) }
        return .namespaces(Set(pods.map(\.namespace)).union(namespaces ?? []).sorted())
    }

    /// The services that lead to pods of the scope.
    func services(in surroundings: Surroundings) -> [ServiceName] {
        Self.services(leadingTo: surroundings.pods.filter(contains), of: surroundings.services)
    }

    /// The services that lead to one of the pods at least.
    package static func services(leadingTo pods: [Workload], of services: [MeshService]) -> [ServiceName] {
        let pods = Dictionary(grouping: pods, by: \.namespace)
        return services.filter { pods[$0.namespace]?.contains(where: $0.selects) ?? false }
            .map { ServiceName(namespace: $0.namespace, name: $0.name) }
    }
}
