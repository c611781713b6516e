/// Rows with aligned columns. On a screen that is too narrow the widest columns are cut; in a pipe nothing is.
struct Table: Sendable {
    struct Cell: Sendable {
        let text: String
        let style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = DisplayText.oneLine(text)
            self.style = style
        }
    }

    let titles: [String]
    var rows: [[Cell]]
    private static let gap = 2
    /// What a column keeps on the narrowest screen.
    private static let leastWidth = 8

    init(_ titles: [String], rows: [[Cell]] = []) {
        self.titles = titles
        self.rows = rows
    }

    /// The table as text, titles first, one line a row.
    func text(_ terminal: Terminal) -> String {
        let head = titles.map { Cell($0, .bold) }
        let lines = [head] + rows
        let widths = fitting(terminal.columns, lines)
        return lines.map { line($0, widths, terminal) + "\n" }.joined()
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() where index < widths.count {
            let text = DisplayText.cut(cell.text, to: widths[index])
            line += terminal.styled(text, cell.style)
            guard index < cells.count - 1 else { continue }
            line += String(repeating: " ", count: widths[index] - DisplayText.width(text) + Self.gap)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    /// The widths of the columns, the widest ones narrowed until the whole fits.
    private func fitting(_ columns: Int?, _ lines: [[Cell]]) -> [Int] {
        var widths = titles.indices.map { column in
            lines.map { $0.indices.contains(column) ? DisplayText.width($0[column].text) : 0 }.max() ?? 0
        }
        guard let columns else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * max(widths.count - 1, 0) - columns
        while excess > 0, let widest = widths.max(), widest > Self.leastWidth,
            let index = widths.firstIndex(of: widest)
        {
            widths[index] -= 1
            excess -= 1
        }
        return widths
    }
}
