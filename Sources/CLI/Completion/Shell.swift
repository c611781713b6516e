/// A shell that a completion script can be made for.
enum Shell: String, Hashable, Sendable, CaseIterable {
    case bash, zsh, fish

    /// The script that completes the commands below `root`.
    func script(_ root: PlacedCommand) -> String {
        switch self {
        case .bash: BashCompletion(root: root).script
        case .zsh: ZshCompletion(root: root).script
        case .fish: FishCompletion(root: root).script
        }
    }

    /// `text` as one word of any of the three shells.
    static func quoted(_ text: String, escape: String = "'\\''") -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: escape) + "'"
    }
}

extension PlacedCommand {
    /// Options with a value, each with the ways to write it.
    var valueOptions: [(spellings: [String], completion: Completion)] {
        command.options.filter { !$0.isFlag }.map { option in
            (["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []), option.completion)
        }
    }

    /// What may stand where no option is due.
    var positionalCompletion: Completion { command.positionals.map(\.completion).first { $0 != .none } ?? .none }

    var optionsAndHelp: [Option] { command.options + [ArgumentParser.help] }
}

/// `completion bash|zsh|fish`
enum CompletionCommand {
    private static let shell = Positional(
        "SHELL", completion: .words(Shell.allCases.map(\.rawValue)), "bash, zsh or fish")

    static let command = Command(
        "completion", "Prints a script that lets the shell complete commands and options",
        examples: [
            Command.Example("completion bash > /etc/bash_completion.d/hotswap", "for everybody who uses bash"),
            Command.Example("completion zsh > \"${fpath[1]}/_hotswap\"", "for zsh; then start a new shell"),
            Command.Example("completion fish > ~/.config/fish/completions/hotswap.fish", "for fish"),
        ], positionals: [shell]
    ) { call in
        guard let shell = Shell(rawValue: call.arguments[shell]) else { return }
        let root = PlacedCommand(path: [call.root.name], command: call.root)
        call.surroundings.terminal.print(shell.script(root))
    }
}
