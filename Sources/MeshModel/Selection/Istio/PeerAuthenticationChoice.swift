import Domain

/// Whether a proxy takes plain text, TLS of the mesh, or both.
package enum MutualTLSMode: String, Hashable, Sendable {
    case disable = "DISABLE"
    case permissive = "PERMISSIVE"
    case strict = "STRICT"
}

/// What PeerAuthentications make of one pod: of each scope the oldest object counts, and the narrowest scope that says
/// something wins; without any, both plain text and TLS are taken (`ComposePeerAuthentication`, MECHANICS 0.2).
package struct PeerAuthenticationChoice: Hashable, Sendable {
    /// The one with a selector. Of several the oldest: a newer one is inert.
    package let workload: PolicyObject?
    package let namespace: PolicyObject?
    package let mesh: PolicyObject?

    /// The mode of ports that have none of their own.
    package var mode: MutualTLSMode {
        [workload, namespace, mesh].lazy.compactMap { $0.flatMap { Self.mode($0.spec["mtls"]) } }.first ?? .permissive
    }

    /// The mode of a port of the pod (the container's, not the service's). Only an object with a selector may set it.
    package func mode(port: Int) -> MutualTLSMode {
        workload.flatMap { Self.mode($0.spec["portLevelMtls"]?[String(port)]) } ?? mode
    }

    /// The object that decides about the port; `nil` where none says anything.
    package func governing(port: Int) -> PolicyObject? {
        if let workload, Self.mode(workload.spec["portLevelMtls"]?[String(port)]) != nil { return workload }
        return [workload, namespace, mesh].lazy.compactMap(\.self).first { Self.mode($0.spec["mtls"]) != nil }
    }

    /// `nil` where it is not set, and the next wider scope decides.
    private static func mode(_ mtls: JSONValue?) -> MutualTLSMode? {
        mtls?["mode"]?.string.flatMap(MutualTLSMode.init(rawValue:))
    }
}

extension PolicySet {
    /// In the root namespace an object with a selector counts for nobody.
    package func peerAuthentication(for pod: MeshPod) -> PeerAuthenticationChoice {
        let own = pod.namespace == rootNamespace ? [] : selecting(.peerAuthentication, in: pod.namespace, pod.labels)
        let mesh = objects(.peerAuthentication, in: rootNamespace)
        return PeerAuthenticationChoice(
            workload: own.first(where: Self.isForWorkloads), namespace: own.first { !Self.isForWorkloads($0) },
            mesh: mesh.first { !Self.isForWorkloads($0) })
    }

    private static func isForWorkloads(_ object: PolicyObject) -> Bool {
        !(object.spec["selector"]?["matchLabels"]?.object ?? [:]).isEmpty
    }
}
