import FoundationEssentials
import Glibc
import Testing
import YAML

@testable import Validation

/// `docs/codes/` is made of the table of codes. Where they differ, this writes the pages anew:
/// `HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter CodePagesTests`.
@Suite struct CodePagesTests {
    private static let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/codes"

    @Test func everyCodeHasItsPage() throws {
        var pages = Dictionary(FindingCode.all.map { ("\($0.id).md", Self.page($0)) }) { first, _ in first }
        pages["README.md"] = Self.index
        if getenv("HOTSWAP_TEST_WRITE_DOCS") != nil { try Self.write(pages) }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(Set(files) == Set(pages.keys), "pages that are missing or left over")
        let differing = pages.filter { name, text in
            FileManager.default.contents(atPath: "\(Self.folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
                != text
        }
        #expect(
            differing.isEmpty,
            "Write anew with HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter CodePagesTests: \(differing.keys.sorted())"
        )
    }

    @Test func codesAreUniqueAndTheirPagesAreFull() {
        let ids = FindingCode.all.map(\.id)
        #expect(ids.count == Set(ids).count)
        for code in FindingCode.all {
            #expect(code.id.wholeMatch(of: /HS[1-9][0-9]{3}/) != nil, "\(code.id)")
            #expect(!code.text.isEmpty && !code.page.why.isEmpty && !code.page.mend.isEmpty, "\(code.id)")
            #expect(!code.page.example.isEmpty, "\(code.id)")
        }
    }

    /// What a family may find is in the table; each example but that of unreadable text is YAML.
    @Test func familiesNameTheirCodesAndExamplesAreYAML() {
        let known = Set(FindingCode.all)
        for family in Validator.families { #expect(known.isSuperset(of: family.codes), "\(family.name)") }
        for code in FindingCode.all where code != .unreadable {
            #expect(throws: Never.self, "\(code.id)") { try YAMLParser.documents(code.page.example) }
        }
    }

    private static func page(_ code: FindingCode) -> String {
        let others = code.references.isEmpty ? "" : "\nOthers call it: \(code.references.joined(separator: ", ")).\n"
        return """
            # \(code.id): \(code.text)

            Severity: \(code.severity.rawValue).
            \(others)
            ## Why

            \(code.page.why)

            ## Example

            ```yaml
            \(code.page.example)
            ```

            ## How to mend it

            \(code.page.mend.contains("\n") ? "```yaml\n\(code.page.mend)\n```" : code.page.mend)

            """
    }

    private static var index: String {
        """
        # Codes of findings

        Made of the table that the program uses. A code never changes its meaning and is never given again. The thousands name
        the family: 1 structure, 2 schema, 3 Istio's meaning, 4 Linkerd's meaning, 5 references, 6 conflicts, 7 authorization,
        8 rollout safety, 9 versions.

        | code | severity | what it means | others call it |
        | --- | --- | --- | --- |

        """
            + FindingCode.all.map {
                "| [\($0.id)](\($0.id).md) | \($0.severity.rawValue) | \($0.text) | \($0.references.joined(separator: ", ")) |\n"
            }.joined()
    }

    private static func write(_ pages: [String: String]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where pages[name] == nil {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        for (name, text) in pages {
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(text.utf8)))
        }
    }
}
