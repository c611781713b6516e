import Testing

@testable import CLI

/// `docs/cli.md` is true to the program; what is to be written is shown where it is not.
@Suite struct CLIDocument {
    private func section(_ mark: String) throws -> String {
        let path = String(#filePath.dropLast("Tests/CLITests/Tree/CLIDocument.swift".count)) + "docs/cli.md"
        let text = String(decoding: try ProcessSurroundings.readFile(path), as: UTF8.self)
        let parts = text.split(separator: "<!-- \(mark) -->", omittingEmptySubsequences: false)
        return try String(#require(parts.count == 3 ? parts[1] : nil, "\(mark) stand between two marks"))
    }

    @Test func theExitCodesAreThose() throws {
        let rows = ExitCode.allCases.map { "| \($0.rawValue) | \($0.text) |" }
        let table = (["| Code | Meaning |", "| --- | --- |"] + rows).joined(separator: "\n")
        let isSame = try section("exit codes") == "\n\(table)\n"
        #expect(isSame, "docs/cli.md should say:\n\(table)")
    }

    @Test func theCommandsAreThose() throws {
        let rows = CommandTree.client.overview.map { "| `\($0.usage)` | \($0.summary) |" }
        let table = (["| Command | What it does |", "| --- | --- |"] + rows).joined(separator: "\n")
        let isSame = try section("commands") == "\n\(table)\n"
        #expect(isSame, "docs/cli.md should say:\n\(table)")
    }
}
