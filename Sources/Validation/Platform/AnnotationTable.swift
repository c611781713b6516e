/// The annotations that Istio knows (istio/api, July 2026).
struct KnownAnnotation: Sendable {
    /// The kinds that it may stand at; empty for any.
    let kinds: [String]
    let isAlpha: Bool
    let isOutdated: Bool

    /// By name.
    static let all: [String: KnownAnnotation] = {
        var all: [String: KnownAnnotation] = [:]
        func add(_ kinds: [String], _ names: String, isAlpha: Bool = true, isOutdated: Bool = false) {
            for name in names.split(whereSeparator: \.isWhitespace) {
                all[String(name)] = KnownAnnotation(kinds: kinds, isAlpha: isAlpha, isOutdated: isOutdated)
            }
        }
        add([], "galley.istio.io/analyze-suppress gateway.istio.io/controller-version")
        add(["AuthorizationPolicy"], "istio.io/dry-run")
        add(
            ["Gateway"],
            "gateway.istio.io/name-override gateway.istio.io/service-account networking.istio.io/service-type")
        add(["GatewayClass", "Gateway"], "ambient.istio.io/waypoint-inbound-binding")
        add(["Ingress"], "kubernetes.io/ingress.class", isAlpha: false)
        add(["Namespace"], "topology.istio.io/controlPlaneClusters")
        add(
            ["Namespace", "Service", "ServiceEntry"],
            "networking.istio.io/traffic-distribution istio.io/use-waypoint-canary-weight")
        add(["Service"], "networking.istio.io/exportTo")
        add(["Service"], "traffic.istio.io/nodeSelector", isAlpha: false)
        add(
            ["Service"], "alpha.istio.io/canonical-serviceaccounts alpha.istio.io/kubernetes-serviceaccounts",
            isOutdated: true)
        add(
            ["WorkloadEntry"],
            "istio.io/autoRegistrationGroup istio.io/connectedAt istio.io/disconnectedAt istio.io/workloadController")
        add(["Pod"], "ambient.istio.io/redirection proxy.istio.io/config", isAlpha: false)
        add(["Pod"], "sidecar.istio.io/inject", isAlpha: false, isOutdated: true)
        add(["Pod"], ofPods)
        add(["Pod"], outdatedOfPods, isOutdated: true)
        return all
    }()

    private static let ofPods = """
        ambient.istio.io/bypass-inbound-capture ambient.istio.io/dns-capture inject.istio.io/templates
        istio.io/reroute-virtual-interfaces istio.io/rev prometheus.istio.io/merge-metrics proxy.istio.io/overrides
        readiness.status.sidecar.istio.io/applicationPorts readiness.status.sidecar.istio.io/failureThreshold
        readiness.status.sidecar.istio.io/initialDelaySeconds readiness.status.sidecar.istio.io/periodSeconds
        sidecar.istio.io/agentLogLevel sidecar.istio.io/bootstrapOverride sidecar.istio.io/componentLogLevel
        sidecar.istio.io/interceptionMode sidecar.istio.io/logLevel sidecar.istio.io/nativeSidecar
        sidecar.istio.io/proxyCPU sidecar.istio.io/proxyCPULimit sidecar.istio.io/proxyImage
        sidecar.istio.io/proxyImageType sidecar.istio.io/proxyMemory sidecar.istio.io/proxyMemoryLimit
        sidecar.istio.io/rewriteAppHTTPProbers sidecar.istio.io/statsEvictionInterval
        sidecar.istio.io/statsFlushInterval sidecar.istio.io/statsHistogramBins
        sidecar.istio.io/statsHistogramBuckets sidecar.istio.io/status sidecar.istio.io/userVolume
        sidecar.istio.io/userVolumeMount status.sidecar.istio.io/port
        traffic.sidecar.istio.io/excludeInboundPorts traffic.sidecar.istio.io/excludeInterfaces
        traffic.sidecar.istio.io/excludeOutboundIPRanges traffic.sidecar.istio.io/excludeOutboundPorts
        traffic.sidecar.istio.io/includeInboundPorts traffic.sidecar.istio.io/includeOutboundIPRanges
        traffic.sidecar.istio.io/includeOutboundPorts
        """

    private static let outdatedOfPods = """
        sidecar.istio.io/discoveryAddress sidecar.istio.io/extraStatTags sidecar.istio.io/statsCompression
        sidecar.istio.io/statsInclusionPrefixes sidecar.istio.io/statsInclusionRegexps
        sidecar.istio.io/statsInclusionSuffixes traffic.sidecar.istio.io/kubevirtInterfaces
        """
}
