import Domain
import Ports
import Runtime

/// A client command that was called.
struct ClientCall: Sendable {
    let arguments: Arguments
    let api: APIClient
    let output: Output
    let surroundings: Surroundings

    var terminal: Terminal { surroundings.terminal }

    /// The options that every client command has.
    static let options = [
        OutputFormat.option, Option(.server), tokenFile, Option(.serverAuthority), Invocation.configFile,
    ]
    private static let tokenFile = Option(
        "token-file", value: "FILE", completion: .files, "A file with the token to send [HOTSWAP_TOKEN_FILE]")

    init(_ invocation: Invocation) throws {
        arguments = invocation.arguments
        surroundings = invocation.surroundings
        let token = try arguments[Self.tokenFile].map { path in
            String(decoding: try invocation.surroundings.readFile(path), as: UTF8.self).filter { !$0.isWhitespace }
        }
        let configuration = try invocation.configuration(token.map { [Setting.token.name: $0] } ?? [:])
        api = try APIClient(configuration, surroundings)
        output = Output(
            format: arguments[OutputFormat.option].flatMap(OutputFormat.init) ?? .table,
            terminal: surroundings.terminal, now: surroundings.time.now())
    }
}

extension Command {
    /// A command that asks the API.
    init(
        client name: String, _ summary: String, details: String = "", examples: [Example],
        positionals: [Positional] = [], options: [Option] = [],
        run: @escaping @Sendable (ClientCall) async throws -> Void
    ) {
        self.init(
            name, summary, details: details, examples: examples, positionals: positionals,
            options: options + ClientCall.options
        ) { try await run(ClientCall($0)) }
    }
}
