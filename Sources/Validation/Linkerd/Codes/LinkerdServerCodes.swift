/// HS400x: Servers, networks and rate limits.
extension FindingCode {
    static let serverAccessPolicy = FindingCode(
        "HS4000", .error, "A Server's accessPolicy is none of Linkerd's",
        page: Page(
            why: "Linkerd's webhook refuses the Server, so that its port keeps the policy that it had.",
            example: "spec:\n  podSelector: {}\n  port: http\n  accessPolicy: allow",
            mend: "Use deny, audit, all-authenticated, all-unauthenticated, cluster-authenticated or "
                + "cluster-unauthenticated."))
    static let serverProtocol = FindingCode(
        "HS4001", .error, "A Server's proxyProtocol is none that Linkerd knows",
        page: Page(
            why: "Linkerd's webhook refuses the Server.",
            example: "spec:\n  podSelector: {}\n  port: http\n  proxyProtocol: HTTP",
            mend: "Use HTTP/1, HTTP/2, gRPC, TLS, opaque or unknown."))
    static let serverPort = FindingCode(
        "HS4002", .error, "A Server's port is not the number of a port",
        page: Page(
            why: "Ports go from 1 to 65535; Linkerd's webhook refuses the Server.",
            example: "spec:\n  podSelector: {}\n  port: 0",
            mend: "Give the number, or the name, of a port of the pods."))
    static let networkUnreadable = FindingCode(
        "HS4003", .error, "A network is neither an address nor a block of addresses",
        page: Page(
            why: "Linkerd cannot read the object and refuses it.",
            example: "spec:\n  networks:\n  - cidr: 10.1.0.0/33",
            mend: "Write an address such as 10.1.2.3, or a block such as 10.1.0.0/16."))
    static let networkException = FindingCode(
        "HS4004", .error, "An exception is not a part of its network",
        page: Page(
            why: "An exception outside of its network takes nothing away, and one that covers it leaves nothing. "
                + "Linkerd refuses both.",
            example: "spec:\n  networks:\n  - cidr: 10.1.0.0/16\n    except: [10.2.0.0/16]",
            mend: "Name a smaller block within the network, or leave the exception out."))
    static let networksEmpty = FindingCode(
        "HS4005", .error, "A list of networks is empty",
        page: Page(
            why: "The object would be about no address; Linkerd refuses it.",
            example: "spec:\n  networks: []",
            mend: "Name at least one network; an EgressNetwork may leave the list out."))
    static let rateLimit = FindingCode(
        "HS4006", .error, "A rate limit is zero, too large, or above the limit of all",
        page: Page(
            why: "A limit of zero would let nothing through, and one above the total could never be reached. "
                + "Linkerd refuses the policy.",
            example: "spec:\n  total: {requestsPerSecond: 100}\n  identity: {requestsPerSecond: 200}",
            mend: "Use limits above 0, none of them above total.requestsPerSecond."))
    static let rateLimitReference = FindingCode(
        "HS4007", .error, "A rate limit is for another kind than Linkerd knows",
        page: Page(
            why: "Rate limits are for Servers, and exceptions for ServiceAccounts. Linkerd refuses the policy.",
            example: "spec:\n  targetRef: {kind: Service, name: web}",
            mend: "Name a Server of group policy.linkerd.io as target, ServiceAccounts as clients."))

    static let linkerdServers: [FindingCode] = [
        serverAccessPolicy, serverProtocol, serverPort, networkUnreadable, networkException, networksEmpty, rateLimit,
        rateLimitReference,
    ]
}
