/// Names of hosts as the meshes read them: short names mean a Service of a namespace, `*` at the front stands for
/// whatever comes before the rest.
enum HostName {
    static let clusterSuffix = ".svc.cluster.local"

    /// The full name of `host` where an object of `namespace` says it. As in istiod, only a name without any dot is
    /// short: `reviews.shop` stays what it is.
    static func qualified(_ host: String, in namespace: String) -> String {
        guard !host.isEmpty, !isWildcard(host), !host.utf8.contains(UInt8(ascii: ".")) else { return host }
        return "\(host).\(namespace)\(clusterSuffix)"
    }

    /// The full name of `host` as Kubernetes' DNS reads it: `reviews.shop` and `reviews.shop.svc` are Services, too,
    /// if `isNamespace` knows the second word.
    static func resolved(_ host: String, in namespace: String, isNamespace: (String) -> Bool) -> String {
        let dots = host.utf8.count { $0 == UInt8(ascii: ".") }
        guard !isWildcard(host), dots == 1 || dots == 2 && host.hasSuffix(".svc") else {
            return qualified(host, in: namespace)
        }
        let words = host.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == dots + 1, isNamespace(String(words[1])) else { return qualified(host, in: namespace) }
        return "\(words[0]).\(words[1])\(clusterSuffix)"
    }

    /// The Service that a full name means; `nil` where it is none of the cluster's.
    static func service(_ fullName: String) -> (namespace: String, name: String)? {
        guard fullName.hasSuffix(clusterSuffix) else { return nil }
        let rest = fullName.utf8.dropLast(clusterSuffix.utf8.count)
        guard let dot = rest.lastIndex(of: UInt8(ascii: ".")), dot != rest.startIndex else { return nil }
        let namespace = rest[rest.index(after: dot)...]
        return namespace.isEmpty ? nil : (String(Substring(namespace)), String(Substring(rest[..<dot])))
    }

    /// The Service that `name.namespace`, or a name that begins like a full one, most likely means; `nil` for others.
    static func shortened(_ host: String) -> (namespace: String, name: String)? {
        let words = host.split(separator: ".", omittingEmptySubsequences: false)
        guard !isWildcard(host), words.count == 2 || words.count > 2 && words[2] == "svc", !words[1].isEmpty else {
            return nil
        }
        return (String(words[1]), String(words[0]))
    }

    static func isWildcard(_ host: String) -> Bool { host.utf8.first == UInt8(ascii: "*") }

    /// Whether some name is meant by both.
    static func overlap(_ one: String, _ other: String) -> Bool {
        switch (isWildcard(one), isWildcard(other)) {
        case (false, false): one == other
        case (true, false): other.hasSuffix(one.dropFirst())
        case (false, true): one.hasSuffix(other.dropFirst())
        case (true, true):
            one.utf8.count < other.utf8.count
                ? other.dropFirst().hasSuffix(one.dropFirst()) : one.dropFirst().hasSuffix(other.dropFirst())
        }
    }

    /// Whether every name that `part` means is meant by `whole`.
    static func contains(_ whole: String, _ part: String) -> Bool {
        guard isWildcard(whole) else { return whole == part }
        return isWildcard(part)
            ? part.dropFirst().hasSuffix(whole.dropFirst()) : part.hasSuffix(whole.dropFirst())
    }

    /// The wildcards that contain `host`, the narrowest first: of `a.b.c` they are `*.b.c`, `*.c` and `*`. A wildcard
    /// is among its own.
    static func wildcards(containing host: String) -> [String] {
        let name = isWildcard(host) ? host.dropFirst() : host[...]
        let dots = name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: ".") }
        return dots.map { "*\(name[$0...])" } + ["*"]
    }
}
