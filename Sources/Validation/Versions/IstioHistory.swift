import Domain

/// What Istio's versions brought, from 1.18 on. Nothing was taken away from its APIs since.
///
/// Read off the CustomResourceDefinitions of each minor release and of the development branch (1.32, August 2026).
enum IstioHistory {
    /// The versions that HotSwap knows.
    static let known = MeshVersion(1, 18)...MeshVersion.newestIstio

    static let served: [ServedSince] =
        [
            ObjectKind.virtualService, .destinationRule, .gateway, .serviceEntry, .sidecar, .workloadEntry,
            .workloadGroup,
            .peerAuthentication,
        ].map { ServedSince(MeshVersion(1, 22), $0, "v1", instead: "v1beta1") } + [
            ServedSince(MeshVersion(1, 22), .telemetry, "v1", instead: "v1alpha1"),
            ServedSince(MeshVersion(1, 30), .trafficExtension),
        ]

    static let fields: [VersionFact] =
        fields(
            1, 19,
            [
                ([.wasmPlugin], ["spec.failStrategy"]),
                ([.gateway], ["spec.servers.[].tls.mode=OPTIONAL_MUTUAL"]),
                ([.sidecar], ["spec.ingress.[].tls.mode=OPTIONAL_MUTUAL"]),
                ([.virtualService], ["spec.http.[].mirrors", "spec.http.[].rewrite.uriRegexRewrite"]),
            ])
        + fields(
            1, 20,
            [
                ([.wasmPlugin], ["spec.targetRef", "spec.type"]),
                ([.sidecar], ["spec.inboundConnectionPool", "spec.ingress.[].connectionPool"]),
                ([.authorizationPolicy, .requestAuthentication, .telemetry], ["spec.targetRef"]),
            ])
        + fields(
            1, 21,
            [
                (
                    [.destinationRule],
                    policies("connectionPool.http.maxConcurrentStreams") + policies("connectionPool.tcp.idleTimeout")
                        + clusterPolicies("proxyProtocol")
                ),
                ([.sidecar], pools("http.maxConcurrentStreams") + pools("tcp.idleTimeout")),
                ([.requestAuthentication], ["spec.jwtRules.[].fromCookies"]),
            ])
        + fields(
            1, 22,
            [
                (
                    [.wasmPlugin, .authorizationPolicy, .requestAuthentication, .telemetry, .envoyFilter],
                    ["spec.targetRefs"]
                ),
                ([.destinationRule], policies("tls.caCrl")), ([.gateway], ["spec.servers.[].tls.caCrl"]),
                ([.sidecar], ["spec.ingress.[].tls.caCrl"]), ([.requestAuthentication], ["spec.jwtRules.[].timeout"]),
            ])
        + fields(1, 23, [([.virtualService], ["spec.http.[].corsPolicy.unmatchedPreflights"])])
        + fields(1, 24, [([.destinationRule], policies("loadBalancer.warmup"))])
        + fields(
            1, 25,
            [
                ([.envoyFilter], ["spec.configPatches.[].match.routeConfiguration.vhost.domainName"]),
                ([.workloadGroup], ["spec.probe.grpc"]),
                (
                    [.authorizationPolicy],
                    ["spec.rules.[].from.[].source.serviceAccounts", "spec.rules.[].from.[].source.notServiceAccounts"]
                ),
                ([.telemetry], ["spec.tracing.[].enableIstioTags"]),
            ])
        + fields(
            1, 26,
            [
                ([.gateway], ["spec.servers.[].tls.credentialNames", "spec.servers.[].tls.tlsCertificates"]),
                ([.sidecar], ["spec.ingress.[].tls.credentialNames", "spec.ingress.[].tls.tlsCertificates"]),
                ([.virtualService], ["spec.http.[].retries.backoff", "spec.http.[].retries.retryIgnorePreviousHosts"]),
            ])
        + fields(
            1, 27,
            [
                ([.wasmPlugin], ["spec.failStrategy=FAIL_RELOAD"]),
                ([.destinationRule], clusterPolicies("retryBudget")),
            ])
        + fields(
            1, 28,
            [
                ([.destinationRule], policies("loadBalancer.consistentHash.httpCookie.attributes")),
                ([.gateway], ["spec.servers.[].tls.caCertCredentialName"]),
                ([.sidecar], ["spec.ingress.[].tls.caCertCredentialName"]),
                ([.serviceEntry], ["spec.resolution=DYNAMIC_DNS"]),
                ([.requestAuthentication], ["spec.jwtRules.[].spaceDelimitedClaims"]),
            ])
        + fields(
            1, 29,
            [
                (
                    [.envoyFilter],
                    ["spec.configPatches.[].match.context=WAYPOINT", "spec.configPatches.[].match.waypoint"]
                ),
                ([.telemetry], ["spec.tracing.[].customTags.*.formatter"]),
            ])
        + fields(
            1, 30,
            [
                (
                    [.authorizationPolicy],
                    ["spec.rules.[].from.[].source.trustDomains", "spec.rules.[].from.[].source.notTrustDomains"]
                ),
                ([.telemetry], ["spec.tracing.[].disableContextPropagation"]),
            ])
        + fields(
            1, 31,
            [
                (
                    [.destinationRule],
                    policies("connectionPool.http.http2KeepAlive") + policies("loadBalancer.zoneAwareLbSetting")
                        + policies("outlierDetection.outlierDetectionHttpErrorCodes")
                        + clusterPolicies("retryBudget.budgetInterval")
                ),
                ([.envoyFilter], ["spec.configPatches.[].patch.operation=MERGE_AND_REPLACE_LIST"]),
                ([.gateway], ["spec.servers.[].tls.insecureSkipVerify"]),
                ([.sidecar], pools("http.http2KeepAlive") + ["spec.ingress.[].tls.insecureSkipVerify"]),
                ([.virtualService], ["spec.http.[].redirect.prefixRewrite"]),
            ])
        + fields(
            1, 32,
            [
                ([.destinationRule], policies("loadBalancer.backendUtilization")),
                ([.envoyFilter], ["spec.configPatches.[].match.listener.filterChain.transportSocket"]),
                ([.gateway], ["spec.servers.[].tls.ecdhCurves"]), ([.sidecar], ["spec.ingress.[].tls.ecdhCurves"]),
                ([.requestAuthentication], ["spec.jwtRules.[].presence"]),
            ])

