import Domain

/// Istio's and Gateway API's ways to match a text.
enum TextMatch {
    /// Istio's `StringMatch`: `{exact | prefix | regex}`; an empty one asks for presence only.
    static func istio(_ rule: JSONValue, _ text: String, ignoringCase: Bool = false) -> Bool {
        let value = ignoringCase ? text.lowercased() : text
        func given(_ key: String) -> String? {
            rule[key]?.string.map { ignoringCase ? $0.lowercased() : $0 }
        }
        if let exact = given("exact") { return value == exact }
        if let prefix = given("prefix") { return value.hasPrefix(prefix) }
        if let regex = rule["regex"]?.string { return matches(regex, text) }
        return true
    }

    /// The values of Istio's authorization: exact, `prefix*`, `*suffix`, and `*` for anything that is there.
    static func authorization(_ pattern: String, _ text: String) -> Bool {
        if pattern == "*" { return !text.isEmpty }
        if pattern.hasPrefix("*") { return text.hasSuffix(pattern.dropFirst()) }
        if pattern.hasSuffix("*") { return text.hasPrefix(pattern.dropLast()) }
        return pattern == text
    }

    /// The whole text against a regular expression (RE2's common part); one that cannot be read matches nothing.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return (try? regex.wholeMatch(in: text)) != nil
    }

    /// Whether a host, as Istio writes it, covers a name: the name itself, `*`, or `*.suffix`.
    static func host(_ pattern: String, covers name: String) -> Bool {
        if pattern == "*" || pattern == name { return true }
        return pattern.hasPrefix("*") && name.hasSuffix(pattern.dropFirst())
    }

    /// The host as Istio resolves it: a name without a dot is a service of the object's namespace, any other is taken
    /// as it stands (`ResolveShortnameToFQDN`).
    static func resolved(_ host: String, in namespace: String) -> String {
        host.contains(".") || host.hasPrefix("*") ? host : "\(host).\(namespace).svc.cluster.local"
    }
}
