import Domain

/// Istio's policies that are collected over all matching objects: those of the root namespace and those of the pod's
/// own, each without a selector or with one that selects the pod (MECHANICS 0.2, "additive"; `ShouldAttachPolicy`).
extension PolicySet {
    /// Every AuthorizationPolicy that counts for the pod, whatever its action.
    package func authorizationPolicies(for pod: MeshPod) -> [PolicyObject] { attached(.authorizationPolicy, to: pod) }

    /// Every RequestAuthentication that counts for the pod.
    package func requestAuthentications(for pod: MeshPod) -> [PolicyObject] {
        attached(.requestAuthentication, to: pod)
    }

    /// Every EnvoyFilter that patches the pod's proxy, in the order in which their patches are applied: by priority,
    /// the root namespace first, by age.
    package func envoyFilters(for pod: MeshPod) -> [PolicyObject] {
        // The sort keeps what is equal in its order: root namespace first, then age.
        attached(.envoyFilter, to: pod).enumerated()
            .sorted { one, other in
                (Self.priority(one.element), one.offset) < (Self.priority(other.element), other.offset)
            }
            .map(\.element)
    }

    /// Every Gateway whose servers the pod's proxy opens; empty for a sidecar.
    package func gateways(for pod: MeshPod) -> [PolicyObject] {
        namespaces(of: .gateway).flatMap { namespace in
            selecting(.gateway, in: namespace, pod.labels).filter { $0.spec["selector"] != nil }
        }
    }

    /// Objects with `targetRefs` are for gateways and waypoints of the Gateway API; a sidecar passes them over.
    private func attached(_ kind: PolicyKind, to pod: MeshPod) -> [PolicyObject] {
        let namespaces = pod.namespace == rootNamespace ? [rootNamespace] : [rootNamespace, pod.namespace]
        return namespaces.flatMap { selecting(kind, in: $0, pod.labels) }.filter { !Self.hasTarget($0.spec) }
    }

    private static func hasTarget(_ spec: JSONValue) -> Bool {
        spec["targetRef"]?.object != nil || !(spec["targetRefs"]?.array ?? []).isEmpty
    }

    private static func priority(_ filter: PolicyObject) -> Int64 { filter.spec["priority"]?.int ?? 0 }
}

/// What is known of hosts outside of the cluster.
extension PolicySet {
    /// The oldest ServiceEntry that is visible to the client and names the host, exactly or by a wildcard; `nil`:
    /// nobody has told the mesh of it.
    package func serviceEntry(_ host: String, for client: MeshPod) -> PolicyObject? {
        let known = namespaces(of: .serviceEntry).flatMap { objects(.serviceEntry, in: $0) }.filter { entry in
            Visibility(of: entry, to: client.namespace) != nil
                && (entry.spec["hosts"]?.array ?? []).compactMap(\.string)
                    .contains { TextMatch.host($0, covers: host) }
                && sidecarScope(for: client).imports(host, from: entry.namespace)
        }
        // The client's own namespace comes first, as with every host that is there twice.
        return Precedence.oldestFirst(known.filter { $0.namespace == client.namespace }).first
            ?? Precedence.oldestFirst(known).first
    }
}
