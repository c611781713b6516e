/// The fields of Istio's MeshConfig, by their names alone. Source: `mesh/v1alpha1/config.proto` of Istio's API as of
/// July 2026, which has all those of 1.18.
enum MeshConfigFields {
    static let known = Set(
        """
        accessLogEncoding accessLogFile accessLogFormat ca caCertificates certificates configSources connectTimeout \
        defaultConfig defaultDestinationRuleExportTo defaultHttpRetryPolicy defaultProviders defaultServiceExportTo \
        defaultTrafficPolicy defaultVirtualServiceExportTo disableEnvoyListenerLog discoverySelectors dnsRefreshRate \
        enableAutoMtls enableEnvoyAccessLogService enablePrometheusMerge enableTracing extensionProviders \
        h2UpgradePolicy hboneIdleTimeout inboundClusterStatName inboundTrafficPolicy ingressClass \
        ingressControllerMode ingressSelector ingressService localityLbSetting meshMTLS outboundClusterStatName \
        outboundTrafficPolicy pathNormalization protocolDetectionTimeout proxyHttpPort proxyInboundListenPort \
        proxyListenPort rootNamespace serviceEntryVisibility serviceScopeConfigs serviceSettings tcpKeepalive \
        tlsDefaults trustDomain trustDomainAliases verifyCertificateAtClient zoneAwareLbSetting
        """.split(separator: " ").map(String.init))
}
