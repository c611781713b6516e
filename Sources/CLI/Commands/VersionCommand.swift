import Domain
import JSON
import YAML

/// `version`
package enum VersionCommand {
    /// The version of this program.
    package static let current = "0.1.0"

    static let command = Command(
        "version", "Shows the version of this program",
        examples: [Command.Example("version -o json", "for a program")], options: [OutputFormat.option]
    ) { call in
        let terminal = call.surroundings.terminal
        let value: JSONValue = ["version": .string(current)]
        switch call.arguments[OutputFormat.option].flatMap(OutputFormat.init) ?? .table {
        case .table: terminal.print("hotswap \(current)\n")
        case .json: terminal.print(value.prettyText)
        case .yaml: terminal.print(YAMLWriter.text(of: value))
        }
    }
}
