/// A kind of Kubernetes object, whatever its version. More than what HotSwap manages: policies refer to Services, Pods,
/// Secrets, and the meshes validate kinds that nobody rolls out.
package struct ObjectKind: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for Kubernetes' core.
    package let group: String
    package let name: String
    /// Made of both once: sets, schemas and families are looked up by kind for every object, and two texts would be
    /// hashed each time.
    private let fingerprint: Int

    package init(_ name: String, group: String) {
        self.name = name
        self.group = group
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in group.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        fingerprint = Int(truncatingIfNeeded: hash)
    }

    package static func == (one: ObjectKind, other: ObjectKind) -> Bool {
        one.fingerprint == other.fingerprint && one.name == other.name && one.group == other.group
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    package var description: String { name }

    /// Kubernetes kinds that have no namespace.
    package var isClusterScoped: Bool {
        switch (group, name) {
        case ("", "Namespace"), ("", "Node"), ("", "PersistentVolume"): true
        case ("apiextensions.k8s.io", _), ("gateway.networking.k8s.io", "GatewayClass"): true
        case ("admissionregistration.k8s.io", _), ("rbac.authorization.k8s.io", "ClusterRole"),
            ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            true
        default: false
        }
    }
}

extension ObjectKind {
    // Istio
    package static let virtualService = ObjectKind("VirtualService", group: "networking.istio.io")
    package static let destinationRule = ObjectKind("DestinationRule", group: "networking.istio.io")
    package static let gateway = ObjectKind("Gateway", group: "networking.istio.io")
    package static let serviceEntry = ObjectKind("ServiceEntry", group: "networking.istio.io")
    package static let sidecar = ObjectKind("Sidecar", group: "networking.istio.io")
    package static let envoyFilter = ObjectKind("EnvoyFilter", group: "networking.istio.io")
    package static let workloadEntry = ObjectKind("WorkloadEntry", group: "networking.istio.io")
    package static let workloadGroup = ObjectKind("WorkloadGroup", group: "networking.istio.io")
    package static let proxyConfig = ObjectKind("ProxyConfig", group: "networking.istio.io")
    package static let authorizationPolicy = ObjectKind("AuthorizationPolicy", group: "security.istio.io")
    package static let requestAuthentication = ObjectKind("RequestAuthentication", group: "security.istio.io")
    package static let peerAuthentication = ObjectKind("PeerAuthentication", group: "security.istio.io")
    package static let telemetry = ObjectKind("Telemetry", group: "telemetry.istio.io")
    package static let wasmPlugin = ObjectKind("WasmPlugin", group: "extensions.istio.io")
    package static let trafficExtension = ObjectKind("TrafficExtension", group: "extensions.istio.io")
    // Linkerd
    package static let server = ObjectKind("Server", group: "policy.linkerd.io")
    package static let serverAuthorization = ObjectKind("ServerAuthorization", group: "policy.linkerd.io")
    package static let linkerdAuthorizationPolicy = ObjectKind("AuthorizationPolicy", group: "policy.linkerd.io")
    package static let meshTLSAuthentication = ObjectKind("MeshTLSAuthentication", group: "policy.linkerd.io")
    package static let networkAuthentication = ObjectKind("NetworkAuthentication", group: "policy.linkerd.io")
    package static let httpLocalRateLimitPolicy = ObjectKind("HTTPLocalRateLimitPolicy", group: "policy.linkerd.io")
    package static let egressNetwork = ObjectKind("EgressNetwork", group: "policy.linkerd.io")
    package static let linkerdHTTPRoute = ObjectKind("HTTPRoute", group: "policy.linkerd.io")
    package static let serviceProfile = ObjectKind("ServiceProfile", group: "linkerd.io")
    package static let trafficSplit = ObjectKind("TrafficSplit", group: "split.smi-spec.io")
    // Gateway API
    package static let httpRoute = ObjectKind("HTTPRoute", group: "gateway.networking.k8s.io")
    package static let grpcRoute = ObjectKind("GRPCRoute", group: "gateway.networking.k8s.io")
    package static let tcpRoute = ObjectKind("TCPRoute", group: "gateway.networking.k8s.io")
    package static let tlsRoute = ObjectKind("TLSRoute", group: "gateway.networking.k8s.io")
    package static let kubernetesGateway = ObjectKind("Gateway", group: "gateway.networking.k8s.io")
    // Kubernetes
    package static let service = ObjectKind("Service", group: "")
    package static let pod = ObjectKind("Pod", group: "")
    package static let namespace = ObjectKind("Namespace", group: "")
    package static let serviceAccount = ObjectKind("ServiceAccount", group: "")
    package static let secret = ObjectKind("Secret", group: "")
    package static let configMap = ObjectKind("ConfigMap", group: "")
    package static let customResourceDefinition = ObjectKind(
        "CustomResourceDefinition", group: "apiextensions.k8s.io")
    package static let deployment = ObjectKind("Deployment", group: "apps")
}
