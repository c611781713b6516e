import Glibc
import TestKit

/// A PostgreSQL and a RabbitMQ that a test may stop: a profile of its own of `deploy/local/servers`.
struct OwnServers: Sendable {
    let addresses: TestServers
    private let script: String
    private let profile: String

    /// Whether there is a script to start them with, or its absence is to be noticed.
    static var mustRun: Bool {
        environmentVariable("HOTSWAP_TEST_SERVERS") != nil || environmentVariable("HOTSWAP_REQUIRE_SERVICES") == "1"
    }

    /// Starts them, gives them to `body`, and ends them with all their data.
    static func with<Value: Sendable>(_ body: (OwnServers) async throws -> Value) async throws -> Value {
        guard let script = environmentVariable("HOTSWAP_TEST_SERVERS") else {
            throw TestKitError("HOTSWAP_TEST_SERVERS is not set: `eval \"$(deploy/local/servers env)\"` sets it")
        }
        let profile = "crash-\(getpid())"
        let outcome: Result<Value, any Error>
        do {
            let only = ["--only", "rabbitmq,postgres"]
            try await run(script, ["up", "--profile", profile, "--volatile"] + only)
            let text = try await run(script, ["env", "--profile", profile, "--prefix", "OWN_"])
            let servers = OwnServers(addresses: try addresses(in: text), script: script, profile: profile)
            outcome = .success(try await body(servers))
        } catch { outcome = .failure(error) }
        do { try await run(script, ["purge", "--profile", profile]) } catch { print("purge: \(error)") }
        return try outcome.get()
    }

    /// `restart`, `kill`, `start` or `wipe` of `rabbitmq` or `postgres`; returns when it is done.
    func command(_ command: String, _ server: String) async throws {
        try await Self.run(script, [command, server, "--profile", profile])
    }

    private static func addresses(in text: String) throws -> TestServers {
        func value(_ name: String) throws -> String {
            for line in text.split(separator: "\n") where line.hasPrefix("export OWN_\(name)=") {
                return String(line.split(separator: "'", omittingEmptySubsequences: false).dropFirst().first ?? "")
            }
            throw TestKitError("the servers' environment names no \(name):\n\(text)")
        }
        return TestServers(
            postgres: try value("POSTGRES"), rabbitMQ: try value("RABBITMQ"),
            management: try value("RABBITMQ_MANAGEMENT"))
    }

    /// What the script wrote; throws where it fails.
    @discardableResult
    private static func run(_ script: String, _ arguments: [String]) async throws -> String {
        let log =
            "\(environmentVariable("TMPDIR") ?? "/tmp")/hotswap-servers-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(log) }
        var environment = ["PATH": environmentVariable("PATH") ?? "/usr/bin:/bin"]
        for name in ["HOME", "USER", "LANG"] { environment[name] = environmentVariable(name) }
        let process = try ChildProcess(
            "servers \(arguments[0])", script, arguments, environment: environment, logPath: log)
        let end = try await process.waitForEnd(within: .seconds(120))
        guard end == .exited(0) else {
            throw TestKitError("servers \(arguments.joined(separator: " ")): \(end)\n\(process.logTail())")
        }
        return process.logTail(100)
    }
}
