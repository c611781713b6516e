import Domain

/// What Linkerd refuses in a Server.
enum LinkerdServers {
    static let family = RuleFamily(
        "linkerd-server", codes: [.serverAccessPolicy, .serverProtocol, .serverPort], kinds: [.server]
    ) { subject in
        accessPolicy(subject.spec["accessPolicy"]) + proxyProtocol(subject.spec["proxyProtocol"])
            + port(subject.spec["port"])
    }

    static let accessPolicies = [
        "all-authenticated", "all-unauthenticated", "audit", "cluster-authenticated", "cluster-unauthenticated", "deny",
    ]
    private static let protocols = ["HTTP/1", "HTTP/2", "TLS", "gRPC", "opaque", "unknown"]

    private static func accessPolicy(_ field: Field) -> [Remark] {
        guard let text = field.string, !accessPolicies.contains(text) else { return [] }
        return [
            Remark(.serverAccessPolicy, field, "is no access policy of Linkerd's", hint: choice(text, accessPolicies))
        ]
    }

    private static func proxyProtocol(_ field: Field) -> [Remark] {
        guard let text = field.string, !protocols.contains(text) else { return [] }
        return [Remark(.serverProtocol, field, "is no protocol of a Linkerd Server", hint: choice(text, protocols))]
    }

    private static func port(_ field: Field) -> [Remark] {
        guard let number = field.int, !(1...65535).contains(number) else { return [] }
        return [Remark(.serverPort, field, "is not the number of a port", hint: "use 1 to 65535, or the port's name")]
    }

    private static func choice(_ text: String, _ known: [String]) -> String {
        Spelling.nearest(to: text, in: known).map { "did you mean \($0)?" }
            ?? "known are \(known.joined(separator: ", "))"
    }
}
