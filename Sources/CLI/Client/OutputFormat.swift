import Domain
import JSON
import Ports
import YAML

/// The form of answers.
enum OutputFormat: String, Hashable, Sendable, CaseIterable {
    case table, json, yaml

    static let option = Option(
        "output", short: "o", value: "FORMAT", completion: .words(allCases.map(\.rawValue)),
        "table for people, json or yaml for programs; default table")
}

/// Shows answers in the form that was asked for.
struct Output: Sendable {
    let format: OutputFormat
    let terminal: Terminal
    /// The present, for ages.
    let now: Timestamp

    /// A column of a list.
    struct Column: Sendable {
        let title: String
        let cell: @Sendable (JSONValue, Output) -> Table.Cell

        init(_ title: String, _ cell: @escaping @Sendable (JSONValue, Output) -> Table.Cell) {
            self.title = title
            self.cell = cell
        }

        /// The member of this name, as text.
        init(_ title: String, _ member: String) { self.init(title) { item, _ in Table.Cell(item.text(member)) } }

        /// A member that is a status word.
        init(status title: String, _ member: String) {
            self.init(title) { item, _ in Table.Cell(item.text(member), Style.status(item.text(member))) }
        }

        /// How long ago the moment of a member is.
        init(age title: String, _ member: String) {
            self.init(title) { item, output in Table.Cell(output.age(item[member]?.string)) }
        }
    }

    /// A list; as a table with these columns.
    func show(_ listing: Listing, _ columns: [Column], nothing: String) {
        guard format == .table else { return show(listing.json) { "" } }
        guard !listing.items.isEmpty else { return terminal.complain("\(nothing)\n") }
        terminal.print(table(listing.items, columns))
        if listing.hasMore { terminal.complain("There are more: --limit 0 shows all\n") }
    }

    /// One answer; as a table what `text` makes of it.
    func show(_ value: JSONValue, _ text: () -> String) {
        switch format {
        case .table: terminal.print(text())
        case .json: terminal.print(value.prettyText)
        case .yaml: terminal.print(YAMLWriter.text(of: value))
        }
    }

    func table(_ items: [JSONValue], _ columns: [Column]) -> String {
        Table(columns.map(\.title), rows: items.map { item in columns.map { $0.cell(item, self) } }).text(terminal)
    }

    /// Lines of `name  value`; those without a value are left out.
    func facts(_ facts: [(name: String, value: String)]) -> String {
        let shown = facts.filter { !$0.value.isEmpty }
        let width = shown.map(\.name.count).max() ?? 0
        return shown.map { name, value in
            let style = name == "Status" ? Style.status(value) : nil
            return terminal.styled(name, .bold) + String(repeating: " ", count: width - name.count + 2)
                + terminal.styled(DisplayText.oneLine(value), style) + "\n"
        }.joined()
    }

    /// How long ago a moment is: `8s`, `5m`, `3h`, `12d`.
    func age(_ text: String?) -> String {
        guard let text, let moment = Timestamp(text) else { return "" }
        let seconds = max(0, now.seconds - moment.seconds)
        return switch seconds {
        case ..<120: "\(seconds)s"
        case ..<7_200: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}

extension JSONValue {
    /// A member as people read it: texts bare, lists with commas, objects as `key=value`; empty for `null` and what is
    /// not there.
    func text(_ member: String) -> String { self[member]?.plainText ?? "" }

    /// The value as people read it.
    var plainText: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .bool(let value): value ? "yes" : "no"
        case .array(let elements): elements.map(\.plainText).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.plainText)" }.joined(separator: ", ")
        case .int, .double: jsonText
        }
    }
}
