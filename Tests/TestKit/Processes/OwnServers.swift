import Glibc

/// Servers that a test may stop: a profile of its own of `deploy/local/servers`.
package struct OwnServers: Sendable {
    /// What the script says of those that run, e.g. `PROMETHEUS`.
    private let addresses: [String: String]
    private let script: String
    private let profile: String

    /// Whether there is a script to start them with, or its absence is to be noticed.
    package static var mustRun: Bool {
        environmentVariable("HOTSWAP_TEST_SERVERS") != nil || environmentVariable("HOTSWAP_REQUIRE_SERVICES") == "1"
    }

    /// Starts the servers named (`prometheus`, `kube` …), gives them to `body`, and ends them with all their data.
    ///
    /// - Parameter purpose: What their profile is called by, in small letters.
    package static func with<Value: Sendable>(
        _ names: [String], for purpose: String, _ body: (OwnServers) async throws -> Value
    ) async throws -> Value {
        guard let script = environmentVariable("HOTSWAP_TEST_SERVERS") else {
            throw TestKitError("HOTSWAP_TEST_SERVERS is not set: `eval \"$(deploy/local/servers env)\"` sets it")
        }
        // Two suites of one process may have the same purpose at the same time.
        let profile = "\(purpose)-\(getpid())-\(UInt16.random(in: 0 ... .max))"
        let outcome: Result<Value, any Error>
        do {
            try await run(script, ["up", "--profile", profile, "--volatile", "--only", names.joined(separator: ",")])
            let text = try await run(script, ["env", "--profile", profile, "--prefix", "OWN_"])
            let servers = OwnServers(addresses: addresses(in: text), script: script, profile: profile)
            outcome = .success(try await body(servers))
        } catch { outcome = .failure(error) }
        do { try await run(script, ["purge", "--profile", profile]) } catch { print("purge: \(error)") }
        return try outcome.get()
    }

    /// What roles need; throws where one of them was not started.
    package var forRoles: TestServers {
        get throws {
            TestServers(
                postgres: try address("POSTGRES"), rabbitMQ: try address("RABBITMQ"),
                management: try address("RABBITMQ_MANAGEMENT"))
        }
    }

    /// The Prometheus; throws where none was started.
    package var prometheus: PrometheusTargets {
        get throws { PrometheusTargets(url: try address("PROMETHEUS"), folder: try address("PROMETHEUS_TARGETS")) }
    }

    /// The kube-apiserver, without any definitions of kinds; throws where none was started.
    package var kube: KubeServer { get throws { try KubeServer(file: try address("KUBE")) } }

    /// `restart`, `kill`, `start` or `wipe` of one of them; returns when it is done.
    package func command(_ command: String, _ server: String) async throws {
        try await Self.run(script, [command, server, "--profile", profile])
    }

    private func address(_ name: String) throws -> String {
        guard let value = addresses[name] else {
            throw TestKitError("the servers of profile \(profile) name no \(name): \(addresses.keys.sorted())")
        }
        return value
    }

    private static func addresses(in text: String) -> [String: String] {
        var addresses: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("export OWN_") {
            let name = line.dropFirst("export OWN_".count).prefix { $0 != "=" }
            addresses[String(name)] = String(
                line.split(separator: "'", omittingEmptySubsequences: false).dropFirst().first ?? "")
        }
        return addresses
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
        let end = try await process.waitForEnd()
        guard end == .exited(0) else {
            throw TestKitError("servers \(arguments.joined(separator: " ")): \(end)\n\(process.logTail())")
        }
        return process.logTail(100)
    }
}
