/// All commands of the program.
package struct CommandTree: Sendable {
    private let root: Command

    /// - Parameters:
    ///   - name: The program's name.
    ///   - summary: What the program is, one line.
    ///   - commands: In the order of the help text; `completion` is added.
    package init(
        _ name: String, _ summary: String, details: String = "", examples: [Command.Example], _ commands: [Command]
    ) {
        root = Command(
            group: name, summary, details: details, examples: examples, commands + [CompletionCommand.command])
    }

    /// Reads the command line and does what it says. Every error is shown, none is thrown.
    ///
    /// - Parameter words: The command line without the program's name.
    package func run(_ words: [String], in surroundings: Surroundings) async -> ExitCode {
        let terminal = surroundings.terminal
        do throws(ArgumentParser.Refusal) {
            switch try ArgumentParser.parse(words, root: root) {
            case .help(let place):
                terminal.print(Help(place, width: terminal.columns ?? 100).text)
                return .done
            case .run(let place, let arguments):
                return await run(place, Invocation(arguments: arguments, surroundings: surroundings, root: root))
            }
        } catch {
            terminal.complain(Failure("\(error.problem)", in: error.place.name).text(terminal))
            terminal.complain("Usage: \(Help(error.place, width: 100).usage)\n")
            return .usage
        }
    }

    private func run(_ place: PlacedCommand, _ invocation: Invocation) async -> ExitCode {
        guard let work = place.command.run else { return .usage }
        do {
            try await work(invocation)
            return .done
        } catch {
            let failure = Failure(error, in: place.name, isMachineRead: invocation.isMachineRead)
            invocation.surroundings.terminal.complain(failure.text(invocation.surroundings.terminal))
            return failure.exitCode
        }
    }

    /// Every command that does something, as the words after the program's name; for tests and documents.
    package var commandLines: [String] {
        PlacedCommand(path: [root.name], command: root).all.filter { $0.command.run != nil }
            .map { $0.path.dropFirst().joined(separator: " ") }
    }

    /// How every command that does something is called, and what it does: what `docs/cli.md` lists.
    package var overview: [(usage: String, summary: String)] {
        PlacedCommand(path: [root.name], command: root).all.filter { $0.command.run != nil }
            .map { (Help($0, width: 100).usage, $0.command.summary) }
    }

    /// The help text of every command, in the order of the tree.
    package var helpTexts: [(name: String, text: String)] {
        PlacedCommand(path: [root.name], command: root).all.map { ($0.name, Help($0, width: 100).text) }
    }
}
