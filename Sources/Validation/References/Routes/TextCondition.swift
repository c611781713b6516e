import Domain

/// What a route asks of one text of a request: a header, the path, a parameter. It only says what is proven: neither
/// `contains` nor `excludes` where two conditions cannot be compared.
struct TextCondition {
    private enum Form { case anything, exact, prefix, expression }

    private let form: Form
    private let text: String
    private let ignoresCase: Bool

    /// Reads a StringMatch of Istio's; one that gives nothing asks only that there is a text.
    init(_ match: Field, ignoresCase: Bool = false) {
        self.ignoresCase = ignoresCase
        let given = ["exact", "prefix", "regex"].map { match[$0].string ?? "" }
        guard let index = given.firstIndex(where: { !$0.isEmpty }) else {
            (form, text) = (.anything, "")
            return
        }
        let isEverything = index == 2 && Self.everything.contains(given[index])
        form = isEverything ? .anything : [.exact, .prefix, .expression][index]
        text = given[index]
    }

    /// Any text at all.
    static let anything = TextCondition(Field(root: .null))

    /// `*` is no expression, but Istio means any value by it.
    private static let everything: Set<String> = [".*", "*", "^.*$"]

    /// The text, where it is compared as it is and not as an expression.
    var exact: String? { form == .exact ? text : nil }
    var prefix: String? { form == .prefix ? text : nil }

    /// Whether every text that fits `other` fits this one.
    func contains(_ other: TextCondition) -> Bool {
        if form == .anything { return true }
        if other.ignoresCase, !ignoresCase, text.lowercased() != text.uppercased() { return false }
        let (own, others) = folded(with: other, ignoresCase)
        switch (form, other.form) {
        case (.exact, .exact), (.expression, .expression): return own == others
        case (.prefix, .exact), (.prefix, .prefix): return others.utf8.starts(with: own.utf8)
        case (.expression, .exact): return !ignoresCase && Self.matches(text, other.text)
        default: return false
        }
    }

    /// Whether no text fits both.
    func excludes(_ other: TextCondition) -> Bool {
        let (own, others) = folded(with: other, ignoresCase || other.ignoresCase)
        switch (form, other.form) {
        case (.exact, .exact): return own != others
        case (.exact, .prefix): return !own.utf8.starts(with: others.utf8)
        case (.prefix, .exact): return !others.utf8.starts(with: own.utf8)
        case (.prefix, .prefix): return !own.utf8.starts(with: others.utf8) && !others.utf8.starts(with: own.utf8)
        case (.exact, .expression):
            return !ignoresCase && RegularExpression.problem(of: other.text) == nil && !Self.matches(other.text, text)
        case (.expression, .exact): return other.excludes(self)
        default: return false
        }
    }

    private func folded(with other: TextCondition, _ folds: Bool) -> (String, String) {
        folds ? (text.lowercased(), other.text.lowercased()) : (text, other.text)
    }

    private static func matches(_ pattern: String, _ text: String) -> Bool {
        (try? RegularExpression(pattern))?.matches(whole: text) ?? false
    }
}
