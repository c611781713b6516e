/// The paths that requests have when routes are asked.
enum RequestPath {
    /// Why no request has the path, or one that begins so; `nil` where some may.
    static func problem(of text: String) -> String? {
        if text.isEmpty || text == "*" { return nil }
        guard text.utf8.first == UInt8(ascii: "/") else { return "begins with no slash, as every path does" }
        if text.utf8.contains(UInt8(ascii: "?")) {
            return "holds a '?', where the parameters begin: they are no part of the path"
        }
        if text.utf8.contains(UInt8(ascii: "#")) { return "holds a '#', which clients do not send" }
        return isPattern(text) ? "holds a '*', which stands here for nothing but itself" : nil
    }

    /// Whether a star stands where others write it for any text: alone between two slashes, or at the end.
    private static func isPattern(_ text: String) -> Bool {
        text.hasSuffix("*") || text.split(separator: "/").contains { $0 == "*" || $0 == "**" }
    }

    /// What the path may have been meant to be.
    static func mended(_ text: String) -> String {
        if isPattern(text), !text.contains(where: { $0 == "?" || $0 == "#" }) {
            let stem = text.prefix { $0 != "*" }
            return text.dropFirst(stem.count).allSatisfy { $0 == "*" }
                ? "match the prefix \(stem)" : "match by a regular expression"
        }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let whole = path.hasPrefix("/") ? String(path) : "/\(path)"
        return text.contains("?") ? "write \(whole), and match the parameters by queryParams" : "write \(whole)"
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
