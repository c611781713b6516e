import Domain
import Ports
import Runtime
import Synchronization

@testable import CLI

/// One call of the program, all in memory: what it is given, and what came of it.
struct Session: Sendable {
    var environment = ["HOTSWAP_TOKEN": "secret-token", "HOTSWAP_SERVER": "https://hotswap.test"]
    var files: [String: String] = [:]
    /// Which of the names in `files` are names of one file: those of the same number.
    var links: [String: Int] = [:]
    var input = ""
    /// Columns of the screen; `nil`: the output goes into a pipe.
    var columns: Int?
    var hasColours = false
    var kubeconfig: @Sendable (String, String?) throws -> Surroundings.KubeCluster = { _, _ in
        throw ConfigurationProblem("no kubeconfig here")
    }
    var liveCluster: @Sendable (String?) throws -> Surroundings.LiveCluster = { _ in
        throw ConfigurationProblem("no cluster here")
    }
    var time = ScriptedTime()

    /// What a call has done.
    struct Outcome: Sendable {
        let exitCode: ExitCode
        let output: String
        let errors: String
        let requests: [WireRequest]

        /// The requests as `METHOD /path`.
        var lines: [String] { requests.map(\.line) }
    }

    private final class Screen: Sendable {
        let output = Mutex("")
        let errors = Mutex("")
    }

    /// Runs the program with a command line; words are separated by spaces, `_` stands for a space within a word.
    func run(_ line: String, _ transport: ScriptedTransport? = nil) async -> Outcome {
        let words = line.split(separator: " ").map { $0.split(separator: "_", omittingEmptySubsequences: false) }
        return await run(words.map { $0.joined(separator: " ") }, transport)
    }

    func run(_ words: [String], _ transport: ScriptedTransport?) async -> Outcome {
        let screen = Screen()
        let (files, input) = (files, input)
        let wire = transport ?? ScriptedTransport { request, _ in .problem(500, "unexpected: \(request.line)") }
        let surroundings = Surroundings(
            environment: environment,
            terminal: Terminal(
                columns: columns, hasColours: hasColours, output: { text in screen.output.withLock { $0 += text } },
                errors: { text in screen.errors.withLock { $0 += text } }),
            readFile: { path throws(ConfigurationProblem) in
                guard let text = files[path] else { throw ConfigurationProblem("Cannot read \(path): No such file") }
                return Array(text.utf8)
            }, readInput: { Array(input.utf8) },
            listFolder: { path throws(ConfigurationProblem) in
                let below = files.keys.filter { $0.hasPrefix(path + "/") }
                guard !below.isEmpty else { return nil }
                return Set(
                    below.compactMap { $0.dropFirst(path.count + 1).split(separator: "/").first.map(String.init) }
                )
                .sorted()
            }, fileIdentity: { [links] path in links[path].map { "file \($0)" } },
            liveCluster: { [liveCluster] _, name in try liveCluster(name) }, kubeconfig: kubeconfig,
            transport: { _ in wire }, time: time,
            ids: SystemIDs(time: time))
        let code = await CommandTree.client.run(words, in: surroundings)
        return Outcome(
            exitCode: code, output: screen.output.withLock { $0 }, errors: screen.errors.withLock { $0 },
            requests: wire.requests)
    }

    /// Runs the program against an API that answers by lines: `GET /policies?limit=1` and what it answers.
    func run(_ line: String, _ answers: [String: WireAnswer]) async -> Outcome {
        await run(
            line,
            ScriptedTransport { request, _ in
                answers[request.line] ?? .problem(500, "unexpected: \(request.line)")
            })
    }
}

extension CommandTree {
    /// The program as far as this room goes.
    static let client = CommandTree(
        "hotswap", "Rolls out policy", details: "All of it.", examples: [Command.Example("version", "which")],
        ClientCommands.all)
}

/// A clock that stands at a moment; sleeping takes no time, and is written down.
final class ScriptedTime: TimeSource {
    private let state = Mutex<(naps: [Duration], passed: Duration)>(([], .zero))
    static let moment = "2026-09-21T12:00:00.000000Z"

    var naps: [Duration] { state.withLock { $0.naps } }

    func now() -> Timestamp { Timestamp(Self.moment) ?? Timestamp(seconds: 0) }
    func uptime() -> Duration { state.withLock { $0.passed } }

    func sleep(for duration: Duration) async throws {
        state.withLock { state in
            state.naps.append(duration)
            state.passed += duration
        }
        try Task.checkCancellation()
        await Task.yield()
    }
}
