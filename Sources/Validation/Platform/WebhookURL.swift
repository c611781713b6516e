/// URLs as the API server's language reads them.
enum WebhookURL {
    /// The host of a URL, empty where it has none; `nil` where the text is no URL.
    static func host(_ text: String) -> String? {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), text.first != ":", escapesAreWhole(text) else {
            return nil
        }
        var rest = text[...]
        if let scheme = scheme(text) {
            rest = rest.dropFirst(scheme.utf8.count + 1)
            guard rest.first == "/" else { return "" }
        } else if rest.prefix(while: { $0 != "/" }).contains(":") {
            return nil
        }
        guard rest.hasPrefix("//") else { return "" }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        return name(
            of: authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...])
    }

    private static func scheme(_ text: String) -> Substring? {
        let scheme = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        guard let first = scheme.first, first.isLetter, scheme.endIndex < text.endIndex, text[scheme.endIndex] == ":"
        else { return nil }
        return scheme
    }

    private static func escapesAreWhole(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            bytes[index] != UInt8(ascii: "%")
                || index + 2 < bytes.count
                    && bytes[(index + 1)...(index + 2)].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        }
    }

    /// The name without its port.
    private static func name(of authority: Substring) -> String? {
        var host = authority
        var port: Substring = ""
        if authority.first == "[" {
            guard let end = authority.lastIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            port = authority[colon...]
        }
        let isPort = port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy { ("0"..."9").contains($0) }
        guard isPort, !host.contains(where: { " {}|\\^`#?".contains($0) }) else { return nil }
        return String(host)
    }
}
