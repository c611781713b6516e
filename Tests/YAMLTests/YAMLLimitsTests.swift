import Domain
import EffortTestKit
import Testing
import YAML

@Suite struct YAMLLimitsTests {
    private func refusal(_ text: String, _ limits: YAMLLimits = YAMLLimits()) -> YAMLSyntaxError? {
        #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(text, limits: limits) }
    }

    @Test func sizeAndCountAreLimited() {
        #expect(refusal("abcdef", YAMLLimits(maximumBytes: 5))?.message.contains("at most 5") == true)
        #expect(refusal("a\n---\nb\n---\nc", YAMLLimits(maximumDocuments: 2))?.line == 4)
    }

    @Test func tagDirectivesAreCounted() throws {
        func text(_ count: Int) -> String { (0..<count).map { "%TAG !\($0)! x\n" }.joined() + "--- a" }
        #expect(throws: Never.self) { try YAMLParser.documents(text(100)) }
        #expect(refusal(text(101))?.message.contains("%TAG") == true)
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try YAMLParser.documents(nested(200)) }
        #expect(refusal(nested(201))?.column == 201)
        #expect(refusal(nested(501), YAMLLimits(maximumDepth: .max))?.message.contains("500") == true)
        let chain = (1...300).map { "a\($0): &a\($0) [\($0 == 1 ? "1" : "*a\($0 - 1)")]\n" }.joined()
        #expect(refusal(chain)?.line == 200)
    }

    @Test(arguments: Bomb.allCases)
    func bombIsRefusedQuickly(_ bomb: Bomb) {
        let time = effort {
            #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(bomb.text) }
        }
        #expect(time < .seconds(5))
    }

    @Test func ordinaryAliasesPass() throws {
        let text = "a: &a {b: c}\nl:\n" + String(repeating: "- *a\n", count: 10_000)
        #expect(try YAMLParser.documents(text).first?.value["l"]?.array?.count == 10_000)
    }
}

/// Each of these is small and stands for very much, or takes a naive reader very long.
enum Bomb: String, CaseIterable {
    case laughs, longText, merges, tagDirectives, brackets, braces, dashes, questions, anchors, documents, openQuote
    case sameKey, quotes, stairs

    var text: String {
        switch self {
        case .laughs: laughs
        case .longText: "a: &a " + repeated("x", 500_000) + "\nb: [" + repeated("*a,", 50) + "]"
        case .merges: "a: &a {" + numbered(5_000) { "k\($0): 1," } + "}\nb:\n" + repeated("- {<<: *a}\n", 100)
        case .tagDirectives: numbered(60_000) { "%TAG !\($0)! x\n" } + "--- *a"
        case .brackets: repeated("[", 1 << 20)
        case .braces: repeated("{a: ", 1 << 18)
        case .dashes: repeated("- ", 1 << 19)
        case .questions: repeated("? ", 1 << 19)
        case .anchors: repeated("&a ", 300_000)
        case .documents: repeated("---\n", 200_000)
        case .openQuote: "\"" + repeated("a\n", 500_000)
        case .sameKey: repeated("a: \n", 200_000)
        case .quotes: repeated("'", 1_000_001)
        case .stairs: numbered(2_000) { repeated(" ", $0 % 500) + "a\($0):\n" }
        }
    }

    /// "Billion laughs": nine times nine times nine …
    private var laughs: String {
        "l0: &l0 lol\n" + numbered(10) { "l\($0 + 1): &l\($0 + 1) [" + repeated("*l\($0), ", 9) + "]\n" }
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private func numbered(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined() }
}
