/// Where a command's words go.
package struct Terminal: Sendable {
    /// Columns of the screen; `nil`: the output goes into a file or a pipe.
    package let columns: Int?
    /// Whether colours are wanted: on a screen, and without `NO_COLOR` in the environment.
    package let hasColours: Bool
    private let output: @Sendable (String) -> Void
    private let errors: @Sendable (String) -> Void

    /// - Parameters:
    ///   - output: Takes what was asked for.
    ///   - errors: Takes what went wrong, and hints.
    package init(
        columns: Int?, hasColours: Bool, output: @escaping @Sendable (String) -> Void,
        errors: @escaping @Sendable (String) -> Void
    ) {
        self.columns = columns
        self.hasColours = hasColours
        self.output = output
        self.errors = errors
    }

    /// Whether a person watches.
    package var isScreen: Bool { columns != nil }

    /// The same terminal for text that is indented by so many columns.
    func narrowed(by margin: Int) -> Terminal {
        Terminal(columns: columns.map { max($0 - margin, 0) }, hasColours: hasColours, output: output, errors: errors)
    }

    /// Writes what was asked for, as it is.
    package func print(_ text: String) { output(text) }

    /// Writes what went wrong, or a hint, beside the output.
    package func complain(_ text: String) { errors(text) }

    /// `text` in a style, where colours are wanted.
    package func styled(_ text: String, _ style: Style?) -> String {
        guard let style, hasColours, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}

/// How a piece of text looks, by its ANSI code.
package enum Style: String, Hashable, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
}

extension Style {
    /// The style of a status word, of deployments, jobs and objects; `nil`: none.
    static func status(_ word: String) -> Style? {
        switch word {
        case "Completed", "new", "done", "yes", "accepted": .green
        case "Failed", "dead", "no", "unknown", "refused": .red
        case "RolledBack", "Aborted", "RollingBack", "Paused", "AwaitingApproval", "cancelled": .yellow
        case "Pending", "Validating", "InProgress", "claimed": .cyan
        default: nil
        }
    }
}
