package import Domain

/// A request as a server's proxy sees it. What it has not is `nil` or empty.
package struct SampleRequest: Hashable, Sendable {
    /// `cluster.local/ns/shop/sa/web`; there is one with mTLS only.
    package var principal: String?
    package var address = "10.1.2.3"
    package var port = 8080
    /// Whether it is HTTP; a connection of plain TCP has nothing of what follows.
    package var isHTTP = true
    package var host = "books.shop"
    package var method = "GET"
    package var path = "/"
    /// In lower case.
    package var headers: [String: String] = [:]
    package var issuer: String?
    package var subject = "me"
    /// A token's other claims, by the key of a condition.
    package var claims: [String: [String]] = [:]

    package init(principal: String? = nil, method: String = "GET", path: String = "/", isHTTP: Bool = true) {
        self.principal = principal
        self.method = method
        self.path = path
        self.isHTTP = isHTTP
    }
}

/// Whether a rule of an AuthorizationPolicy matches a request, by Istio's documents and its generator of Envoy's
/// configuration. It takes the rule as it is written, and knows nothing of how the product compares rules.
package struct RuleMatch {
    /// Whether what only HTTP has counts as matched where there is none: so for DENY, AUDIT and CUSTOM. For ALLOW the
    /// whole rule does not match.
    let missingMatches: Bool
    /// The policy's namespace.
    let namespace: String
    /// Trust domains that stand for each other.
    let aliases: [String]
    /// Whether a request's principal is compared as one text, as Istio did before 1.22.
    let comparesTokensAsText: Bool

    package init(
        missingMatches: Bool, namespace: String = "shop", aliases: [String] = [], comparesTokensAsText: Bool = false
    ) {
        self.missingMatches = missingMatches
        self.namespace = namespace
        self.aliases = aliases
        self.comparesTokensAsText = comparesTokensAsText
    }

    package func matches(_ rule: JSONValue, _ request: SampleRequest) -> Bool {
        let sources = (rule["from"]?.array ?? []).map { fields($0["source"], request) }
        let operations = (rule["to"]?.array ?? []).map { fields($0["operation"], request) }
        return (sources.isEmpty || sources.contains(true)) && (operations.isEmpty || operations.contains(true))
            && (rule["when"]?.array ?? []).allSatisfy { condition in
                demand(condition["key"]?.string ?? "", condition["values"], condition["notValues"], request)
            }
    }

    private static let keys = [
        "principals": "source.principal", "requestPrincipals": "request.auth.principal",
        "namespaces": "source.namespace", "serviceAccounts": "source.serviceAccount", "ipBlocks": "source.ip",
        "remoteIpBlocks": "remote.ip", "hosts": "host", "ports": "destination.port", "methods": "method",
        "paths": "path", "trustDomains": "source.trustDomain",
    ]

    private func fields(_ part: JSONValue?, _ request: SampleRequest) -> Bool {
        (part?.object ?? [:]).allSatisfy { name, values in
            if let key = Self.keys[name] { return demand(key, values, nil, request) }
            let positive = name.dropFirst(3).prefix(1).lowercased() + name.dropFirst(4)
            return Self.keys[positive].map { demand($0, nil, values, request) } ?? false
        }
    }

    private func demand(_ key: String, _ values: JSONValue?, _ not: JSONValue?, _ request: SampleRequest) -> Bool {
        let wanted = (values?.array ?? []).compactMap(\.string)
        let unwanted = (not?.array ?? []).compactMap(\.string)
        if wanted.isEmpty && unwanted.isEmpty { return true }
        let needsHTTP = key.hasPrefix("request.") || ["host", "method", "path"].contains(key)
        if needsHTTP && !request.isHTTP { return missingMatches }
        return (wanted.isEmpty || wanted.contains { has(key, $0, request) })
            && !unwanted.contains { has(key, $0, request) }
    }

    private func has(_ key: String, _ pattern: String, _ request: SampleRequest) -> Bool {
        switch key {
        case "source.principal": expanded(pattern).contains { text($0, request.principal, isIdentity: true) }
        case "source.namespace":
            request.principal.map { Glob.matches("*/ns/\(pattern)/*", "spiffe://" + $0) } ?? false
        case "source.serviceAccount":
            request.principal.map { account(pattern, $0) } ?? false
        case "source.trustDomain": text(pattern, request.principal.map { String($0.prefix { $0 != "/" }) })
        case "source.ip", "remote.ip", "destination.ip": Block.contains(pattern, request.address)
        case "destination.port": Int(pattern) == request.port
        case "host": text(pattern.lowercased(), request.host.lowercased())
        case "method": text(pattern, request.method)
        case "path": pattern.contains("{*}") ? template(pattern, request.path) : text(pattern, request.path)
        case "request.auth.principal": token(pattern, request)
        case _ where key.hasPrefix("request.headers["):
            text(pattern, request.headers[String(key.dropFirst(16).dropLast()).lowercased()])
        default: (request.claims[key] ?? []).contains { text(pattern, $0) }
        }
    }

    private func expanded(_ pattern: String) -> [String] {
        let domain = pattern.prefix { $0 != "/" }
        guard pattern.contains("/"), aliases.contains(String(domain)) else { return [pattern] }
        return aliases.map { $0 + pattern.dropFirst(domain.count) }
    }

    private func account(_ pattern: String, _ principal: String) -> Bool {
        let full = pattern.contains("/") ? pattern : namespace + "/" + pattern
        let parts = full.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && principal.hasSuffix("/ns/\(parts[0])/sa/\(parts[1])")
    }

    /// In a suffix of an identity, which becomes a regular expression, a dot is any character.
    private func text(_ pattern: String, _ value: String?, isIdentity: Bool = false) -> Bool {
        guard let value else { return false }
        if pattern == "*" { return !value.isEmpty }
        if pattern.hasPrefix("*") {
            let end = pattern.dropFirst()
            guard isIdentity else { return value.hasSuffix(end) }
            return value.count >= end.count
                && zip(end.reversed(), value.reversed()).allSatisfy { $0 == $1 || $0 == "." }
        }
        if pattern.hasSuffix("*") { return value.hasPrefix(pattern.dropLast()) }
        return value == pattern
    }

    private func token(_ pattern: String, _ request: SampleRequest) -> Bool {
        guard let issuer = request.issuer else { return false }
        if comparesTokensAsText { return text(pattern, issuer + "/" + request.subject) }
        guard pattern != "*" else { return true }
        guard let slash = pattern.lastIndex(of: "/") else {
            if pattern.hasPrefix("*") { return request.subject.hasSuffix(pattern.dropFirst()) }
            if pattern.hasSuffix("*") { return issuer.hasPrefix(pattern.dropLast()) }
            return false
        }
        let (wantedIssuer, wantedSubject) = (String(pattern[..<slash]), String(pattern[pattern.index(after: slash)...]))
        if pattern.hasPrefix("*") { return text(wantedIssuer, issuer) && request.subject == wantedSubject }
        return issuer == wantedIssuer && text(wantedSubject, request.subject)
    }

    private func template(_ pattern: String, _ path: String) -> Bool {
        let (wanted, found) = (pattern.split(separator: "/"), path.split(separator: "/"))
        return wanted.count == found.count && zip(wanted, found).allSatisfy { $0 == "{*}" || $0 == $1 }
    }
}

/// `*` for any text, slashes included.
private enum Glob {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var rest = Array(text.utf8)[...]
        guard let first = parts.first, let last = parts.last, parts.count > 1, rest.starts(with: first) else {
            return pattern == text
        }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard
                let start = rest.indices.first(where: { rest[$0...].starts(with: part) })
                    ?? (part.isEmpty ? rest.startIndex : nil)
            else { return false }
            rest = rest[(start + part.count)...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}

/// IPv4 alone, in numbers.
private enum Block {
    static func contains(_ block: String, _ address: String) -> Bool {
        let parts = block.split(separator: "/")
        let length = parts.count == 2 ? (Int(parts[1]) ?? 32) : 32
        let mask: UInt32 = length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
        return number(parts.first ?? "") & mask == number(Substring(address)) & mask
    }

    private static func number(_ text: Substring) -> UInt32 {
        text.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
    }
}
