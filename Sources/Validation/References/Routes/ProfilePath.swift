/// A path of a ServiceProfile: a regular expression, which Linkerd's proxies hold to the whole path.
struct ProfilePath {
    private let pattern: String
    /// The one path that it takes, where it is none but letters.
    private let exact: String?
    /// What every path that it takes begins with.
    private let beginning: String
    /// Whether it takes all that begins so.
    private let isOpen: Bool
    private let expression: RegularExpression?

    init(_ text: String) {
        pattern = text
        expression = try? RegularExpression(text, .rust)
        let (letters, rest) = Self.beginning(of: text)
        beginning = letters
        exact = rest.isEmpty && !letters.isEmpty ? letters : nil
        isOpen = rest == ".*"
    }

    /// Whether every path that `other` takes is taken.
    func contains(_ other: ProfilePath) -> Bool {
        if pattern == other.pattern { return true }
        guard other.beginning.utf8.starts(with: beginning.utf8) else { return false }
        if isOpen { return true }
        guard let path = other.exact, exact == nil else { return false }
        return expression?.matches(whole: path) ?? false
    }

    /// Whether no path is taken by both.
    func excludes(_ other: ProfilePath) -> Bool {
        if !beginning.utf8.starts(with: other.beginning.utf8), !other.beginning.utf8.starts(with: beginning.utf8) {
            return true
        }
        if let exact, let path = other.exact { return exact != path }
        return excludes(path: other.exact) || other.excludes(path: exact)
    }

    private func excludes(path: String?) -> Bool {
        // The ends of an expression with alternatives hold to one alternative each.
        guard let path, let expression, !pattern.utf8.contains(UInt8(ascii: "|")) else { return false }
        return !expression.matches(whole: path)
    }

    /// The letters that an expression begins with, and what comes after them.
    private static func beginning(of pattern: String) -> (letters: String, rest: Substring) {
        guard !pattern.utf8.contains(UInt8(ascii: "|")) else { return ("", pattern[...]) }
        var (letters, rest) = ("", pattern[...])
        var before = rest
        while let next = rest.first, !".^$*+?()[]{}\\".contains(next) || isEscaped(rest) {
            before = rest
            rest = rest.dropFirst(next == "\\" ? 1 : 0)
            letters += rest.prefix(1)
            rest = rest.dropFirst()
        }
        // The last letter need not be there.
        if let next = rest.first, "*?{".contains(next), !letters.isEmpty { return (String(letters.dropLast()), before) }
        return (letters, rest)
    }

    /// Whether a letter follows that means itself, such as the dot in `\.`.
    private static func isEscaped(_ text: Substring) -> Bool {
        guard text.first == "\\", let next = text.dropFirst().first, next.isASCII else { return false }
        return !next.isLetter && !next.isNumber
    }
}
