import Domain
import Ports
import Glibc
import Roles
import Runtime
import Telemetry

/// `hotswap`: server roles and client commands in one program. Composition only.
@main
struct Main {
    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let command = arguments.isEmpty ? "help" : arguments.removeFirst()
        do {
            try await run(command, arguments)
        } catch {
            tell("hotswap \(command): \(error)")
            exit(error is ConfigurationProblem ? 2 : 1)
        }
    }

    private static func run(_ command: String, _ arguments: [String]) async throws {
        let environment = environmentVariables()
        let flags = try parse(arguments, own: own(command))
        let shutdown = Shutdown()
        let signals = StopSignals(shutdown)
        defer { withExtendedLifetime(signals) {} }
        if command == "up" { return try await UpRole(environment: environment, flags: flags).run(until: shutdown) }
        let settings = flags.filter { !own(command).contains($0.key) }
        let file = try environment["HOTSWAP_CONFIG"].map { path in
            do { return try Formats().yaml(try readFile(path)).first?.value ?? .object([:]) } catch {
                throw ConfigurationProblem("\(path): \(error)")
            }
        }
        let configuration = try Configuration(
            flags: settings, environment: environment, file: file ?? .object([:]), readFile: readText)
        switch command {
        case "api": try await APIRole(configuration: configuration).run(until: shutdown)
        case "worker": try await WorkerRole(configuration: configuration).run(until: shutdown)
        case "scheduler": try await SchedulerRole(configuration: configuration).run(until: shutdown)
        case "sandbox": try await SandboxRole(configuration: configuration, flags: flags).run(until: shutdown)
        case "migrate": try await MigrateRole(configuration: configuration).run()
        case "token": try TokenRole(configuration: configuration, flags: flags).run()
        default: throw ConfigurationProblem("There is no command \(command)")
        }
    }

    /// A line on standard error.
    private static func tell(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }

    private static func own(_ command: String) -> Set<String> {
        switch command {
        case "up": UpRole.ownFlags
        case "token": TokenRole.ownFlags
        case "sandbox": SandboxRole.ownFlags
        default: []
        }
    }

    /// `--name value` and `--name=value`.
    private static func parse(_ arguments: [String], own: Set<String>) throws -> [String: String] {
        var flags: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw ConfigurationProblem("What is \(argument)? Flags begin with --")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, own.contains(name) || Setting.all.contains(where: { $0.name == name }) else {
                throw ConfigurationProblem("There is no flag \(argument)")
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw ConfigurationProblem("--\(name) needs a value")
            }
            flags[name] = value
        }
        return flags
    }

    private static func environmentVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let mark = text.firstIndex(of: "=") {
                variables[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            entry += 1
        }
        return variables
    }
}
