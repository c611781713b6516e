import Testing

@testable import CLI

@Suite struct HelpTests {
    @Test func theTextOfACommandHasEverything() async {
        let outcome = await Session().run("policy restore --help")
        #expect(outcome.exitCode == .done)
        #expect(
            outcome.output == """
                Makes a new version with the content of an old one

                Nothing is deployed by it: deploy the new version, or roll the deployment back.

                Usage: hotswap policy restore POLICY VERSION [options]

                Arguments:
                  POLICY   An id, VirtualService/namespace/name, namespace/name, or name
                  VERSION  The number of the version to restore

                Options:
                  -m, --message TEXT     What the version changes, and why
                      --revision N       Only if this is still the policy's revision (see `policy get`)
                  -o, --output FORMAT    table for people, json or yaml for programs; default table
                      --server VALUE     The API that client commands ask [HOTSWAP_SERVER, default
                                         http://127.0.0.1:8080]
                      --token-file FILE  A file with the token to send [HOTSWAP_TOKEN_FILE]
                      --ca-file FILE     The certificate authority of the API in PEM, for client commands; without
                                         it the system's [HOTSWAP_CA_FILE]
                      --config FILE      The configuration file in YAML [HOTSWAP_CONFIG]
                  -h, --help             Shows this help

                Examples:
                  # version 2 once more
                  hotswap policy restore default/reviews 2 -m "v3 was too slow"

                """)
    }

    @Test func everyCommandAndGroupHasAnExampleThatParses() throws {
        let texts = CommandTree.client.helpTexts
        #expect(texts.count > 35)
        for (name, text) in texts { #expect(text.contains("Examples:"), "\(name)") }
    }

    @Test func everyExampleIsACommandLineThatIsUnderstood() async {
        for (name, text) in CommandTree.client.helpTexts {
            for line in text.split(separator: "\n") where line.hasPrefix("  hotswap ") {
                let outcome = await Session().run(Self.words(String(line.dropFirst(10))), nil)
                #expect(!outcome.errors.contains("Usage:"), "\(name): \(line): \(outcome.errors)")
            }
        }
    }

    @Test func linesFitTheScreen() async {
        var session = Session()
        session.columns = 60
        let outcome = await session.run("deploy --help")
        let longest = outcome.output.split(separator: "\n").filter { !$0.contains("hotswap deploy") }.map(\.count).max()
        #expect((longest ?? 0) <= 60)
        #expect(outcome.output.contains("POLICY[@VERSION]"))
    }

    @Test func withoutACommandThereIsTheListOfThem() async {
        let outcome = await Session().run("")
        #expect(outcome.exitCode == .done)
        for word in ["policy", "deploy", "status", "rollback", "completion", "All of it."] {
            #expect(outcome.output.contains(word))
        }
    }

    /// A command line as a shell cuts it, as far as the examples go.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        for (index, part) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                words.append(String(part))
            } else {
                words += part.split(separator: " ").map(String.init)
            }
        }
        return words.firstIndex { $0 == "<" || $0 == ">" }.map { Array(words[..<$0]) } ?? words
    }
}
