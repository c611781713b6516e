import Domain

/// Lists of values that rules and conditions compare with.
enum ValueLists {
    static func check(notEmpty list: Field) -> [Remark] {
        list.elements.filter { $0.string == "" }.map {
            Remark(.emptyValue, $0, "is empty", hint: "leave it out, or write '*' for any value")
        }
    }

    static func check(blocks list: Field) -> [Remark] { list.elements.flatMap(Addresses.check(block:)) }

    static func check(ports list: Field) -> [Remark] {
        list.elements.filter { $0.string.map { !isPort($0) } ?? false }.map {
            Remark(.portText, $0, "is '\($0.text)', which is no port", hint: "write a number in quotes, \"8080\"")
        }
    }

    private static func isPort(_ text: String) -> Bool {
        text.utf8.allSatisfy(\.isDigit) && UInt32(text).map { $0 <= 65535 } ?? false
    }

    /// `*` stands at one end at most.
    static func check(patterns list: Field, takesSlash: Bool) -> [Remark] {
        list.elements.flatMap { field -> [Remark] in
            guard let text = field.string else { return [] }
            if text.isEmpty { return [Remark(.emptyValue, field, "is empty", hint: "leave it out, or write '*'")] }
            let stars = text.utf8.filter { $0 == UInt8(ascii: "*") }.count
            let fault: String? =
                if stars > 1 || stars == 1 && !text.hasPrefix("*") && !text.hasSuffix("*") {
                    "has a wildcard elsewhere than at one end"
                } else { !takesSlash && text.contains("/") ? "has a '/', which no trust domain has" : nil }
            return .of(.trustDomainPattern, field, fault, hint: "write a name, prefix*, *suffix or *")
        }
    }

    private static let mostAccounts = 16

    /// `<name>` or `<namespace>/<name>`.
    static func check(serviceAccounts list: Field) -> [Remark] {
        let accounts = list.elements
        if accounts.count > mostAccounts {
            return [
                Remark(
                    .serviceAccountName, list, "has \(accounts.count) entries; Istio takes \(mostAccounts)",
                    hint: "use several sources")
            ]
        }
        return accounts.flatMap { field -> [Remark] in
            guard let text = field.string else { return [] }
            return .of(.serviceAccountName, field, fault(account: text), hint: "write <name> or <namespace>/<name>")
        }
    }

    private static func fault(account text: String) -> String? {
        if text.isEmpty { return "is empty" }
        if text.contains("*") { return "has a wildcard" }
        if text.utf8.count > 320 { return "is longer than 320 characters" }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 2 || parts.contains("") ? "is '\(text)', which names no ServiceAccount" : nil
    }
}

/// Paths with `{*}` for one segment and `{**}` for the rest.
enum PathTemplates {
    static func check(_ list: Field) -> [Remark] {
        list.elements.flatMap { field -> [Remark] in
            guard let path = field.string else { return [] }
            return .of(
                .pathTemplate, field, fault(path),
                hint: "write {*} for one whole segment, {**} for all that follow, once")
        }
    }

    private static func fault(_ path: String) -> String? {
        guard path.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else { return nil }
        let isTemplate = path.contains("{*}") || path.contains("{**}")
        var trimmed = path.utf8[...]
        while trimmed.first == UInt8(ascii: "/") { trimmed = trimmed.dropFirst() }
        while trimmed.last == UInt8(ascii: "/") { trimmed = trimmed.dropLast() }
        var hasRest = false
        for segment in Substring(trimmed).split(separator: "/", omittingEmptySubsequences: false) {
            if segment == "{*}" || segment == "{**}" {
                if hasRest { return "goes on behind {**}" }
                hasRest = segment == "{**}"
            } else if segment.contains("{") || segment.contains("}") {
                return "has braces that are no whole segment"
            } else if isTemplate, !isLiteral(segment) {
                return "has a segment '\(segment)' that cannot stand in a template"
            }
        }
        return nil
    }

    /// Characters of a path that RFC 3986 allows, without `*`.
    private static func isLiteral(_ segment: Substring) -> Bool {
        !segment.isEmpty
            && segment.utf8.allSatisfy { $0.isLetterOrDigit || "-._~%!$&'()+,;:@=".utf8.contains($0) }
    }
}

/// `when` of a rule: the attribute of a request, and the values that it is compared with.
enum ConditionKeys {
    static func check(_ condition: Field) -> [Remark] {
        guard condition.value.object != nil else { return [] }
        let key = condition["key"]
        guard !key.text.isEmpty else {
            return [Remark(.conditionKey, key, "is missing", hint: "name an attribute, e.g. request.headers[version]")]
        }
        let lists = [condition["values"], condition["notValues"]]
        if lists.allSatisfy(\.isEmpty) {
            return [Remark(.emptyRulePart, condition, "compares with nothing", hint: "give values or notValues")]
        }
        return .of(.conditionKey, key, fault(key.text), hint: "Istio's reference of conditions lists the attributes")
            + lists.flatMap { check($0, key.text) }
    }

    private static let plain: Set<String> = [
        "source.ip", "remote.ip", "source.namespace", "source.serviceAccount", "source.principal", "source.trustDomain",
        "request.auth.principal", "request.auth.audiences", "request.auth.presenter", "destination.ip",
        "destination.port", "connection.sni",
    ]
    private static let bracketed = ["request.headers", "request.auth.claims", "experimental.envoy.filters."]

    private static func fault(_ key: String) -> String? {
        if plain.contains(key) { return nil }
        if bracketed.contains(where: key.hasPrefix) {
            return isBracketed(key) ? nil : "is '\(key)'; a name in brackets belongs behind it"
        }
        if key == "destination.namespace" { return "is '\(key)'; the namespace of the policy says that" }
        if key.hasPrefix("destination.labels") { return "is '\(key)'; the selector of the policy says that" }
        return "is '\(key)', which is no attribute of a request"
    }

    /// `a[b]`
    private static func isBracketed(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        guard bytes.last == UInt8(ascii: "]"), let open = bytes.firstIndex(of: UInt8(ascii: "[")) else { return false }
        return open > 0 && open < bytes.count - 2
    }

    private static func check(_ list: Field, _ key: String) -> [Remark] {
        switch key {
        case "source.ip", "remote.ip", "destination.ip": ValueLists.check(blocks: list)
        case "destination.port": ValueLists.check(ports: list)
        case "source.serviceAccount": ValueLists.check(serviceAccounts: list)
        case "source.trustDomain": ValueLists.check(patterns: list, takesSlash: true)
        default: ValueLists.check(notEmpty: list)
        }
    }
}
