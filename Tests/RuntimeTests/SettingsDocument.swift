import Glibc
import Testing

@testable import Runtime

/// `docs/configuration.md` is made of `Setting.all`; this compares, and shows what is to be written.
@Suite struct SettingsDocument {
    @Test func theDocumentListsEverySetting() throws {
        let path =
            String(#filePath.dropLast("Tests/RuntimeTests/SettingsDocument.swift".count)) + "docs/configuration.md"
        let written = try #require(content(path), "docs/configuration.md is missing")
        let parts = written.split(separator: Self.mark, omittingEmptySubsequences: false)
        #expect(parts.count == 3, "the table stands between two lines \(Self.mark)")
        let isSame = parts.count == 3 && parts[1] == "\n\(Self.table)\n"
        #expect(isSame, "docs/configuration.md is not up to date; its table should be:\n\(Self.table)")
    }

    private static let mark = "<!-- settings -->"

    static var table: String {
        let rows = Setting.all.map { setting in
            let value = setting.defaultValue.map { "`\($0)`" } ?? ""
            let text = setting.text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            return
                "| `\(setting.name)` | `\(setting.variable)`\(setting.isSecret ? " (secret)" : "") | \(value) | \(text) |"
        }
        return (["| Name | Variable | Default | Meaning |", "| --- | --- | --- | --- |"] + rows).joined(separator: "\n")
    }

    private func content(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
