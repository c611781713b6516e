import Domain
import MeshModel

/// Values that do not match what they seem to.
enum ValueTraps {
    static let family = RuleFamily(
        "authorization-values", codes: [.starWithin, .valueNever, .hostWithoutPort, .pathEvaded],
        kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        return subject.spec["rules"].elements.flatMap { rule in
            let sources = rule["from"].elements.map { $0["source"] }
            let operations = rule["to"].elements.map { $0["operation"] }
            let values = values(sources, texts) + values(operations, ["hosts", "methods", "paths"]) + conditions(rule)
            return values.compactMap(starWithin) + operations.flatMap(never) + CallerNames.never(sources, rule)
                + operations.flatMap { evaded($0, policy.action) }
        }
    }

    private static let texts = ["principals", "requestPrincipals", "namespaces"]

    /// The values of fields and of their opposites.
    static func values(_ holders: [Field], _ names: [String]) -> [Field] {
        holders.flatMap { holder in
            names.flatMap { name in holder[name].elements + holder[negatives[name] ?? ""].elements }
        }
    }

    /// The fields that list what must not be.
    private static let negatives = [
        "principals": "notPrincipals", "requestPrincipals": "notRequestPrincipals", "namespaces": "notNamespaces",
        "hosts": "notHosts", "methods": "notMethods", "paths": "notPaths",
    ]

    private static func conditions(_ rule: Field) -> [Field] {
        rule["when"].elements.filter {
            ["request.headers[", "source.namespace", "source.principal"].contains(
                where: ($0["key"].string ?? "").hasPrefix)
        }
        .flatMap { $0["values"].elements + $0["notValues"].elements }
    }

    /// A star counts at one end of a value; `{*}` and `{**}` are for paths.
    private static func starWithin(_ field: Field) -> Remark? {
        let star = UInt8(ascii: "*")
        guard let text = field.string, text.utf8.contains(star) else { return nil }
        // What is usual: one star, at one end.
        if text.utf8.first == star || text.utf8.last == star, text.utf8.count(where: { $0 == star }) == 1 { return nil }
        var rest = text.replacing("{**}", with: "").replacing("{*}", with: "")[...]
        if rest.hasPrefix("*") { rest = rest.dropFirst() } else if rest.hasSuffix("*") { rest = rest.dropLast() }
        guard rest.contains("*") else { return nil }
        return Remark(
            .starWithin, field,
            "a star counts only at the beginning or only at the end, and is a plain character elsewhere",
            hint: text.contains("/")
                ? "in paths {*} stands for one segment, {**} for any number" : "use one star at one end")
    }

    private static func never(_ operation: Field) -> [Remark] {
        values([operation], ["paths"]).compactMap(path) + values([operation], ["methods"]).compactMap(method)
            + values([operation], ["hosts"]).compactMap(host)
    }

    private static func path(_ field: Field) -> Remark? {
        guard let text = field.string, !text.hasPrefix("*") else { return nil }
        if !text.hasPrefix("/"), !text.hasPrefix("{") {
            return never(field, "paths begin with a slash, so no request has this one", "write /\(text)")
        }
        if text.utf8.contains(UInt8(ascii: "?")) || text.utf8.contains(UInt8(ascii: "#")) {
            return never(field, "the path that is compared ends before the query", "take off what is behind it")
        }
        guard text.utf8.contains(UInt8(ascii: ".")),
            text.contains("/../") || text.contains("/./") || text.hasSuffix("/..")
        else { return nil }
        return never(field, "Istio takes dots out of paths before it compares them", "write the path without them")
    }

    private static func method(_ field: Field) -> Remark? {
        guard let text = field.string else { return nil }
        guard !text.contains(where: \.isWhitespace) else {
            return never(field, "methods have no spaces", "write \(text.filter { !$0.isWhitespace })")
        }
        guard text != text.uppercased(),
            ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"].contains(text.uppercased())
        else { return nil }
        return never(
            field, "methods are compared with their case, and requests have them in upper case",
            "write \(text.uppercased())")
    }

    private static func host(_ field: Field) -> Remark? {
        guard let text = field.string, text.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return never(field, "a host has neither scheme nor path", "write the name alone, e.g. shop.example.com")
    }

    static func never(_ field: Field, _ message: String, _ hint: String) -> Remark {
        Remark(.valueNever, field, message, hint: hint)
    }
}

extension ValueTraps {
    /// What is denied by a list can be got around by another way to write the same.
    private static func evaded(_ operation: Field, _ action: AuthorizationRules.Action) -> [Remark] {
        guard action == .deny || action == .allow else { return [] }
        let (hosts, paths) = action == .deny ? ("hosts", "paths") : ("notHosts", "notPaths")
        return hostsWithoutPort(operation[hosts]) + exactPaths(operation[paths])
    }

    private static func hostsWithoutPort(_ list: Field) -> [Remark] {
        let known = Set(list.strings.map { $0.lowercased() })
        return list.elements.filter { field in
            guard let text = field.string?.lowercased(), !text.contains(":"), !text.hasSuffix("*"), !text.contains("/")
            else {
                return false
            }
            return !known.contains(text + ":*") && !known.contains(text + "*")
        }.map {
            Remark(
                .hostWithoutPort, $0,
                "a request for the same host with a port, as clients may write it, is not matched",
                hint: "add \($0.string ?? ""):*")
        }
    }

    private static func exactPaths(_ list: Field) -> [Remark] {
        let known = Set(list.strings)
        let beginnings = Beginnings(known)
        return list.elements.filter { field in
            guard let text = field.string, text.hasPrefix("/"), !text.contains("*"), !text.contains("{"),
                !text.contains("?"), !text.contains("#")
            else { return false }
            let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
            return bare.utf8.count > 1
                && ![bare + "*", bare + "/*", bare + "/"].contains(where: { $0 != text && known.contains($0) })
                && !beginnings.cover(text)
        }.map {
            Remark(
                .pathEvaded, $0, "only this very path is matched: not with a slash behind it, not in another case",
                hint: "add \($0.string ?? "")* or its other spellings where the server takes them for the same")
        }
    }
}

/// The beginnings that a list of values has (`/api*`), found by length: lists of thousands are not compared each with
/// each.
private struct Beginnings {
    private var texts: Set<[UInt8]> = []
    private var lengths: Set<Int> = []

    init(_ values: Set<String>) {
        for value in values where value.hasSuffix("*") && value.utf8.count > 1 {
            let text = Array(value.utf8.dropLast())
            texts.insert(text)
            lengths.insert(text.count)
        }
    }

    func cover(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return lengths.contains { $0 <= bytes.count && texts.contains(Array(bytes.prefix($0))) }
    }
}
