import FoundationEssentials
import Glibc
import Testing

@testable import Validation

/// What is checked of each kind stands in docs/validation.md, made of the table of families. Where it differs, this
/// writes it anew: `HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter CheckTableTests`.
@Suite struct CheckTableTests {
    private static let page =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/validation.md"
    private static let (begin, end) = ("<!-- begin: checks of each kind -->\n", "<!-- end: checks of each kind -->\n")

    @Test func thePageHasTheTable() throws {
        let data = try #require(FileManager.default.contents(atPath: Self.page))
        let text = String(decoding: data, as: UTF8.self)
        let first = try #require(text.firstRange(of: Self.begin))
        let last = try #require(text.firstRange(of: Self.end))
        if getenv("HOTSWAP_TEST_WRITE_DOCS") != nil {
            let whole = text[..<first.upperBound] + Self.table + text[last.lowerBound...]
            #expect(FileManager.default.createFile(atPath: Self.page, contents: Data(whole.utf8)))
        } else {
            #expect(
                text[first.upperBound..<last.lowerBound] == Self.table,
                "Write anew with HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter CheckTableTests")
        }
    }

    /// Every code of the rules is found at some kind, or of every object.
    @Test func noCodeIsMissing() {
        let told = Set(Validator.families.flatMap(\.codes))
        let elsewhere: Set<FindingCode> = Set(FindingCode.rollout + [.unreadable])
        let missing = Set(FindingCode.all).subtracting(told).subtracting(elsewhere)
        #expect(missing.isEmpty, "\(missing.map(\.id).sorted())")
    }

    private static var table: String {
        let ofAll = Validator.families.filter { $0.kinds == nil }
        return section("Every object", ofAll) + kinds.map { section($0.title, families(of: $0.kind)) }.joined()
    }

    private static func families(of kind: ObjectKind) -> [RuleFamily] {
        Validator.families.filter { $0.kinds?.contains(kind) ?? false }
    }

    /// The kinds that some family names, those of the meshes first.
    private static var kinds: [(kind: ObjectKind, title: String)] {
        let groups = ["istio.io", "linkerd.io", "smi-spec.io", "gateway.networking.k8s.io"]
        func rank(_ kind: ObjectKind) -> Int { groups.firstIndex { kind.group.hasSuffix($0) } ?? groups.count }
        let all = Set(Validator.families.flatMap { $0.kinds ?? [] })
        return all.sorted { (rank($0), $0.group, $0.name) < (rank($1), $1.group, $1.name) }.map {
            ($0, "\($0.name) (\($0.group.isEmpty ? "core" : $0.group))")
        }
    }

    private static func section(_ title: String, _ families: [RuleFamily]) -> String {
        var lines = "\n**\(title)**\n\n"
        for (scope, words) in [(RuleFamily.Scope.object, "alone"), (.set, "beside others")] {
            let parts = families.filter { $0.scope == scope }.map { "\($0.name) \(ranges($0.codes))" }
            if !parts.isEmpty { lines += wrapped("- \(words): " + parts.joined(separator: "; ")) }
        }
        return lines
    }

    /// `HS3001-3003 3110`
    private static func ranges(_ codes: [FindingCode]) -> String {
        let numbers = Set(codes.compactMap { Int($0.id.dropFirst(2)) }).sorted()
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return "HS"
            + runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: " ")
    }

    private static func wrapped(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.utf8.count + word.utf8.count >= 130 {
                lines.append("  \(word)")
            } else {
                lines[lines.count - 1] = line.isEmpty ? String(word) : "\(line) \(word)"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
