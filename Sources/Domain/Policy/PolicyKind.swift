/// The kinds of policy that HotSwap manages: nine of Istio's, five of Linkerd's (specification, "Policy Types").
package enum PolicyKind: String, Hashable, Sendable, CaseIterable {
    // Istio
    case virtualService = "VirtualService"
    case destinationRule = "DestinationRule"
    case gateway = "Gateway"
    case serviceEntry = "ServiceEntry"
    case authorizationPolicy = "AuthorizationPolicy"
    case requestAuthentication = "RequestAuthentication"
    case peerAuthentication = "PeerAuthentication"
    case sidecar = "Sidecar"
    case envoyFilter = "EnvoyFilter"
    // Linkerd
    case server = "Server"
    case serverAuthorization = "ServerAuthorization"
    case httpRoute = "HTTPRoute"
    case trafficSplit = "TrafficSplit"
    case serviceProfile = "ServiceProfile"

    /// The mesh that reads the kind.
    package var mesh: Mesh {
        switch self {
        case .virtualService, .destinationRule, .gateway, .serviceEntry, .authorizationPolicy,
            .requestAuthentication, .peerAuthentication, .sidecar, .envoyFilter:
            .istio
        case .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile:
            .linkerd
        }
    }

    /// The API groups in which the kind occurs, the mesh's own first. Linkerd reads HTTPRoutes of two groups.
    package var groups: [String] {
        switch self {
        case .virtualService, .destinationRule, .gateway, .serviceEntry, .sidecar, .envoyFilter:
            ["networking.istio.io"]
        case .authorizationPolicy, .requestAuthentication, .peerAuthentication: ["security.istio.io"]
        case .server, .serverAuthorization: ["policy.linkerd.io"]
        case .httpRoute: ["policy.linkerd.io", "gateway.networking.k8s.io"]
        case .trafficSplit: ["split.smi-spec.io"]
        case .serviceProfile: ["linkerd.io"]
        }
    }

    /// The resource name in the Kubernetes API's paths.
    package var plural: String {
        switch self {
        case .virtualService: "virtualservices"
        case .destinationRule: "destinationrules"
        case .gateway: "gateways"
        case .serviceEntry: "serviceentries"
        case .authorizationPolicy: "authorizationpolicies"
        case .requestAuthentication: "requestauthentications"
        case .peerAuthentication: "peerauthentications"
        case .sidecar: "sidecars"
        case .envoyFilter: "envoyfilters"
        case .server: "servers"
        case .serverAuthorization: "serverauthorizations"
        case .httpRoute: "httproutes"
        case .trafficSplit: "trafficsplits"
        case .serviceProfile: "serviceprofiles"
        }
    }

    /// The versions of the kind in `group`, newest first; empty for a group that it does not occur in.
    ///
    /// Source: the CustomResourceDefinitions of Istio, Linkerd, Gateway API and SMI (August 2026).
    package func versions(in group: String) -> [String] {
        guard groups.contains(group) else { return [] }
        return switch self {
        case .virtualService, .destinationRule, .gateway, .serviceEntry, .sidecar: ["v1", "v1beta1", "v1alpha3"]
        case .envoyFilter: ["v1alpha3"]
        case .authorizationPolicy, .requestAuthentication, .peerAuthentication: ["v1", "v1beta1"]
        case .server: ["v1beta3", "v1beta2", "v1beta1", "v1alpha1"]
        case .serverAuthorization: ["v1beta1", "v1alpha1"]
        case .httpRoute where group == "gateway.networking.k8s.io": ["v1", "v1beta1"]
        case .httpRoute: ["v1beta3", "v1beta2", "v1beta1", "v1alpha1"]
        case .trafficSplit: ["v1alpha4", "v1alpha3", "v1alpha2", "v1alpha1"]
        case .serviceProfile: ["v1alpha2", "v1alpha1"]
        }
    }

    /// The versions whose schema is the same as that of `version`, so that a document may be written as any of them.
    ///
    /// Istio generates all versions of a kind from one message; Gateway API promoted HTTPRoute unchanged. Linkerd's
    /// and SMI's versions differ in fields, so there a document stays in its own version.
    package func interchangeable(with version: String, in group: String) -> [String] {
        let known = versions(in: group)
        guard known.contains(version) else { return [] }
        return mesh == .istio || group == "gateway.networking.k8s.io" ? known : [version]
    }

    /// The kind of an API group, where HotSwap manages it.
    package init?(_ name: String, group: String) {
        guard let kind = PolicyKind(rawValue: name), kind.groups.contains(group) else { return nil }
        self = kind
    }
}
