/// HS34xx: ServiceEntries, WorkloadEntries, WorkloadGroups.
extension FindingCode {
    static let istioServiceEntryCodes: [FindingCode] = [
        partialWildcard, entryAddresses, tcpWithoutAddress, hostsOnStream, hostsOnAddress, selectorAndEndpoints,
        resolutionMismatch, selectorUnused, endpointAddress, endpointPort, noAddress, workloadGroupPart,
    ]

    static let partialWildcard = FindingCode(
        "HS3401", .warning, "A ServiceEntry's host has a wildcard that is not the whole first label",
        page: .init(
            why: "Proxies do not match it. Istio warns of it.",
            example: """
                spec:
                  hosts: ["*news.example"]
                """,
            mend: "Write *.<domain>."))
    static let entryAddresses = FindingCode(
        "HS3402", .error, "A block of addresses is given for hosts that are looked up",
        page: .init(
            why: "A lookup ends at single addresses. istiod's webhook refuses the object.",
            example: """
                spec:
                  addresses: [10.1.0.0/16]
                  resolution: DNS
                """,
            mend: "Use resolution NONE or STATIC, or single addresses."))
    static let tcpWithoutAddress = FindingCode(
        "HS3403", .warning, "A port of a ServiceEntry carries TCP, and there is no address to tell it by",
        page: .init(
            why: "All traffic to that port number, wherever it goes, is taken for the host's. Istio warns of it.",
            example: """
                spec:
                  hosts: [db.example]
                  ports: [{number: 5432, name: tcp, protocol: TCP}]
                  resolution: NONE
                """,
            mend: "Give addresses, or another protocol."))
    static let hostsOnStream = FindingCode(
        "HS3404", .error, "Several hosts share a port that carries neither HTTP nor TLS",
        page: .init(
            why: "Streams of bytes do not tell which host they are for. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: [a.example, b.example]
                  ports: [{number: 5432, name: tcp, protocol: TCP}]
                  resolution: DNS
                """,
            mend: "Make a ServiceEntry for each host."))
    static let hostsOnAddress = FindingCode(
        "HS3405", .warning, "Several hosts share addresses of a TCP port",
        page: .init(
            why: "Traffic to an address does not tell which host it is for. Istio warns of it.",
            example: """
                spec:
                  hosts: [a.example, b.example]
                  addresses: [10.1.2.3]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                """,
            mend: "Make a ServiceEntry for each host."))
    static let selectorAndEndpoints = FindingCode(
        "HS3406", .error, "A ServiceEntry lists endpoints and selects them",
        page: .init(
            why: "Only one of them could count. istiod's webhook refuses the object.",
            example: """
                spec:
                  workloadSelector: {labels: {app: db}}
                  endpoints: [{address: 10.1.2.3}]
                """,
            mend: "Keep one of the two."))
    static let resolutionMismatch = FindingCode(
        "HS3407", .error, "A ServiceEntry does not fit its resolution",
        page: .init(
            why: "NONE has no endpoints, DNS needs names that can be looked up, DYNAMIC_DNS wildcards and protocols "
                + "that name the host. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: ["*.shop.example"]
                  resolution: DNS
                """,
            mend: "Choose the resolution that fits, or list endpoints."))
    static let selectorUnused = FindingCode(
        "HS3408", .warning, "A ServiceEntry selects workloads that its resolution does not ask for",
        page: .init(
            why: "With resolution NONE proxies send to the address that the client chose. Istio warns of it.",
            example: """
                spec:
                  workloadSelector: {labels: {app: db}}
                  resolution: NONE
                """,
            mend: "Use resolution STATIC, or leave the selector out."))
    static let endpointAddress = FindingCode(
        "HS3409", .error, "The address of an endpoint is missing, or of the wrong sort",
        page: .init(
            why: "Proxies could not send anything there. istiod's webhook refuses the object.",
            example: """
                spec:
                  resolution: STATIC
                  endpoints: [{address: db.example}]
                """,
            mend: "STATIC needs IP addresses, DNS takes names as well."))
    static let endpointPort = FindingCode(
        "HS3410", .error, "An endpoint has a port that does not belong to it",
        page: .init(
            why: "The names of its ports are those of the ServiceEntry, and sockets have none. istiod's webhook "
                + "refuses the object.",
            example: """
                spec:
                  resolution: DNS
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [{address: a.example, ports: {web: 8080}}]
                """,
            mend: "Use the names of the ServiceEntry's ports."))
    static let noAddress = FindingCode(
        "HS3411", .warning, "A workload has a network and no address",
        page: .init(
            why: "It is reached through the gateway of its network only. Istio warns of it.",
            example: """
                spec:
                  network: vm-network
                """,
            mend: "Give an address if it has one."))
    static let workloadGroupPart = FindingCode(
        "HS3412", .error, "A WorkloadGroup lacks its template, or cannot probe its workloads",
        page: .init(
            why: "Istio makes WorkloadEntries of it. istiod's webhook refuses the object.",
            example: """
                spec:
                  probe: {httpGet: {port: 80}}
                """,
            mend: "Write template: {} at least, and one of httpGet, tcpSocket and exec."))
}
