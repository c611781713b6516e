package import Domain
import Glibc
package import Runtime
import Security

/// `hotswap up`: every role in one process, for a laptop: makes the keys, migrates the database, prints a token.
package struct UpRole: Sendable {
    let environment: [String: String]
    let flags: [String: String]
    let file: JSONValue

    /// - Parameter file: The configuration file, read.
    package init(environment: [String: String], flags: [String: String], file: JSONValue = .object([:])) {
        self.environment = environment
        self.flags = flags
        self.file = file
    }

    package func run(until shutdown: Shutdown) async throws {
        let folder = flags["state"] ?? ".local/up"
        try makeFolder(folder)
        let key = try SigningKey.loadOrCreate("\(folder)/signing-key.pem", .es256)
        try writeFile("\(folder)/signing-key.pub.pem", try key.publicKeyPEM())
        _ = try MasterKey.loadOrCreate("\(folder)/master-key")
        let configuration = try configuration(folder)
        try await MigrateRole(configuration: configuration).run()
        let token = try token(key, configuration)
        let access = try ClusterAccess(configuration, try makeLogger(configuration))
        try await withThrowingTaskGroup(of: Void.self) { group in
            var api = APIRole(configuration: configuration)
            api.access = access
            group.addTask { [api] in try await api.run(until: shutdown) }
            let quiet = try inner(configuration: folder)
            var worker = WorkerRole(configuration: quiet)
            worker.access = access
            group.addTask { [worker] in try await worker.run(until: shutdown) }
            group.addTask { try await SchedulerRole(configuration: quiet).run(until: shutdown) }
            group.addTask { try await announce(token, folder, configuration, shutdown) }
            do { while try await group.next() != nil {} } catch {
                shutdown.request()
                throw error
            }
        }
    }

    /// What `up` sets where the caller says nothing.
    private func configuration(_ folder: String) throws -> Configuration {
        var flags = flags.filter { !Self.ownFlags.contains($0.key) }
        flags["port-file"] = "\(folder)/ports.json"
        flags["jwt-keys-file"] = flags["jwt-keys-file"] ?? "\(folder)/signing-key.pub.pem"
        flags["master-key-file"] = flags["master-key-file"] ?? "\(folder)/master-key"
        return try Configuration(flags: flags, environment: environment, file: file, readFile: readText)
    }

    /// The roles beside the API take free management ports and tell nobody.
    private func inner(configuration folder: String) throws -> Configuration {
        var flags = flags.filter { !Self.ownFlags.contains($0.key) }
        flags["management-listen"] = "127.0.0.1:0"
        flags["jwt-keys-file"] = flags["jwt-keys-file"] ?? "\(folder)/signing-key.pub.pem"
        flags["master-key-file"] = flags["master-key-file"] ?? "\(folder)/master-key"
        return try Configuration(flags: flags, environment: environment, file: file, readFile: readText)
    }

    /// The flags that are not settings.
    package static let ownFlags: Set<String> = ["state", "run-file", "kubeconfig", "prometheus"]

    private func token(_ key: SigningKey, _ configuration: Configuration) throws -> String {
        let signer = TokenSigner(
            key, issuer: try configuration.required(.jwtIssuer), audience: try configuration.required(.jwtAudience))
        let now = SystemTime().now().seconds
        return try signer.token(subject: "admin@localhost", roles: ["Admin"], now: now, lifetime: 12 * 3600)
    }

    /// Waits for the API's port, then prints where everything is and writes the run file (`DESIGN.md` 7).
    private func announce(
        _ token: String, _ folder: String, _ configuration: Configuration, _ shutdown: Shutdown
    ) async throws {
        let time = SystemTime()
        var ports: JSONValue?
        while ports == nil, !shutdown.isRequested {
            ports = (try? readFile("\(folder)/ports.json")).flatMap { try? Formats().json($0) }
            if ports?["api"] == nil { ports = nil }
            try await time.sleep(for: .milliseconds(20))
        }
        guard let ports, let api = ports["api"]?.int, let management = ports["management"]?.int else { return }
        let scheme = configuration[.tlsCertificate] == nil ? "http" : "https"
        let (host, _) = try listenAddress(.listen, configuration)
        let address = "\(scheme)://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(api)"
        var run: [String: JSONValue] = [
            "api": .string(address), "management": .string("http://127.0.0.1:\(management)"),
            "token": .string(token), "pid": .int(Int64(getpid())),
            "postgres": configuration[.databaseURL].map { .string($0) } ?? .null,
            "rabbitmq": configuration[.rabbitMQURL].map { .string($0) } ?? .null,
        ]
        run["kubeconfig"] = flags["kubeconfig"].map { .string($0) }
        run["prometheus"] = flags["prometheus"].map { .string($0) }
        let path = flags["run-file"] ?? ".build/run.json"
        try writeFile(path, JSONValue.object(run).jsonText + "\n")
        sayAtOnce("HotSwap is up: \(address)\nToken (Admin, 12 hours), also in \(path):\n\(token)")
    }

    private func makeFolder(_ path: String) throws {
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += part + "/"
            guard mkdir(built, 0o700) == 0 || errno == EEXIST else {
                throw ConfigurationProblem("Cannot make the folder \(built): \(String(cString: strerror(errno)))")
            }
        }
        unlink("\(path)/ports.json")
    }
}

/// The content of a text file.
package func readText(_ path: String) throws(ConfigurationProblem) -> String {
    String(decoding: try readFile(path), as: UTF8.self)
}

/// A line on standard output that whoever reads a pipe or a file sees at once.
func sayAtOnce(_ line: String) {
    var text = line + "\n"
    text.withUTF8 { bytes in _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count) }
}
