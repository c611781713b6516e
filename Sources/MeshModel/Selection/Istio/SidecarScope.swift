import Domain

/// Which part of the mesh a sidecar is told of: the Sidecar object that counts for it, if any.
package struct SidecarScope: Hashable, Sendable {
    /// `nil`: everything is imported.
    package let sidecar: PolicyObject?
    let namespace: String
    private let hosts: [Import]?
    private let traffic: String?

    /// An entry of `egress.hosts`: `namespace/host`; `~` as namespace is none.
    private struct Import: Hashable {
        let namespace: String
        let host: String
        let isExclusion: Bool
    }

    /// What a pod of `namespace` imports for which `sidecar` counts; everything where there is none.
    package init(_ sidecar: PolicyObject?, namespace: String) {
        self.sidecar = sidecar
        self.namespace = namespace
        traffic = sidecar?.spec["outboundTrafficPolicy"]?["mode"]?.string
        guard let listeners = sidecar?.spec["egress"]?.array, !listeners.isEmpty else {
            hosts = nil
            return
        }
        hosts = listeners.flatMap { $0["hosts"]?.array ?? [] }.compactMap(\.string)
            .compactMap { Self.entry($0, namespace) }
    }

    /// Whether objects about `host` in `namespace` (services, VirtualServices) are imported.
    package func imports(_ host: String, from namespace: String) -> Bool {
        guard let hosts else { return true }
        let concerned = hosts.filter { $0.namespace == "*" || $0.namespace == namespace }
        return concerned.contains { !$0.isExclusion && Self.overlap($0.host, host) }
            && !concerned.contains { $0.isExclusion && TextMatch.host($0.host, covers: host) }
    }

    /// Whether requests to what is not imported go through as they are (Istio's default), or are refused.
    package var allowsAnythingElse: Bool { traffic != "REGISTRY_ONLY" }

    private static func entry(_ text: String, _ own: String) -> Import? {
        let isExclusion = text.hasPrefix("~") && !text.hasPrefix("~/")
        let parts = (isExclusion ? text.dropFirst() : text[...]).split(separator: "/", maxSplits: 1)
        guard parts.count == 2, parts[0] != "~" else { return nil }
        return Import(
            namespace: parts[0] == "." ? own : String(parts[0]), host: String(parts[1]), isExclusion: isExclusion)
    }

    /// Two patterns, of which either may be the wider one.
    private static func overlap(_ one: String, _ other: String) -> Bool {
        TextMatch.host(one, covers: other) || TextMatch.host(other, covers: one)
    }
}

extension PolicySet {
    /// The Sidecar of a pod: one with a selector comes before the namespace's, the oldest first (several that match are
    /// undefined in the documents; the code takes the oldest: `initSidecarScopes`, `doGetSidecarScope`), and the root
    /// namespace's stands in where the namespace has none. Gateways have none.
    package func sidecarScope(for pod: MeshPod) -> SidecarScope {
        guard gateways(for: pod).isEmpty else { return SidecarScope(nil, namespace: pod.namespace) }
        let own = selecting(.sidecar, in: pod.namespace, pod.labels)
        let chosen =
            own.first { $0.spec["workloadSelector"] != nil } ?? own.first
            ?? objects(.sidecar, in: rootNamespace).first { $0.spec["workloadSelector"] == nil }
        return SidecarScope(chosen, namespace: pod.namespace)
    }
}
