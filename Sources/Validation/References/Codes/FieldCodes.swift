/// HS5101 to HS5110, HS5116: settings that do not do what they seem to.
extension FindingCode {
    static let fieldReferences = [
        uncheckedServer, uncheckedServerOnPort, systemAuthorities, systemAuthoritiesOnPort, addressesRequired,
        outdated, missingLogProvider, oldDefinition, unknownAuthorizer, unknownTelemetryProvider,
        entryWithoutEndpoints,
    ]

    static let entryWithoutEndpoints = FindingCode(
        "HS5116", .warning, "A ServiceEntry of resolution STATIC has no endpoints",
        page: .init(
            why: "STATIC sends to the endpoints that are written down, and there are none: every connection to its "
                + "hosts fails, also where it succeeded without the ServiceEntry.",
            example: """
                kind: ServiceEntry
                spec:
                  hosts: [db.example.com]
                  resolution: STATIC
                  ports: [{number: 5432, name: tcp, protocol: TCP}]
                """,
            mend: "Add endpoints or a workloadSelector, or use resolution DNS or NONE."))

    static let uncheckedServer = FindingCode(
        "HS5101", .warning, "TLS without a check of the server's certificate", references: ["IST0128"],
        page: .init(
            why: "Before 1.21, and with `insecureSkipVerify`, proxies that are given no authority take any "
                + "certificate: whoever stands between them and the server can read and change everything.",
            example: """
                kind: DestinationRule
                spec:
                  host: db.example.com
                  trafficPolicy: {tls: {mode: SIMPLE, insecureSkipVerify: true}}
                """,
            mend: "Set `caCertificates`, to `system` for public servers; or name a credential for selected workloads."))
    static let uncheckedServerOnPort = FindingCode(
        "HS5102", .warning, "TLS on a port without a check of the server's certificate", references: ["IST0129"],
        page: .init(
            why: "Before 1.21, and with `insecureSkipVerify`, proxies that are given no authority take any certificate "
                + "on this port.",
            example: """
                kind: DestinationRule
                spec:
                  host: db.example.com
                  trafficPolicy:
                    portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE, insecureSkipVerify: true}}]
                """,
            mend: "Set `caCertificates` in the port's tls, to `system` for public servers."))
    static let systemAuthorities = FindingCode(
        "HS5109", .info, "TLS by the authorities that the proxy's system trusts", references: ["IST0128"],
        page: .init(
            why: "Since 1.21 proxies that are given no authority take a certificate of any public one "
                + "(`VERIFY_CERTIFICATE_AT_CLIENT`, on unless istiod was told otherwise). One of a private authority "
                + "is refused.",
            example: """
                kind: DestinationRule
                spec:
                  host: api.example.com
                  trafficPolicy: {tls: {mode: SIMPLE}}
                """,
            mend: "Nothing for public servers; else set `caCertificates` or `credentialName`."))
    static let systemAuthoritiesOnPort = FindingCode(
        "HS5110", .info, "TLS on a port by the authorities that the proxy's system trusts", references: ["IST0129"],
        page: .init(
            why: "Since 1.21 proxies that are given no authority take a certificate of any public one "
                + "(`VERIFY_CERTIFICATE_AT_CLIENT`, on unless istiod was told otherwise). One of a private authority "
                + "is refused.",
            example: """
                kind: DestinationRule
                spec:
                  host: api.example.com
                  trafficPolicy:
                    portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]
                """,
            mend: "Nothing for public servers; else set `caCertificates` or `credentialName` in the port's tls."))
    static let addressesRequired = FindingCode(
        "HS5103", .warning, "A ServiceEntry for TCP has no addresses", references: ["IST0134"],
        page: .init(
            why:
                "TCP carries no host name: without an address the entry takes every connection to the port, also those "
                + "that are meant for others.",
            example: """
                kind: ServiceEntry
                spec:
                  hosts: [db.example.com]
                  ports: [{number: 3306, name: mysql, protocol: TCP}]
                """,
            mend: "Add `addresses`, or switch on automatic allocation of addresses in the mesh."))
    static let outdated = FindingCode(
        "HS5104", .warning, "Something is used that Istio gives up", references: ["IST0002"],
        page: .init(
            why: "It is ignored already, or will be in one of the next versions.",
            example: """
                kind: VirtualService
                spec:
                  http: [{fault: {delay: {percent: 10, fixedDelay: 5s}}}]
                """,
            mend: "Use what has taken its place; the finding names it."))
    static let missingLogProvider = FindingCode(
        "HS5105", .warning, "A Telemetry switches on access logs that nobody writes", references: ["IST0157"],
        page: .init(
            why: "There is no provider here and no default one in the mesh's configuration: no line is written.",
            example: """
                kind: Telemetry
                spec: {accessLogging: [{filter: {expression: "response.code >= 400"}}]}
                """,
            mend:
                "Add `providers: [{name: envoy}]`, or set `defaultProviders.accessLogging` in the mesh's configuration."
        ))
    static let unknownAuthorizer = FindingCode(
        "HS5107", .warning, "An AuthorizationPolicy asks a provider that the mesh does not have",
        page: .init(
            why: "istiod denies every request that the rules take, since nobody can be asked. Known only where the "
                + "MeshConfig is: of the cluster, or by `--mesh-config`.",
            example: """
                # MeshConfig
                extensionProviders:
                - name: oauth2-proxy
                  envoyExtAuthzHttp: {service: oauth2-proxy.auth.svc.cluster.local, port: 4180}
                ---
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                spec:
                  action: CUSTOM
                  provider: {name: oauth2proxy}
                  rules: [{}]
                """,
            mend: "Correct the name, or add the provider to `extensionProviders` of the MeshConfig first."))
    static let unknownTelemetryProvider = FindingCode(
        "HS5108", .warning, "A Telemetry names a provider that the mesh does not have",
        page: .init(
            why:
                "istiod passes over the provider: no log line is written, no span and no metric is sent there. Known only "
                + "where the MeshConfig is: of the cluster, or by `--mesh-config`.",
            example: """
                kind: Telemetry
                spec: {tracing: [{providers: [{name: zipkn}]}]}
                """,
            mend:
                "Correct the name, or add the provider to `extensionProviders` of the MeshConfig first. istiod brings "
                + "envoy, prometheus and stackdriver itself."))
    static let oldDefinition = FindingCode(
        "HS5106", .warning, "A definition of the Gateway API is too old for istiod", references: ["IST0176"],
        page: .init(
            why: "istiod passes over all objects of the kind: routes are not attached, and nothing says why.",
            example: """
                kind: CustomResourceDefinition
                metadata:
                  name: tlsroutes.gateway.networking.k8s.io
                  annotations: {gateway.networking.k8s.io/bundle-version: v1.4.0}
                """,
            mend: "Install the Gateway API's definitions of the version that istiod wants."))
}
