import Domain

/// A match of an HTTP route by a prefix of the path, in the form in which istiod compares such matches.
struct PrefixMatch {
    let field: Field
    let prefix: String
    private let port: Int64
    private let method: String
    private let authority: String
    /// Headers, query parameters and unwanted headers.
    private let parts: [[String: String]]

    /// `nil` for a match by something else.
    init?(_ match: Field) {
        guard let prefix = match["uri"]["prefix"].string, !prefix.isEmpty else { return nil }
        field = match
        self.prefix = prefix
        port = match["port"].int ?? 0
        let method = Self.word(match["method"])
        // Without a method istiod compares as if it were GET.
        self.method = method.isEmpty ? "exact:GET" : method
        authority = Self.word(match["authority"])
        parts = ["headers", "queryParams", "withoutHeaders"].map { name in
            Dictionary(match[name].members.map { ($0.key, Self.word($0.field)) }) { $1 }
        }
    }

    /// A text match as one word; expressions are not compared and count as anything.
    private static func word(_ match: Field) -> String {
        if let exact = match["exact"].string, !exact.isEmpty { return "exact:\(exact)" }
        if let prefix = match["prefix"].string, !prefix.isEmpty { return "prefix:\(prefix)" }
        return ""
    }

    /// The prefixes among those of `earlier` that this one begins with, itself left out.
    func shorterPrefixes(among earlier: [String: [PrefixMatch]]) -> [String] {
        guard earlier.count > prefix.utf8.count else {
            return earlier.keys.filter { $0 != prefix && prefix.hasPrefix($0) }
        }
        return prefix.indices.dropFirst().map { String(prefix[..<$0]) }.filter { earlier[$0] != nil }
    }

    /// Whether, the path aside, this match takes what `other` takes.
    func covers(_ other: PrefixMatch) -> Bool {
        port == other.port && method.hasPrefix(other.method) && authority.hasPrefix(other.authority)
            && zip(parts, other.parts).allSatisfy { own, others in
                own.count == others.count
                    && own.allSatisfy { key, word in others[key].map { word.hasPrefix($0) } ?? false }
            }
    }
}
