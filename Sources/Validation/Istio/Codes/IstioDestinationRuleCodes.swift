/// HS32xx: DestinationRules, and settings that Sidecars share with them.
extension FindingCode {
    static let istioDestinationRuleCodes: [FindingCode] = [
        duplicateSubset, emptyTrafficPolicy, exclusiveSettings, missingSetting, outlierSetting, deprecatedSetting,
        loadBalancerSetting, localitySetting, failoverWithoutDetection, clientTLS, tunnelSetting,
    ]

    static let duplicateSubset = FindingCode(
        "HS3201", .error, "Two subsets have the same name",
        page: .init(
            why: "Routes could not say which one they mean. istiod's webhook refuses the object.",
            example: """
                spec:
                  subsets:
                  - {name: v1, labels: {version: v1}}
                  - {name: v1, labels: {version: v2}}
                """,
            mend: "Give each its own name."))
    static let emptyTrafficPolicy = FindingCode(
        "HS3202", .error, "A traffic policy, or a part of it, sets nothing",
        page: .init(
            why: "It says nothing and replaces what is set above it. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy: {}
                """,
            mend: "Set something, or leave it out."))
    static let exclusiveSettings = FindingCode(
        "HS3203", .error, "Two settings exclude each other",
        page: .init(
            why: "Only one of them could count. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy:
                    loadBalancer:
                      localityLbSetting: {enabled: true}
                      zoneAwareLbSetting: {enabled: true}
                """,
            mend: "Keep one of the two."))
    static let missingSetting = FindingCode(
        "HS3204", .error, "A setting lacks a part that it needs",
        page: .init(
            why: "Envoy could not apply it. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy:
                    connectionPool:
                      http:
                        http2KeepAlive: {interval: 15s}
                """,
            mend: "Add what is missing."))
    static let outlierSetting = FindingCode(
        "HS3205", .error, "Local failures are counted, but not told apart",
        page: .init(
            why: "consecutiveLocalOriginFailures needs splitExternalLocalOriginErrors. istiod's webhook refuses the "
                + "object.",
            example: """
                spec:
                  trafficPolicy:
                    outlierDetection: {consecutiveLocalOriginFailures: 5}
                """,
            mend: "Set splitExternalLocalOriginErrors: true."))
    static let deprecatedSetting = FindingCode(
        "HS3206", .warning, "A setting is deprecated",
        page: .init(
            why: "It may go away with a newer Istio. Istio warns of it.",
            example: """
                spec:
                  trafficPolicy:
                    outlierDetection: {consecutiveErrors: 5}
                """,
            mend: "Use what replaces it: consecutive5xxErrors, ringHash.minimumRingSize."))
    static let loadBalancerSetting = FindingCode(
        "HS3207", .error, "Consistent hashing is set to what Envoy does not take",
        page: .init(
            why: "Maglev's table has a prime size, and a cookie each attribute once. istiod's webhook refuses the "
                + "object.",
            example: """
                spec:
                  trafficPolicy:
                    loadBalancer:
                      consistentHash:
                        maglev: {tableSize: 1000}
                """,
            mend: "Write a prime number below 5000011, e.g. 65537."))
    static let localitySetting = FindingCode(
        "HS3208", .error, "Regions and zones are shared out or ordered in an impossible way",
        page: .init(
            why: "Shares of a place must be 100 together, no place may be named twice, and failover goes from region "
                + "to region. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy:
                    loadBalancer:
                      localityLbSetting:
                        distribute:
                        - from: us-east/*
                          to: {us-east/*: 80, us-west/*: 10}
                """,
            mend: "Let the shares be 100 together; name each place once; write regions only in failover."))
    static let failoverWithoutDetection = FindingCode(
        "HS3209", .warning, "Failover is set, and nothing notices failures",
        page: .init(
            why: "Without outlierDetection every endpoint counts as good, and failover never happens. Istio warns of "
                + "it.",
            example: """
                spec:
                  trafficPolicy:
                    loadBalancer:
                      localityLbSetting:
                        failover: [{from: us-east, to: us-west}]
                """,
            mend: "Add outlierDetection to the same policy."))
    static let clientTLS = FindingCode(
        "HS3210", .error, "TLS to a host contradicts itself, or lacks certificates",
        page: .init(
            why: "Proxies could not connect as it was meant. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy:
                    tls: {mode: MUTUAL, clientCertificate: /etc/certs/cert.pem}
                """,
            mend: "Give clientCertificate and privateKey, or a credentialName alone; no checks beside "
                + "insecureSkipVerify."))
    static let tunnelSetting = FindingCode(
        "HS3211", .error, "A tunnel has a protocol or a target that cannot be",
        page: .init(
            why: "Proxies could not open it. istiod's webhook refuses the object.",
            example: """
                spec:
                  trafficPolicy:
                    tunnel: {protocol: UDP, targetHost: a.example, targetPort: 443}
                """,
            mend: "Write CONNECT or POST, and a full name or an address."))
}
