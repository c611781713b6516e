import Domain

/// Whether an AuthorizationPolicy's rules take a request: any rule whose sources, operations and conditions all hold.
struct AuthorizationMatching {
    let policy: PolicyObject
    let caller: Caller
    let request: MeshRequest
    let server: MeshPod
    let service: MeshService?
    /// Of the pod.
    let port: Int

    /// A policy without rules matches nothing: as ALLOW it denies everything, as DENY nothing.
    var match: Bool { (policy.spec["rules"]?.array ?? []).contains(where: holds) }

    private func holds(_ rule: JSONValue) -> Bool {
        let sources = rule["from"]?.array ?? []
        let operations = rule["to"]?.array ?? []
        return (sources.isEmpty || sources.contains { isFrom($0["source"] ?? .null) })
            && (operations.isEmpty || operations.contains { isTo($0["operation"] ?? .null) })
            && (rule["when"]?.array ?? []).allSatisfy(isWhen)
    }

    /// All fields that are given must hold, each by one of its values and none of the `not` ones.
    private func isFrom(_ source: JSONValue) -> Bool {
        let identity = caller.isAuthenticated ? caller.pod.principal : ""
        let namespace = caller.isAuthenticated ? caller.pod.namespace : ""
        let address = caller.pod.workload.ip ?? ""
        return given(source, "principals", "notPrincipals") { Self.principal($0, identity) }
            && given(source, "requestPrincipals", "notRequestPrincipals") {
                TextMatch.authorization($0, tokenPrincipal)
            }
            && given(source, "namespaces", "notNamespaces") { TextMatch.authorization($0, namespace) }
            && given(source, "serviceAccounts", "notServiceAccounts", by: isAccount)
            && given(source, "ipBlocks", "notIpBlocks") { AddressBlock.contains($0, address) }
            && given(source, "remoteIpBlocks", "notRemoteIpBlocks") { AddressBlock.contains($0, address) }
    }

    private func isTo(_ operation: JSONValue) -> Bool {
        given(operation, "hosts", "notHosts") { TextMatch.authorization($0.lowercased(), host) }
            && given(operation, "ports", "notPorts") { $0 == String(port) }
            && given(operation, "methods", "notMethods") { TextMatch.authorization($0, request.method) }
            && given(operation, "paths", "notPaths") { Self.path($0, request.path) }
    }

    private func isWhen(_ condition: JSONValue) -> Bool {
        let key = condition["key"]?.string ?? ""
        return given(condition, "values", "notValues") { pattern in
            switch key {
            case "source.ip", "remote.ip": AddressBlock.contains(pattern, caller.pod.workload.ip ?? "")
            case "destination.ip": AddressBlock.contains(pattern, server.workload.ip ?? "")
            case "source.principal": Self.principal(pattern, attribute(key) ?? "")
            case "source.serviceAccount": isAccount(pattern)
            default: attribute(key).map { TextMatch.authorization(pattern, $0) } ?? false
            }
        }
    }

    private func attribute(_ key: String) -> String? {
        if let name = bracketed(key, after: "request.headers") { return request.headers[name.lowercased()] }
        if let claim = bracketed(key, after: "request.auth.claims") {
            guard let token = request.token, token.isValid else { return nil }
            return ["iss": token.issuer, "sub": token.subject][claim]
        }
        switch key {
        case "source.namespace": return caller.isAuthenticated ? caller.pod.namespace : nil
        case "source.principal": return caller.isAuthenticated ? caller.pod.principal : nil
        case "request.auth.principal": return tokenPrincipal
        case "destination.port": return String(port)
        default: return nil
        }
    }
}

extension AuthorizationMatching {
    private var tokenPrincipal: String {
        guard let token = request.token, token.isValid else { return "" }
        return "\(token.issuer)/\(token.subject)"
    }

    private var host: String { (request.host ?? service?.hostname ?? "").lowercased() }

    private func given(_ holder: JSONValue, _ some: String, _ none: String, by holds: (String) -> Bool) -> Bool {
        let wanted = (holder[some]?.array ?? []).compactMap(\.string)
        let unwanted = (holder[none]?.array ?? []).compactMap(\.string)
        return (wanted.isEmpty || wanted.contains(where: holds)) && !unwanted.contains(where: holds)
    }

    /// `account` of the policy's namespace, or `namespace/account`.
    private func isAccount(_ pattern: String) -> Bool {
        guard caller.isAuthenticated else { return false }
        let full = pattern.contains("/") ? pattern : "\(policy.namespace)/\(pattern)"
        return full == "\(caller.pod.namespace)/\(caller.pod.workload.serviceAccount)"
    }

    private static func principal(_ pattern: String, _ identity: String) -> Bool {
        TextMatch.authorization(pattern.hasPrefix("spiffe://") ? String(pattern.dropFirst(9)) : pattern, identity)
    }

    /// Paths know templates besides: `{*}` is one segment, `{**}` any number.
    private static func path(_ pattern: String, _ path: String) -> Bool {
        guard pattern.contains("{*") else { return TextMatch.authorization(pattern, path) }
        return segments(pattern.split(separator: "/")[...], path.split(separator: "/")[...])
    }

    private static func segments(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "{**}" {
            return (0...path.count).contains { segments(pattern.dropFirst(), path.dropFirst($0)) }
        }
        guard let own = path.first, first == "{*}" || first == own else { return false }
        return segments(pattern.dropFirst(), path.dropFirst())
    }

    private func bracketed(_ key: String, after prefix: String) -> String? {
        guard key.hasPrefix(prefix + "["), key.hasSuffix("]") else { return nil }
        return String(key.dropFirst(prefix.count + 1).dropLast())
    }
}
