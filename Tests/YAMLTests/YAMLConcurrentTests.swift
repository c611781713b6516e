import Domain
import Testing

@testable import YAML

/// A long text that is read in parts gives what it gives when it is read at once.
@Suite struct YAMLConcurrentTests {
    private static let limits = YAMLLimits(maximumBytes: 1 << 26, maximumDocuments: .max)

    private static func text(_ count: Int, end: String = "\n", last: String = "") -> [UInt8] {
        let documents = (0..<count).map { index in
            "kind: A\(end)metadata: {name: a\(index), labels: &l {x: y, z: \"--- no\"}}\(end)"
                + "spec:\(end)- *l\(end)- |\(end)  text\(end)  --- \(end)- {<<: *l, x: \(index)}\(end)"
        }
        return Array((documents.joined(separator: "---\(end)") + last).utf8)
    }

    @Test(arguments: ["\n", "\r\n"])
    func partsGiveTheWhole(_ end: String) async throws {
        let text = Self.text(8_000, end: end)
        #expect(YAMLPart.parts(of: text).count > 3)
        let parts = try await YAMLParser.documentsConcurrently(text, limits: Self.limits)
        let whole = try YAMLParser.documents(text, limits: Self.limits)
        #expect(parts.map(\.value) == whole.map(\.value))
        let paths: [FieldPath] = [
            ["metadata", "labels", "z"], ["spec", 2, "z"], ["spec", 1], ["spec", 7], ["kind", "a"],
        ]
        for path in paths {
            #expect(
                parts.map { $0.positions.exactPosition(of: path) } == whole.map { $0.positions.exactPosition(of: path) }
            )
            #expect(
                parts.map { $0.positions.valuePosition(of: path) } == whole.map { $0.positions.valuePosition(of: path) }
            )
        }
    }

    private func refusals(_ text: [UInt8], _ limits: YAMLLimits) async -> [YAMLSyntaxError] {
        var errors: [YAMLSyntaxError] = []
        do throws(YAMLSyntaxError) { _ = try YAMLParser.documents(text, limits: limits) } catch { errors.append(error) }
        do throws(YAMLSyntaxError) { _ = try await YAMLParser.documentsConcurrently(text, limits: limits) } catch {
            errors.append(error)
        }
        return errors
    }

    @Test func whatIsRefusedIsRefusedAlike() async {
        var few = Self.limits
        few.maximumDocuments = 7_999
        var aliases = Self.limits
        aliases.maximumAliasNodes = 10_000
        for (text, limits) in [
            (Self.text(8_000, last: "a: [\n"), Self.limits), (Self.text(8_000), few), (Self.text(8_000), aliases),
        ] {
            let errors = await refusals(text, limits)
            #expect(errors.count == 2 && errors.first == errors.last)
        }
    }

    @Test func someTextsAreNotCut() {
        let directive = Array("a: 1\n---\nb: 2\n...\n%TAG ! tag:x,2000:\n---\n".utf8)
        for start in [directive, Array("{".utf8), Array("a: 1\rb: 2\n".utf8), Array("a: \u{2028}\n".utf8)] {
            #expect(YAMLPart.parts(of: start + Self.text(8_000)).isEmpty)
        }
        #expect(YAMLPart.parts(of: Self.text(10)).isEmpty)
    }
}
