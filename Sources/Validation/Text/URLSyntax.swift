/// An address of the web as Go reads it: absolute (`http://host/path`), or a path.
struct URLSyntax: Hashable, Sendable {
    /// In lower case; empty where there is none.
    let scheme: String
    /// With the port.
    private(set) var host = ""
    private(set) var path = ""
    private(set) var query = ""

    /// - Parameter isRequest: The address stands alone: it has a scheme, or is a path from the root.
    /// `nil` for what is no address.
    init?(_ text: String, isRequest: Bool = false) {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !(isRequest && text.isEmpty) else { return nil }
        var rest = text.utf8[...]
        if !isRequest { rest = rest.prefix { $0 != UInt8(ascii: "#") } }
        guard let scheme = Self.takeScheme(&rest) else { return nil }
        self.scheme = scheme
        let body = rest.prefix { $0 != UInt8(ascii: "?") }
        query = String(Substring(rest[body.endIndex...].dropFirst()))
        rest = body
        guard rest.first == UInt8(ascii: "/") else {
            // `mailto:someone` has no path.
            if !scheme.isEmpty { return }
            let isRelativePath = !rest.prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: ":"))
            guard !isRequest, isRelativePath, Self.isEscaped(rest) else { return nil }
            path = String(Substring(rest))
            return
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !isRequest && !rest.starts(with: "///".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest[authority.endIndex...]
            guard Self.isAuthority(authority) else { return nil }
            let user = authority.lastIndex(of: UInt8(ascii: "@"))
            host = String(Substring(user.map { authority[$0...].dropFirst() } ?? authority))
        }
        guard Self.isEscaped(rest) else { return nil }
        path = String(Substring(rest))
    }

    /// The host without its port and without the brackets of an IPv6 address.
    var hostname: String {
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        return host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
    }

    /// Empty where none is given.
    var port: String {
        let end = host.lastIndex(of: "]") ?? host.startIndex
        return host[end...].lastIndex(of: ":").map { String(host[$0...].dropFirst()) } ?? ""
    }

    /// The text before the first `:`, where it can be a scheme; `nil` where nothing stands before it.
    private static func takeScheme(_ rest: inout Substring.UTF8View) -> String? {
        let name = rest.prefix { $0.isLetterOrDigit || "+-.".utf8.contains($0) }
        guard name.endIndex < rest.endIndex, rest[name.endIndex] == UInt8(ascii: ":") else { return "" }
        guard let first = name.first else { return nil }
        guard first.isLetter else { return "" }
        rest = rest[name.endIndex...].dropFirst()
        return String(Substring(name)).lowercased()
    }

    private static func isAuthority(_ authority: Substring.UTF8View) -> Bool {
        var host = authority
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            host = authority[at...].dropFirst()
            guard authority[..<at].allSatisfy({ $0.isLetterOrDigit || "-._:~!$&'()*+,;=%@".utf8.contains($0) }),
                isEscaped(authority[..<at])
            else { return false }
        }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
            return isPort(host[end...].dropFirst())
        }
        if let colon = host.lastIndex(of: UInt8(ascii: ":")), !isPort(host[colon...]) { return false }
        return host.allSatisfy { $0 >= 0x80 || $0.isLetterOrDigit || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains($0) }
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isDigit)
    }

    /// Whether each `%` begins an escape.
    private static func isEscaped(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            rest = rest[percent...].dropFirst()
            guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy({ $0.hexValue != nil }) else { return false }
        }
        return true
    }
}
