/// The help text of a command, made of its description.
struct Help {
    let place: PlacedCommand
    /// Columns of the screen.
    let width: Int

    init(_ place: PlacedCommand, width: Int) {
        self.place = place
        self.width = min(max(width, 50), 110)
    }

    var text: String {
        let command = place.command
        var parts = ["\(command.summary)\n", "Usage: \(usage)\n"]
        if !command.details.isEmpty { parts.insert(Self.wrapped(command.details, width, indent: 0) + "\n", at: 1) }
        parts.append(section("Commands", command.commands.map { ($0.name, $0.summary) }))
        parts.append(section("Arguments", command.positionals.map { ($0.name, $0.text) }))
        let options = (command.options + [ArgumentParser.help]).map { ($0.usage, $0.text) }
        parts.append(section("Options", options))
        parts.append(examples)
        if !command.commands.isEmpty { parts.append("`\(place.name) COMMAND --help` says more of each.\n") }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// `hotswap status ID [options]`.
    var usage: String {
        let command = place.command
        guard command.run != nil else { return "\(place.name) COMMAND" }
        let required = command.options.filter(\.isRequired).map { "--\($0.name) \($0.placeholder ?? "")" }
        return ([place.name] + command.positionals.map(\.usage) + required + ["[options]"]).joined(separator: " ")
    }

    private var examples: String {
        guard !place.command.examples.isEmpty else { return "" }
        let program = place.path.first ?? ""
        let lines = place.command.examples.map { "  # \($0.text)\n  \(program) \($0.line)\n" }
        return "Examples:\n" + lines.joined(separator: "\n")
    }

    private func section(_ title: String, _ rows: [(name: String, text: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let column = min(rows.map(\.name.count).max() ?? 0, 30) + 4
        let lines = rows.map { name, text in
            let body = Self.wrapped(text, width, indent: column)
            let start = "  \(name)"
            guard start.count + 2 <= column else { return "\(start)\n\(body)\n" }
            return start + String(repeating: " ", count: column - start.count) + body.dropFirst(column) + "\n"
        }
        return "\(title):\n" + lines.joined()
    }

    /// `text` in lines of at most `width`, each `indent` columns in.
    static func wrapped(_ text: String, _ width: Int, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = margin
            for word in paragraph.split(separator: " ") {
                if line.count > indent, line.count + word.count + 1 > width {
                    lines.append(line)
                    line = margin
                }
                line += (line.count > indent ? " " : "") + word
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }
}
