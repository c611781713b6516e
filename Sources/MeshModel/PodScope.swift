package import Domain

/// Which pods a cohort is drawn from: data, so that pods that are born later can be judged as well.
package struct PodScope: Hashable, Sendable {
    /// `nil`: all namespaces.
    package let namespaces: Set<String>?
    /// Pods that one of these selects; empty: all.
    package let selectors: [LabelSelector]
    /// But not pods that one of these selects.
    package let excluding: [LabelSelector]
    /// Only pods with a proxy of the mesh (`Workload.isMeshed`).
    package let onlyMeshed: Bool

    package init(
        namespaces: Set<String>?, selectors: [LabelSelector] = [], excluding: [LabelSelector] = [],
        onlyMeshed: Bool = false
    ) {
        self.namespaces = namespaces
        self.selectors = selectors
        self.excluding = excluding
        self.onlyMeshed = onlyMeshed
    }

    /// Whether the cohort may have the pod. Pods that have ended are nobody's.
    package func contains(_ pod: Workload) -> Bool {
        pod.phase != "Succeeded" && pod.phase != "Failed"
            && namespaces.map { $0.contains(pod.namespace) } ?? true
            && (selectors.isEmpty || selectors.contains { $0.selects(pod.labels) })
            && !excluding.contains { $0.selects(pod.labels) }
            && (!onlyMeshed || pod.isMeshed)
    }

    package var json: JSONValue {
        [
            "namespaces": namespaces.map { .array($0.sorted().map { .string($0) }) } ?? .null,
            "selectors": .array(selectors.map(\.json)), "excluding": .array(excluding.map(\.json)),
            "onlyMeshed": .bool(onlyMeshed),
        ]
    }

    package init(json: JSONValue) {
        self.init(
            namespaces: json["namespaces"]?.array.map { Set($0.compactMap(\.string)) },
            selectors: (json["selectors"]?.array ?? []).map { LabelSelector($0) },
            excluding: (json["excluding"]?.array ?? []).map { LabelSelector($0) },
            onlyMeshed: json["onlyMeshed"]?.bool ?? false)
    }
}
