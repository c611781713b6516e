/// HS300x, HS301x: values and parts that several kinds of Istio's have.
extension FindingCode {
    static let istioCommonCodes: [FindingCode] = [
        hostSyntax, portOutOfRange, unknownProtocol, portNameSyntax, durationSyntax, addressSyntax, labelSyntax,
        selectorLabel, emptySelector, severalTargets, targetReference, exportToEntry, regularExpression,
        headerNameSyntax, headerFormat, numberOutOfRange, reservedAnnotation, dryRun, listenerHost, uselessTargetPort,
        tlsProtocol, serverCertificates, unusedCertificates, cipherSuites, oldTLSVersion,
    ]

    static let hostSyntax = FindingCode(
        "HS3001", .error, "A host is no name of a host",
        page: .init(
            why: "No request can have such a host. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: [shop_web]
                """,
            mend: "Write a full name such as reviews.shop.svc.cluster.local, a short one, or *.shop.example."))
    static let portOutOfRange = FindingCode(
        "HS3002", .error, "A port is missing or outside of 1 to 65535",
        page: .init(
            why: "There is no such port. istiod's webhook refuses the object.",
            example: """
                spec:
                  servers:
                  - port: {number: 66000, name: http, protocol: HTTP}
                """,
            mend: "Write a number from 1 to 65535."))
    static let unknownProtocol = FindingCode(
        "HS3003", .error, "A port declares a protocol that Istio does not know",
        page: .init(
            why: "Proxies would not know how to treat the traffic. istiod's webhook refuses the object.",
            example: """
                spec:
                  ports:
                  - {number: 9092, name: kafka, protocol: Kafka}
                """,
            mend: "Write HTTP, HTTP2, GRPC, GRPC-Web, HTTPS, TLS, TCP, Mongo, Redis or MySQL."))
    static let portNameSyntax = FindingCode(
        "HS3004", .error, "A port has no name, or one that is no DNS label",
        page: .init(
            why: "Istio finds ports by their names. istiod's webhook refuses the object.",
            example: """
                spec:
                  ports:
                  - {number: 80, name: Http_Web, protocol: HTTP}
                """,
            mend: "Use letters, digits and '-', e.g. http-web."))
    static let durationSyntax = FindingCode(
        "HS3005", .error, "A length of time is none, less than 1ms, or finer than that",
        page: .init(
            why: "Envoy counts in milliseconds. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - timeout: 0.5ms
                """,
            mend: "Write whole milliseconds, at least one: 500ms, 2s, 1m30s."))
    static let addressSyntax = FindingCode(
        "HS3006", .error, "An address is no IP address, no block of them, or no socket",
        page: .init(
            why: "Nothing can be reached at it, or bound to it. istiod's webhook refuses the object.",
            example: """
                spec:
                  addresses: [10.1.0.0/33]
                """,
            mend: "Write 10.1.2.3, 10.1.0.0/16, 2001:db8::/64, or unix:///path where a socket is allowed."))
    static let labelSyntax = FindingCode(
        "HS3007", .error, "A label is compared or set that no object of Kubernetes can have",
        page: .init(
            why: "It can never match. istiod's webhook refuses the object.",
            example: """
                spec:
                  subsets:
                  - name: v1
                    labels: {version: "v 1"}
                """,
            mend: "Use letters, digits, '-', '_' and '.', with a letter or digit at both ends."))
    static let selectorLabel = FindingCode(
        "HS3008", .error, "A selector has a wildcard or an empty key",
        page: .init(
            why: "Selectors compare whole labels. istiod's webhook refuses the object.",
            example: """
                spec:
                  selector:
                    matchLabels: {app: "web-*"}
                """,
            mend: "Write the whole key and the whole value; use several policies for several workloads."))
    static let emptySelector = FindingCode(
        "HS3009", .warning, "A selector selects by no label",
        page: .init(
            why: "It then means every workload of the namespace, which is seldom meant. Istio warns of it.",
            example: """
                spec:
                  selector: {}
                """,
            mend: "Name labels, or leave the selector out."))
    static let severalTargets = FindingCode(
        "HS3010", .error, "A policy says in several ways what it is for",
        page: .init(
            why: "Only one of selector, targetRef and targetRefs can count. istiod's webhook refuses the object.",
            example: """
                spec:
                  selector:
                    matchLabels: {app: web}
                  targetRefs:
                  - {group: gateway.networking.k8s.io, kind: Gateway, name: edge}
                """,
            mend: "Keep one of them."))
    static let targetReference = FindingCode(
        "HS3011", .error, "A policy names an object that it cannot be for",
        page: .init(
            why: "Policies are for a Service, a ServiceEntry, or the Gateway API's Gateway and GatewayClass, of their "
                + "own namespace. istiod's webhook refuses the object.",
            example: """
                spec:
                  targetRef: {group: apps, kind: Deployment, name: web}
                """,
            mend: "Name such an object without its namespace, or select workloads by labels."))
    static let exportToEntry = FindingCode(
        "HS3012", .error, "exportTo names namespaces twice, or what is none",
        page: .init(
            why: "It would not be clear who sees the object. istiod's webhook refuses the object.",
            example: """
                spec:
                  exportTo: ["*", shop]
                """,
            mend: "Write [\".\"], [\"*\"], or the names of namespaces."))
    static let regularExpression = FindingCode(
        "HS3013", .error, "A regular expression is not one of RE2's, or too long",
        page: .init(
            why: "Envoy would refuse the configuration of every proxy that gets it. istiod's webhook refuses the "
                + "object first.",
            example: """
                spec:
                  http:
                  - match:
                    - uri: {regex: "/(?!admin).*"}
                """,
            mend: "Use RE2's syntax: no look-around, no references back, at most 1024 characters."))
    static let headerNameSyntax = FindingCode(
        "HS3014", .error, "A header has no name, or one that cannot stand there",
        page: .init(
            why: "No request has such a header, or routes must not change it. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - headers:
                      request:
                        remove: [host]
                """,
            mend: "Write the name of an ordinary header; rewrite changes the host and the path."))
    static let headerFormat = FindingCode(
        "HS3015", .error, "The value that a route gives a header cannot be read",
        page: .init(
            why: "A percent sign begins a variable of Envoy's, which must end. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - headers:
                      response:
                        set: {x-share: 50%}
                """,
            mend: "Write a percent sign as %%, and variables as %NAME%."))
    static let numberOutOfRange = FindingCode(
        "HS3016", .error, "A number is outside of what it can be",
        page: .init(
            why: "Counts are not negative, percent are 0 to 100. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - mirrorPercentage: {value: 150}
                """,
            mend: "Write a number within the bounds."))
    static let reservedAnnotation = FindingCode(
        "HS3017", .error, "An annotation is given that is Istio's own",
        page: .init(
            why: "It would give the object rights of one that Istio made. istiod's webhook refuses the object.",
            example: """
                metadata:
                  annotations:
                    internal.istio.io/parents: ""
                """,
            mend: "Leave the annotation out."))
    static let dryRun = FindingCode(
        "HS3018", .error, "istio.io/dry-run is given where it cannot be",
        page: .init(
            why: "Only AuthorizationPolicies that allow or deny can be tried out. istiod's webhook refuses the object.",
            example: """
                kind: AuthorizationPolicy
                metadata:
                  annotations: {istio.io/dry-run: "yes"}
                """,
            mend: "Write \"true\" or \"false\" at an AuthorizationPolicy, or leave it out."))
    static let listenerHost = FindingCode(
        "HS3019", .error, "A host of a Gateway's server or of a Sidecar's egress cannot be one",
        page: .init(
            why: "They name a namespace and a full host. istiod's webhook refuses the object.",
            example: """
                spec:
                  egress:
                  - hosts: [reviews]
                """,
            mend: "Write <namespace>/<host>, e.g. ./*, */shop.example; a Gateway also takes the full host alone."))
    static let uselessTargetPort = FindingCode(
        "HS3020", .error, "targetPort is given for a port of a proxy",
        page: .init(
            why: "Only ports of Services and ServiceEntries have one. istiod's webhook refuses the object.",
            example: """
                spec:
                  servers:
                  - port: {number: 80, targetPort: 8080, name: http, protocol: HTTP}
                """,
            mend: "Leave it out."))
    static let tlsProtocol = FindingCode(
        "HS3021", .error, "TLS settings and the protocol of a port do not fit each other",
        page: .init(
            why: "A port of HTTPS or TLS needs them, and no other port can have them. istiod's webhook refuses the "
                + "object.",
            example: """
                spec:
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: ["*"]
                """,
            mend: "Give the server tls, or another protocol; plain HTTP takes httpsRedirect only."))
    static let serverCertificates = FindingCode(
        "HS3022", .error, "The certificates of a server are missing, given twice, or do not fit its mode",
        page: .init(
            why: "The proxy could not answer with TLS. istiod's webhook refuses the object.",
            example: """
                spec:
                  servers:
                  - tls: {mode: SIMPLE, privateKey: /etc/certs/key.pem}
                """,
            mend: "Give a credentialName, or both serverCertificate and privateKey (and caCertificates for MUTUAL)."))
    static let unusedCertificates = FindingCode(
        "HS3023", .warning, "A server has certificates that it does not use",
        page: .init(
            why: "What is passed through keeps its own, and Envoy takes two at most. Istio warns of it.",
            example: """
                spec:
                  servers:
                  - tls: {mode: PASSTHROUGH, credentialName: shop-tls}
                """,
            mend: "Leave them out, or choose another mode."))
    static let cipherSuites = FindingCode(
        "HS3024", .warning, "A cipher suite is unknown or given twice",
        page: .init(
            why: "Istio leaves it out, so that the server speaks less than was meant, or other suites. Istio warns of "
                + "it.",
            example: """
                spec:
                  servers:
                  - tls:
                      cipherSuites: [ECDHE-RSA-AES512]
                """,
            mend: "Use OpenSSL's names, each once."))
    static let oldTLSVersion = FindingCode(
        "HS3025", .warning, "An old version of TLS is allowed, without a cipher suite that it can use",
        page: .init(
            why: "No suite that is on by default works with it. Istio warns of it.",
            example: """
                spec:
                  servers:
                  - tls: {mode: SIMPLE, minProtocolVersion: TLSV1_0, credentialName: a}
                """,
            mend: "Name cipherSuites, or allow TLSV1_2 and newer only."))
}
