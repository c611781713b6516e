package import Domain
package import Runtime
import YAML

/// A command that was called: what was given to it, and what it works with.
package struct Invocation: Sendable {
    package let arguments: Arguments
    package let surroundings: Surroundings
    /// The whole tree, for the completion scripts.
    let root: Command

    /// The option that names the configuration file, for commands that read settings.
    package static let configFile = Option(
        "config", value: "FILE", completion: .files, "The configuration file in YAML [HOTSWAP_CONFIG]")

    /// Whether the answer goes to a program, which then gets errors as JSON, too.
    var isMachineRead: Bool { arguments[OutputFormat.option] == OutputFormat.json.rawValue }

    /// The settings: from the options of the command, else the environment, else the configuration file, else the
    /// defaults.
    ///
    /// - Parameter more: Settings that the command derives from other options; they count as given on the command
    ///   line.
    package func configuration(_ more: [String: String] = [:]) throws(ConfigurationProblem) -> Configuration {
        try Configuration(
            flags: arguments.settings.merging(more) { $1 }, environment: surroundings.environment,
            file: try fileSettings()
        ) { path throws(ConfigurationProblem) in
            String(decoding: try surroundings.readFile(path), as: UTF8.self)
        }
    }

    /// The configuration file, read: an empty object where none is named.
    package func fileSettings() throws(ConfigurationProblem) -> JSONValue {
        let path = arguments[Self.configFile] ?? surroundings.environment["HOTSWAP_CONFIG"]
        return try path.map(settings(inFile:)) ?? .object([:])
    }

    /// The settings that were given on the command line, by name, for commands that make configurations themselves.
    package var settings: [String: String] { arguments.settings }

    private func settings(inFile path: String) throws(ConfigurationProblem) -> JSONValue {
        let text = try surroundings.readFile(path)
        do throws(YAMLSyntaxError) { return try YAMLParser.documents(text).first?.value ?? .object([:]) } catch {
            throw ConfigurationProblem("\(path):\(error.line):\(error.column): \(error.message)")
        }
    }
}
