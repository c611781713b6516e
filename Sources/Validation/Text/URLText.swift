/// The parts of an address as a request would have it: absolute (`http://host/path`), or a path from the root.
struct URLText: Hashable, Sendable {
    /// In lower case; empty where there is none.
    let scheme: String
    /// With the port.
    let host: String
    let hostname: String
    let port: String
    let path: String
    let query: String

    /// `nil` where the text is no such address.
    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), Self.hasSoundEscapes(text),
            let (scheme, rest) = Self.scheme(of: text)
        else { return nil }
        self.scheme = scheme
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let body = parts.first ?? ""
        query = parts.count > 1 ? String(parts[1]) : ""
        guard body.hasPrefix("/") else {
            // `mailto:someone` has no path; without a scheme it is no address at all.
            guard !scheme.isEmpty else { return nil }
            (host, hostname, port, path) = ("", "", "", "")
            return
        }
        guard body.hasPrefix("//"), !scheme.isEmpty || !body.hasPrefix("///") else {
            (host, hostname, port, path) = ("", "", "", String(body))
            return
        }
        let authority = body.dropFirst(2).prefix { $0 != "/" }
        guard let place = Self.place(authority) else { return nil }
        (hostname, port) = place
        host = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
        path = String(body.dropFirst(2 + authority.count))
    }

    /// The letters before the first colon, where they can be a scheme, and what is behind it.
    private static func scheme(of text: String) -> (String, Substring)? {
        for (index, byte) in zip(text.utf8.indices, text.utf8) {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, 0x2B, 0x2D, 0x2E: if index == text.startIndex { return ("", text[...]) }
            case 0x3A:
                return index == text.startIndex
                    ? nil : (text[..<index].lowercased(), text[text.utf8.index(after: index)...])
            default: return ("", text[...])
            }
        }
        return ("", text[...])
    }

    private static func place(_ authority: Substring) -> (hostname: String, port: String)? {
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard
            host.utf8.allSatisfy({ $0 > 0x20 && ![0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D].contains($0) })
        else { return nil }
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let port = host[host.index(after: end)...]
            guard isPort(port) else { return nil }
            return (String(host[host.index(after: host.startIndex)..<end]), String(port.dropFirst()))
        }
        guard let colon = host.lastIndex(of: ":") else { return (String(host), "") }
        guard isPort(host[colon...]) else { return nil }
        return (String(host[..<colon]), String(host[host.index(after: colon)...]))
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.hasPrefix(":") && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether each `%` is followed by two hexadecimal digits.
    private static func hasSoundEscapes(_ text: String) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            let digits = part.prefix(2)
            return digits.count == 2 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }
}