    private static func fields(
        _ major: Int, _ minor: Int, _ entries: [(kinds: [ObjectKind], patterns: [String])]
    ) -> [VersionFact] {
        entries.flatMap { entry in
            entry.patterns.map { VersionFact(MeshVersion(major, minor), entry.kinds, $0) }
        }
    }

    /// The places of a DestinationRule that hold a traffic policy as a whole.
    static func clusterPolicies(_ below: String) -> [String] {
        ["spec.trafficPolicy.\(below)", "spec.subsets.[].trafficPolicy.\(below)"]
    }

    /// The same, and those for a port.
    static func policies(_ below: String) -> [String] {
        clusterPolicies(below) + clusterPolicies("portLevelSettings.[].\(below)")
    }

    private static func pools(_ below: String) -> [String] {
        ["spec.inboundConnectionPool.\(below)", "spec.ingress.[].connectionPool.\(below)"]
    }
}

extension IstioHistory {
    /// Fields that have a successor; what `istioctl analyze` warns of is with its other findings.
    static let outdated: [OutdatedField] =
        outdated(
            1, 24, .destinationRule, policies("loadBalancer.warmupDurationSecs"), "use loadBalancer.warmup.duration")
        + outdated(
            1, 18, .destinationRule, policies("loadBalancer.consistentHash.minimumRingSize"),
            "use ringHash.minimumRingSize")
        + outdated(
            1, 18, .destinationRule, policies("outlierDetection.consecutiveErrors"),
            "use consecutive5xxErrors or consecutiveGatewayErrors")
        + outdated(
            1, 18, .destinationRule, policies("loadBalancer.simple=LEAST_CONN"), "use LEAST_REQUEST, which is the same")
        + outdated(
            1, 18, .virtualService, ["spec.http.[].mirrorPercent", "spec.http.[].mirror_percent"],
            "use mirrorPercentage: {value: …}")
        + outdated(
            1, 18, .virtualService, ["spec.http.[].corsPolicy.allowOrigin"], "use allowOrigins, a list of matches")
        + outdated(1, 18, .gateway, ["spec.servers.[].port.targetPort"], "leave it out: it has no effect")
        + outdated(1, 18, .sidecar, ["spec.ingress.[].port.targetPort"], "leave it out: it has no effect")

    private static func outdated(
        _ major: Int, _ minor: Int, _ kind: ObjectKind, _ patterns: [String], _ instead: String
    ) -> [OutdatedField] {
        patterns.map {
            OutdatedField(place: VersionFact(MeshVersion(major, minor), [kind], $0), instead: instead)
        }
    }
}
