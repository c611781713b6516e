/// Matchers of labels as they stand between the braces of a PromQL selector: `cluster="west",env=~"a|b"`.
enum SeriesMatchers {
    private static let limit = 500
    private static let operators = ["=~", "!~", "!=", "="]

    /// Whether the text is nothing but matchers: it becomes a part of queries, and must not end what it stands in.
    static func areLegal(_ text: String) -> Bool {
        guard text.utf8.count <= limit else { return false }
        var rest = Substring(text)
        while true {
            guard let next = afterMatcher(rest) else { return false }
            if next.isEmpty { return true }
            guard next.first == "," else { return false }
            rest = next.dropFirst()
        }
    }

    /// What follows one matcher; `nil` where there is none.
    private static func afterMatcher(_ text: Substring) -> Substring? {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard let first = name.first, !first.isNumber else { return nil }
        let rest = text.dropFirst(name.count)
        guard let sign = operators.first(where: rest.hasPrefix) else { return nil }
        return afterString(rest.dropFirst(sign.count))
    }

    private static func afterString(_ text: Substring) -> Substring? {
        guard text.first == "\"" else { return nil }
        var rest = text.dropFirst()
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case "\"": return rest
            case "\\":
                guard !rest.isEmpty else { return nil }
                rest = rest.dropFirst()
            case _ where character.isNewline: return nil
            default: break
            }
        }
        return nil
    }
}
