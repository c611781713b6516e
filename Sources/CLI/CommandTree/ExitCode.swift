/// How the program ends; `docs/cli.md` has the table.
package enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
    /// What was asked for is done.
    case done = 0
    /// It was understood and has failed.
    case failed = 1
    /// The command line or the configuration is wrong; nothing was tried.
    case usage = 2
    /// What was named does not exist; of `validate`: something could not be checked.
    case notFound = 3
    /// It conflicts with what is there, or has changed meanwhile.
    case conflict = 4
    /// No valid token, or not the rights.
    case refused = 5
    /// The server cannot be reached, or says that it is not available.
    case unreachable = 6
    /// What was waited for is paused: a person must decide.
    case undecided = 7
    /// What was waited for has not ended within `--timeout`.
    case timedOut = 8

    /// What the code says, for `docs/cli.md`.
    package var text: String {
        switch self {
        case .done: "What was asked for is done"
        case .failed: "It was understood and has failed, or the server refused the content"
        case .usage: "The command line or the configuration is wrong; nothing was tried"
        case .notFound: "What was named does not exist; of `validate`: something could not be checked"
        case .conflict: "It conflicts with what is there, or it has changed meanwhile"
        case .refused: "No valid token, or not the rights"
        case .unreachable: "The server cannot be reached, or is not available for now"
        case .undecided: "With `--wait`: the deployment is Paused, and a person must decide"
        case .timedOut: "With `--timeout`: the deployment has not ended by then; it goes on"
        }
    }
}

/// Why a command ends without success.
package struct CommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let exitCode: ExitCode
    /// For the person; empty where everything was said already.
    package let description: String

    package init(_ exitCode: ExitCode, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}
