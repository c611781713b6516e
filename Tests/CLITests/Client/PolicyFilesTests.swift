import Testing

@testable import CLI

@Suite struct PolicyFilesTests {
    /// Each document as its text and the lines before it.
    private func parts(_ text: String) throws -> [String] {
        try PolicyFiles.documents(in: text, file: "f.yaml").map { "\($0.source.linesBefore)|\($0.text)" }
    }

    @Test func textsAreKeptAsTheyStand() throws {
        #expect(try parts("# head\na: 1 # why\n") == ["0|# head\na: 1 # why\n"])
        let windows = try parts("a: 1\r\n---\r\nb: 2\r\n")
        #expect(windows == ["0|a: 1\r\n", "1|---\r\nb: 2\r\n"])
    }

    @Test func documentsBeginAtTheirMarkers() throws {
        #expect(
            try parts("---\na: 1\n--- # two\nb: 2\n---\n# nothing\n---\n{c: 3}") == [
                "0|---\na: 1\n", "2|--- # two\nb: 2\n", "6|---\n{c: 3}",
            ])
        #expect(try parts("%YAML 1.1\n---\na: 1\n").count == 1)
        #expect(try parts("--- {a: 1}\n--- {b: 2}\n").count == 2)
    }

    @Test func aMarkerWithinALineOrAWordIsNone() throws {
        #expect(try parts("a: |\n  ---\n  x\nb: ---x\n").count == 1)
        #expect(try parts("a:\n ---b\n").count == 1)
    }

    @Test func nothingIsNoDocument() throws {
        #expect(try parts("").isEmpty)
        #expect(try parts("# only words\n---\n# and more\n").isEmpty)
    }

    @Test func whatIsNotWellFormedIsShownWithFileAndLine() {
        let failure = #expect(throws: CommandFailure.self) { try parts("a: 1\n---\nb: [1\nc: 2\n") }
        #expect(failure?.exitCode == .failed)
        #expect(failure?.description.hasPrefix("f.yaml:4:") == true, "\(failure?.description ?? "")")
    }
}
