import Domain

/// What Linkerd's versions brought, from 2.12 on.
///
/// Read off the CustomResourceDefinitions of each release (`stable-2.12` to `stable-2.14`, `version-2.15` to
/// `version-2.20`). Of the Gateway API's kinds nothing is said: both meshes read them, in what version the cluster has.
enum LinkerdHistory {
    /// The versions that HotSwap knows.
    static let known = MeshVersion(2, 12)...MeshVersion.newestLinkerd

    static let served: [ServedSince] = [
        ServedSince(MeshVersion(2, 13), .linkerdHTTPRoute, "v1beta2", instead: "v1beta1"),
        ServedSince(MeshVersion(2, 14), .linkerdHTTPRoute, "v1beta3", instead: "v1beta2", lacks: "timeouts"),
        ServedSince(MeshVersion(2, 15), .server, "v1beta2", instead: "v1beta1"),
        ServedSince(MeshVersion(2, 16), .server, "v1beta3", instead: "v1beta2", lacks: "accessPolicy"),
        ServedSince(MeshVersion(2, 15), ObjectKind("ExternalWorkload", group: "workload.linkerd.io")),
        ServedSince(MeshVersion(2, 17), .egressNetwork), ServedSince(MeshVersion(2, 17), .httpLocalRateLimitPolicy),
    ]

    static let fields: [VersionFact] = [
        VersionFact(MeshVersion(2, 13), [.linkerdHTTPRoute], "spec.parentRefs.[].port"),
        VersionFact(MeshVersion(2, 13), [.linkerdHTTPRoute], "spec.rules.[].backendRefs"),
        VersionFact(MeshVersion(2, 13), [.linkerdHTTPRoute], "spec.rules.[].filters.[].requestRedirect.path"),
        VersionFact(MeshVersion(2, 14), [.linkerdHTTPRoute], "spec.rules.[].backendRefs.[].filters"),
    ]

    /// Kinds that still work and have a successor, since when, and what to use.
    static let outdatedKinds: [(kind: ObjectKind, since: MeshVersion, text: String, instead: String)] = [
        (
            .trafficSplit, MeshVersion(2, 12),
            "TrafficSplit needs the extension linkerd-smi, which Linkerd is going to give up",
            "use an HTTPRoute with weighted backendRefs"
        ),
        (
            .serviceProfile, MeshVersion(2, 16), "ServiceProfile gets no new functions since Linkerd 2.16",
            "use HTTPRoute or GRPCRoute for routes, timeouts and retries"
        ),
    ]
}
