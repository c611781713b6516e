import Domain
import MeshModel

/// Names of callers that nobody has: a principal is `<trust domain>/ns/<namespace>/sa/<service account>`, and a
/// namespace has the characters that Kubernetes allows.
enum CallerNames {
    /// - Parameter sources: The sources of `rule`.
    static func never(_ sources: [Field], _ rule: Field) -> [Remark] {
        (ValueTraps.values(sources, ["principals"]) + condition(rule, "source.principal")).compactMap(principal)
            + (ValueTraps.values(sources, ["namespaces"]) + condition(rule, "source.namespace")).compactMap(namespace)
    }

    private static func condition(_ rule: Field, _ key: String) -> [Field] {
        rule["when"].elements.filter { $0["key"].string == key }
            .flatMap { $0["values"].elements + $0["notValues"].elements }
    }

    private static func principal(_ field: Field) -> Remark? {
        guard let text = field.string, text != "*", !text.isEmpty else { return nil }
        // What has a star within is told of elsewhere.
        guard !text.dropFirst().dropLast().contains("*") else { return nil }
        let shape = "write cluster.local/ns/NAMESPACE/sa/SERVICE-ACCOUNT"
        if text.hasPrefix("spiffe:") {
            let rest = text.dropFirst("spiffe:".count).drop { $0 == "/" }
            return ValueTraps.never(
                field, "Istio takes spiffe:// off before it compares principals", "write \(rest)")
        }
        if text.contains(":") || text.contains(where: \.isWhitespace) {
            return ValueTraps.never(field, "no principal of Istio's is written so", shape)
        }
        let fits =
            if text.hasPrefix("*") { end(text.dropFirst()) } else if text.hasSuffix("*") { start(text.dropLast()) } else
            {
                whole(text[...])
            }
        return fits ? nil : ValueTraps.never(field, "no principal of Istio's has this form", shape)
    }

    private static func parts(_ text: Substring) -> [Substring] {
        text.split(separator: "/", omittingEmptySubsequences: false)
    }

    private static func whole(_ text: Substring) -> Bool {
        guard let name = PrincipalName(text) else { return false }
        return !name.trustDomain.isEmpty && isName(name.namespace[...]) && !name.account.isEmpty
    }

    /// The beginning of a principal, which may be cut anywhere.
    private static func start(_ text: Substring) -> Bool {
        let parts = parts(text)
        guard parts.count > 1, let last = parts.last else { return true }
        let words = ["", "ns", "", "sa", ""]
        guard parts.count <= words.count, !parts[0].isEmpty else { return false }
        return parts.indices.dropFirst().allSatisfy { index in
            if index == parts.count - 1 { return words[index].isEmpty || words[index].hasPrefix(last) }
            return words[index].isEmpty ? isName(parts[index]) : parts[index] == words[index]
        }
    }

    /// The end of a principal, with slashes at known places.
    private static func end(_ text: Substring) -> Bool {
        let parts = parts(text)
        guard parts.count > 1, parts.last?.isEmpty == false else { return parts.count <= 1 }
        let words = ["", "ns", "", "sa", ""].suffix(parts.count)
        guard words.count == parts.count else { return false }
        return zip(words, parts).dropFirst().allSatisfy { $0.isEmpty || $0 == $1 }
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }

    private static func namespace(_ field: Field) -> Remark? {
        guard let text = field.string, !text.isEmpty else { return nil }
        let name = text.hasPrefix("*") ? text.dropFirst() : text.hasSuffix("*") ? text.dropLast() : text[...]
        // What has more stars is told of elsewhere.
        guard !name.isEmpty, !name.contains("*"), !isName(name) else { return nil }
        return ValueTraps.never(
            field, "a namespace has small letters, digits and `-` only",
            "write the namespace as Kubernetes has it, e.g. \(text.lowercased())")
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
