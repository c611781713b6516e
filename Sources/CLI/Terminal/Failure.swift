import Domain
import Ports
import Runtime

/// An error as the person at the terminal sees it, and the exit code that goes with it.
struct Failure {
    let exitCode: ExitCode
    private let command: String
    private let message: String
    private let problem: APIProblem?
    private let isMachineRead: Bool

    /// - Parameters:
    ///   - command: The words of the command, for the beginning of the line.
    ///   - isMachineRead: Whether problem documents are shown as they came.
    init(_ error: any Error, in command: String, isMachineRead: Bool = false) {
        self.command = command
        self.isMachineRead = isMachineRead
        problem = error as? APIProblem
        exitCode = Self.code(of: error)
        message = (error as? PortError).map { "\($0)" } ?? "\(error)"
    }

    /// A usage problem.
    init(_ message: String, in command: String) {
        self.command = command
        self.message = message
        isMachineRead = false
        problem = nil
        exitCode = .usage
    }

    private static func code(of error: any Error) -> ExitCode {
        switch error {
        case let failure as CommandFailure: failure.exitCode
        case let problem as APIProblem: problem.exitCode
        case is UsageProblem, is ConfigurationProblem: .usage
        default: .failed
        }
    }

    func text(_ terminal: Terminal) -> String {
        if let problem {
            return isMachineRead ? problem.document.jsonText + "\n" : problem.text(command, terminal)
        }
        guard !message.isEmpty else { return "" }
        return "\(terminal.styled("\(command):", .red)) \(DisplayText.lines(message))\n"
    }
}
