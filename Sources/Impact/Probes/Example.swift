/// Texts that a pattern of a rule takes.
enum Example {
    /// What stands for "something".
    static let word = "any"

    /// A text that a value of an AuthorizationPolicy matches: exact, `prefix*`, `*suffix`, `*`, templates of paths.
    static func authorization(_ pattern: String, path isPath: Bool = false) -> String {
        if pattern == "*" { return isPath ? "/" + word : word }
        if isPath, pattern.contains("{*") {
            return pattern.replacing("{**}", with: "\(word)/\(word)").replacing("{*}", with: word)
        }
        if pattern.hasPrefix("*") {
            let rest = String(pattern.dropFirst())
            return isPath ? (rest.hasPrefix("/") ? "/" + word + rest : "/" + word + "/" + rest) : word + rest
        }
        guard pattern.hasSuffix("*") else { return pattern }
        let start = String(pattern.dropLast())
        return start.hasSuffix("/") && start.count > 1 ? start + word : start
    }

    /// A host that a pattern covers.
    static func host(_ pattern: String) -> String {
        pattern == "*" ? "\(word).example" : pattern.hasPrefix("*") ? word + pattern.dropFirst() : pattern
    }

    /// A text that a regular expression matches, where a simple one can be found; `nil`: none was.
    static func regex(_ pattern: String) -> String? {
        var text = pattern
        if text.hasPrefix("^") { text.removeFirst() }
        if text.hasSuffix("$") { text.removeLast() }
        for (part, example) in [
            ("(.*)", word), (".*", word), (".+", word), ("[^/]+", word), ("[^/]*", word), ("[0-9]+", "1"),
            ("\\d+", "1"), ("[a-z]+", word), ("[a-zA-Z0-9]+", word), ("\\w+", word), ("\\S+", word), ("\\.", "."),
            ("\\/", "/"), ("\\-", "-"), ("(?i)", ""),
        ] {
            text = text.replacing(part, with: example)
        }
        text = alternatives(text)
        let candidates = [text, text.filter { !"()?".contains($0) }, "/" + word, word]
        guard let regex = try? Regex(pattern) else { return nil }
        return candidates.first { (try? regex.wholeMatch(in: $0)) != nil }
    }

    /// `(a|b)c` becomes `ac`.
    private static func alternatives(_ text: String) -> String {
        var out = ""
        var isSkipping = false
        for character in text {
            switch character {
            case "(": isSkipping = false
            case ")": isSkipping = false
            case "|": isSkipping = true
            default: if !isSkipping { out.append(character) }
            }
        }
        return out
    }
}
