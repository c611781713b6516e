/// The paths that requests have when routes are asked.
enum RequestPath {
    /// Why no request has the path, or one that begins so; `nil` where some may.
    ///
    /// - Parameter mayBeOptions: Whether the method is asked for and may be OPTIONS, which alone goes to the path `*`.
    static func problem(of text: String, mayBeOptions: Bool = false) -> String? {
        if text.isEmpty { return nil }
        if text == "*" { return mayBeOptions ? nil : "is the path of no request but OPTIONS *" }
        guard text.utf8.first == UInt8(ascii: "/") else { return "begins with no slash, as every path does" }
        if text.utf8.contains(UInt8(ascii: "?")) {
            return "holds a '?', where the parameters begin: they are no part of the path"
        }
        if text.utf8.contains(UInt8(ascii: "#")) { return "holds a '#', which clients do not send" }
        if isPattern(text) { return "holds a '*', which stands here for nothing but itself" }
        return template(in: text).map { "holds \($0), which stands here for nothing but itself" }
    }

    /// Whether a star stands where others write it for any text: alone between two slashes, or at the end.
    private static func isPattern(_ text: String) -> Bool {
        text.hasSuffix("*") || text.split(separator: "/").contains { $0 == "*" || $0 == "**" }
    }

    /// A name in braces, as others write a part of a path that may be any text. Clients send braces encoded.
    private static func template(in text: String) -> String? {
        guard let start = text.firstIndex(of: "{"), let end = text[start...].firstIndex(of: "}") else { return nil }
        let name = text[start...end]
        return name.count > 2 ? String(name) : nil
    }

    /// What the path may have been meant to be.
    static func mended(_ text: String) -> String {
        if text == "*" { return "match the prefix /, or leave the path out" }
        if !text.contains(where: { $0 == "?" || $0 == "#" }), text.hasPrefix("/") {
            if isPattern(text) { return mendedPattern(text) }
            if template(in: text) != nil { return "match by a regular expression, with [^/]+ for such a part" }
        }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let whole = path.hasPrefix("/") ? String(path) : "/\(path)"
        return text.contains("?") ? "write \(whole), and match the parameters by queryParams" : "write \(whole)"
    }

    private static func mendedPattern(_ text: String) -> String {
        let stem = text.prefix { $0 != "*" }
        let isPrefix = text.dropFirst(stem.count).allSatisfy { $0 == "*" } && template(in: String(stem)) == nil
        return isPrefix ? "match the prefix \(stem)" : "match by a regular expression"
    }

    /// Whether a regular expression can match a path as a whole; also where it cannot be read.
    static func canMatch(_ pattern: String, _ dialect: RegularExpression.Dialect = .re2) -> Bool {
        guard !pattern.isEmpty, pattern != "*" else { return true }
        return (try? RegularExpression(pattern, dialect))?.canBegin(with: "/") ?? true
    }
}

/// The methods of requests, which are told apart by upper and lower case.
enum RequestMethod {
    static let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"]

    /// The method, or the beginning of one, that was meant by a text in the wrong case; `nil` where it is no such text.
    static func meant(by text: String) -> String? {
        let upper = text.uppercased()
        guard upper != text, known.contains(where: { $0.hasPrefix(upper) }) else { return nil }
        return upper
    }
}
