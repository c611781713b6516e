import Domain
import FoundationEssentials
import Glibc
import Mesh
import MeshTestKit
import Testing

/// `docs/mechanics/` shows what the code does. Where they differ, this writes the documents anew:
/// `HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter MechanicsDocumentTests`; commit only differences
/// that you can explain.
@Suite struct MechanicsDocumentTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/docs/mechanics"

    private static let documents: [(name: String, text: String)] =
        [("README.md", KindTables.markdown)]
        + PolicyKind.allCases.map(KindDocument.init).map { ($0.name, $0.markdown) }

    @Test(arguments: documents.map(\.name))
    func theDocumentShowsTheMechanics(_ name: String) throws {
        let text = try #require(Self.documents.first { $0.name == name }?.text)
        let path = "\(Self.folder)/\(name)"
        if getenv("HOTSWAP_TEST_WRITE_DOCS") != nil {
            try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        }
        let written = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let difference = Self.firstDifference(written, text)
        #expect(
            difference == nil,
            """
            docs/mechanics/\(name) is not what the code does: \(difference ?? ""). Write it anew with \
            HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter MechanicsDocumentTests
            """)
    }

    @Test func noDocumentIsLeftOver() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(Set(files) == Set(Self.documents.map(\.name)))
    }

    @Test func samplesHaveNamesOfTheirOwn() {
        let names = KindSample.all.map(\.name)
        #expect(names.count == Set(names).count)
    }

    private static func firstDifference(_ written: String, _ wanted: String) -> String? {
        guard written != wanted else { return nil }
        let (old, new) = (
            written.split(separator: "\n", omittingEmptySubsequences: false),
            wanted.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let index =
            zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        let line = { (lines: [Substring]) in index < lines.count ? "'\(lines[index])'" : "nothing" }
        return "line \(index + 1) is \(line(old)) and should be \(line(new))"
    }
}
