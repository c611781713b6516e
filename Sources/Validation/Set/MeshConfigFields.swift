/// The fields of Istio's MeshConfig, by their names alone. Source: the API reference of Istio 1.18 to 1.29.
enum MeshConfigFields {
    static let known = Set(
        """
        accessLogEncoding accessLogFile accessLogFormat ca caCertificates certificates compression configSources \
        connectTimeout defaultConfig defaultDestinationRuleExportTo defaultHttpRetryPolicy defaultProviders \
        defaultServiceExportTo defaultVirtualServiceExportTo disableEnvoyListenerLog discoverySelectors dnsRefreshRate \
        enableAutoMtls enableEnvoyAccessLogService enablePrometheusMerge enableTracing extensionProviders \
        h2UpgradePolicy hboneIdleTimeout inboundClusterStatName inboundTrafficPolicy ingressClass \
        ingressControllerMode ingressSelector ingressService localityLbSetting meshMTLS mixerCheckServer \
        mixerReportServer outboundClusterStatName outboundTrafficPolicy pathNormalization protocolDetectionTimeout \
        proxyHttpPort proxyInboundListenPort proxyListenPort reportBatchMaxEntries reportBatchMaxTime rootNamespace \
        serviceScopeConfigs serviceSettings tcpKeepalive tlsDefaults trustDomain trustDomainAliases \
        verifyCertificateAtClient
        """.split(separator: " ").map(String.init))
}
