import Domain
import MeshModel

/// Requests made of the rules of AuthorizationPolicies: each with what a rule asks for, and beside it requests that
/// lack a part of that.
enum AuthorizationProbes {
    static func add(of policy: JSONValue, to list: inout ProbeList) {
        for rule in policy["spec"]?["rules"]?.array ?? [] {
            let operations = (rule["to"]?.array ?? []).map { $0["operation"] ?? .null }
            let bases = bases(of: rule)
            for operation in operations.isEmpty ? [.null] : operations {
                for base in bases { add(operation, base, to: &list) }
            }
        }
    }

    /// What a rule asks for beside the operation: tokens and headers, each with and without.
    private static func bases(of rule: JSONValue) -> [Probe] {
        var full = Probe()
        var bases: [Probe] = []
        for source in rule["from"]?.array ?? [] {
            for principal in texts(source["source"], "requestPrincipals") {
                full.request.token = token(Example.authorization(principal))
                bases.append(full)
            }
        }
        for condition in rule["when"]?.array ?? [] {
            let key = condition["key"]?.string ?? ""
            for value in texts(condition, "values") + texts(condition, "notValues") {
                set(key, Example.authorization(value), in: &full)
                bases.append(full)
            }
        }
        return bases + [Probe()]
    }

    private static func set(_ key: String, _ value: String, in probe: inout Probe) {
        func name(after prefix: String) -> String? {
            key.hasPrefix(prefix + "[") && key.hasSuffix("]")
                ? String(key.dropFirst(prefix.count + 1).dropLast()) : nil
        }
        if let header = name(after: "request.headers") { probe.request.headers[header.lowercased()] = value }
        let token = probe.request.token
        switch key {
        case "request.auth.principal": probe.request.token = Self.token(value)
        case "request.auth.claims[iss]":
            probe.request.token = .init(issuer: value, subject: token?.subject ?? Example.word)
        case "request.auth.claims[sub]":
            probe.request.token = .init(issuer: token?.issuer ?? Example.word, subject: value)
        case "destination.port": probe.port = Int(value)
        default: break
        }
    }

    /// The issuer goes up to the last slash.
    private static func token(_ principal: String) -> MeshRequest.Token {
        guard let slash = principal.lastIndex(of: "/") else {
            return .init(issuer: principal, subject: Example.word)
        }
        return .init(
            issuer: String(principal[..<slash]), subject: String(principal[principal.index(after: slash)...]))
    }

    private static func add(_ operation: JSONValue, _ base: Probe, to list: inout ProbeList) {
        let methods = asked(
            operation, "methods", beside: ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
        ) { Example.authorization($0) }
        let paths = asked(operation, "paths", beside: ["/", "/\(Example.word)", "/other"]) {
            Example.authorization($0, path: true)
        }
        // Without a word, the authority is the name of the service that is called.
        let named = texts(operation, "hosts") + texts(operation, "notHosts")
        let others = asked(operation, "hosts", beside: ["other.example", "other.test"]) { Example.host($0) }
        let hosts = named.isEmpty ? [nil] : others.map { $0 as String? } + [nil]
        let ports = (texts(operation, "ports") + texts(operation, "notPorts")).map(Int.init)
        for host in hosts {
            for path in paths {
                for method in methods {
                    for port in ports.isEmpty ? [base.port] : ports {
                        var probe = base
                        probe.request.method = method
                        probe.request.path = path
                        probe.request.host = host
                        probe.port = port
                        list.add(probe)
                    }
                }
            }
        }
    }

    /// What an operation asks for or excludes, and one thing that it does neither with, where there is such a thing:
    /// who had it may lose it.
    ///
    /// - Parameter plain: What is tried, the most common first.
    private static func asked(
        _ operation: JSONValue, _ field: String, beside plain: [String], _ example: (String) -> String
    ) -> [String] {
        let opposite = "not" + field.prefix(1).uppercased() + field.dropFirst()
        let patterns = texts(operation, field) + texts(operation, opposite)
        let other = plain.first { text in !patterns.contains { covers($0, text) } } ?? plain[0]
        return patterns.map { $0 == "*" ? plain[0] : example($0) } + [other]
    }

    private static func covers(_ pattern: String, _ text: String) -> Bool {
        if pattern.hasSuffix("*") { return text.hasPrefix(pattern.dropLast()) }
        return pattern.hasPrefix("*") ? text.hasSuffix(pattern.dropFirst()) : pattern == text
    }

    private static func texts(_ holder: JSONValue?, _ field: String) -> [String] {
        holder?[field]?.array?.compactMap(\.string) ?? []
    }
}
