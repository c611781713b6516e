import Domain

/// The fields that `spec` may have, by kind and version: names only, what is below them belongs to the schemas.
///
/// Source: the CustomResourceDefinitions of Istio, Linkerd, Gateway API and SMI (August 2026); a test compares.
enum SpecFields {
    /// The names, in ascending order; `nil` for what HotSwap does not manage.
    static func names(of kind: PolicyKind, in group: String, version: String) -> [String]? {
        guard kind.versions(in: group).contains(version) else { return nil }
        return switch kind.mesh {
        case .istio: istio(kind)
        case .linkerd: linkerd(kind, version)
        }
    }

    /// Istio's versions of a kind have the same fields.
    private static func istio(_ kind: PolicyKind) -> [String]? {
        switch kind {
        case .virtualService: ["exportTo", "gateways", "hosts", "http", "tcp", "tls"]
        case .destinationRule: ["exportTo", "host", "subsets", "trafficPolicy", "workloadSelector"]
        case .gateway: ["selector", "servers"]
        case .serviceEntry:
            [
                "addresses", "endpoints", "exportTo", "hosts", "location", "ports", "resolution", "subjectAltNames",
                "workloadSelector",
            ]
        case .authorizationPolicy: ["action", "provider", "rules", "selector", "targetRef", "targetRefs"]
        case .requestAuthentication: ["jwtRules", "selector", "targetRef", "targetRefs"]
        case .peerAuthentication: ["mtls", "portLevelMtls", "selector"]
        case .sidecar: ["egress", "inboundConnectionPool", "ingress", "outboundTrafficPolicy", "workloadSelector"]
        case .envoyFilter: ["configPatches", "priority", "targetRefs", "workloadSelector"]
        case .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile: nil
        }
    }

    private static func linkerd(_ kind: PolicyKind, _ version: String) -> [String]? {
        switch (kind, version) {
        case (.server, "v1alpha1"), (.server, "v1beta1"): ["podSelector", "port", "proxyProtocol"]
        case (.server, "v1beta2"): ["externalWorkloadSelector", "podSelector", "port", "proxyProtocol"]
        case (.server, _): ["accessPolicy", "externalWorkloadSelector", "podSelector", "port", "proxyProtocol"]
        case (.serverAuthorization, _): ["client", "server"]
        case (.httpRoute, _): ["hostnames", "parentRefs", "rules"]
        case (.trafficSplit, "v1alpha1"), (.trafficSplit, "v1alpha2"): ["backends", "service"]
        case (.trafficSplit, _): ["backends", "matches", "service"]
        case (.serviceProfile, _): ["dstOverrides", "opaquePorts", "retryBudget", "routes"]
        default: nil
        }
    }
}
