/// A command of the program, or a group of commands. The tree of them is data: the parser, help and the completion
/// scripts are made of it.
package struct Command: Sendable {
    /// Does the work. What it throws becomes the message and the exit code.
    package typealias Run = @Sendable (Invocation) async throws -> Void

    /// A line to type, and what it is good for.
    package struct Example: Hashable, Sendable {
        package let line: String
        package let text: String

        /// - Parameters:
        ///   - line: Without the program's name.
        ///   - text: What it does.
        package init(_ line: String, _ text: String) {
            self.line = line
            self.text = text
        }
    }

    package let name: String
    /// One line, for the list of commands.
    package let summary: String
    /// What more there is to say, for the command's own help.
    package let details: String
    package let examples: [Example]
    package let positionals: [Positional]
    package let options: [Option]
    /// The commands of a group; empty for a command that does something.
    package let commands: [Command]
    /// `nil` for a group.
    package let run: Run?

    /// A command that does something.
    package init(
        _ name: String, _ summary: String, details: String = "", examples: [Example], positionals: [Positional] = [],
        options: [Option] = [], run: @escaping Run
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.examples = examples
        self.positionals = positionals
        self.options = options
        self.run = run
        commands = []
    }

    /// A group of commands.
    package init(
        group name: String, _ summary: String, details: String = "", examples: [Example], _ commands: [Command]
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.examples = examples
        self.commands = commands
        positionals = []
        options = []
        run = nil
    }

    /// The command of this name in the group.
    func command(_ name: String) -> Command? { commands.first { $0.name == name } }
}

/// A command with its place in the tree.
struct PlacedCommand: Sendable {
    /// The words from the program's name to the command's.
    let path: [String]
    let command: Command

    var name: String { path.joined(separator: " ") }

    /// This command and all below it.
    var all: [PlacedCommand] {
        [self] + command.commands.flatMap { PlacedCommand(path: path + [$0.name], command: $0).all }
    }
}
