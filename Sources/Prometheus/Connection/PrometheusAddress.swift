import Ports

/// Where a Prometheus answers, and how errors name it: without the user and password that the address may hold.
struct PrometheusAddress: Sendable {
    /// What the paths of the API follow; has no slash at its end.
    let base: String
    /// `Prometheus at host:port`.
    let subject: String

    /// Throws where the address is none that can be used. Never quotes it: what is wrong may be inside a password.
    init(_ url: String) throws(PortError) {
        let text = url.utf8.last == UInt8(ascii: "/") ? String(url.dropLast()) : url
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw Self.unusable("It does not begin with http:// or https://.")
        }
        guard
            !text.utf8.contains(where: { $0 <= 32 || $0 == 127 || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") })
        else {
            throw Self.unusable("It holds white space, a query or a fragment.")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        // A slash in a password would make the host of what is in front of it, and errors would name that.
        guard !rest.dropFirst(authority.count).contains("@") else {
            throw Self.unusable("It holds an @ behind its first slash.")
        }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.isEmpty else { throw Self.unusable("It names no host.") }
        base = text
        subject = "Prometheus at \(host)"
    }

    private static func unusable(_ what: String) -> PortError {
        PortError(
            .permanent, "Prometheus",
            "The address of the cluster's Prometheus cannot be used. \(what) Register the cluster with an address like "
                + "https://user:password@host:9090/prefix; characters of the password other than letters and digits "
                + "have to be percent-encoded.", code: "address")
    }
}
