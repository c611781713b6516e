/// Names of headers as Istio takes them; how much is allowed depends on what they are for.
enum HeaderNames {
    /// A token of RFC 9110. Istio takes `,` as well.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { HeaderSyntax.isOfName($0) || $0 == UInt8(ascii: ",") }
    }

    /// Letters, digits, `-` and `_`.
    static func isPlainName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
    }

    /// HTTP/2's names for what is no header.
    static let pseudoHeaders: Set<String> = [":method", ":scheme", ":authority", ":path", ":status"]

    /// Both names of the host that a request is for.
    static func isAuthority(_ name: String) -> Bool {
        let name = name.lowercased()
        return name == ":authority" || name == "host"
    }

    /// What Envoy does not let a route change.
    static func isInternal(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ":") || name.lowercased() == "host"
    }

    /// Whether a header match means a claim of the token: `@request.auth.claims.sub`, `@request.auth.claims[sub]`.
    static func isClaim(_ name: String) -> Bool {
        let mark = "@request.auth.claims"
        guard name.utf8.first == UInt8(ascii: "@"), name.lowercased().hasPrefix(mark) else { return false }
        let rest = name.utf8.dropFirst(mark.utf8.count)
        if rest.first == UInt8(ascii: ".") { return rest.count > 1 }
        return rest.count > 2 && rest.first == UInt8(ascii: "[") && rest.last == UInt8(ascii: "]")
    }
}
