import Testing

@testable import CLI

private func terminal(_ columns: Int?, colours: Bool = false) -> Terminal {
    Terminal(columns: columns, hasColours: colours, output: { _ in }, errors: { _ in })
}

@Suite struct TableTests {
    private let table = Table(
        ["NAME", "STATE", "NOTE"],
        rows: [
            [.init("a"), .init("Completed", .green), .init("")],
            [.init("a longer name"), .init("Failed", .red), .init("what went wrong here")],
        ])

    @Test func columnsAreAligned() {
        #expect(
            table.text(terminal(nil)) == """
                NAME           STATE      NOTE
                a              Completed
                a longer name  Failed     what went wrong here

                """)
    }

    @Test func aNarrowScreenCutsTheWidestColumns() {
        #expect(
            table.text(terminal(36)) == """
                NAME         STATE      NOTE
                a            Completed
                a longer n…  Failed     what went w…

                """)
        // Nothing is narrowed beyond use.
        #expect(table.text(terminal(5)).split(separator: "\n").last == "a longe…  Failed    what we…")
    }

    @Test func stylesDoNotDisturbTheColumns() {
        let text = table.text(terminal(80, colours: true))
        #expect(text.contains("\u{1B}[1mNAME\u{1B}[0m           \u{1B}[1mSTATE"))
        #expect(text.contains("a              \u{1B}[32mCompleted\u{1B}[0m\n"))
    }

    @Test func wideLettersTakeTwoColumns() {
        let table = Table(["A", "B"], rows: [[.init("日本"), .init("x")], [.init("abcd"), .init("y")]])
        #expect(table.text(terminal(nil)) == "A     B\n日本  x\nabcd  y\n")
        #expect(DisplayText.cut("日本語", to: 5) == "日本…")
        #expect(DisplayText.cut("日本語", to: 6) == "日本語")
        #expect(DisplayText.cut("abc", to: 0) == "")
    }

    @Test func whatComesFromOutsideSteersNoTerminal() {
        #expect(Table.Cell("a\u{1B}[2Jb\nc\u{202E}d\u{9B}e").text == "a [2Jb c d e")
        #expect(DisplayText.lines("a\u{1B}[31m\n\tb") == "a\u{FFFD}[31m\n\tb")
    }

    @Test(arguments: ["Completed", "Failed", "RolledBack", "Pending"])
    func statusWordsHaveAStyle(_ word: String) {
        #expect(Style.status(word) != nil)
        #expect(Style.status("something") == nil)
    }
}
