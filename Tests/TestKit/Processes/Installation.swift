import Glibc
package import PostgresStore
import Security
import Synchronization

/// HotSwap as separate processes, with a schema, queues, keys and a folder of its own: nothing of it is left when its
/// test has ended, however that ends.
///
///     try await Installation.with { hotswap in
///         let api = try await hotswap.start("api")
///         …
///     }
package final class Installation: Sendable {
    package let servers: TestServers
    /// What the names of its queues and exchanges begin with, and its schema.
    package let name: String
    /// Logs, keys and port files.
    package let folder: String
    /// A token of an Admin.
    package let token: String
    /// The database, for what a test looks up or does there.
    package let pool: PostgresPool
    package let broker: BrokerAdmin
    private let settings: [String: String]
    private let roles = Mutex<[RoleProcess]>([])

    private init(_ servers: TestServers, _ settings: [String: String]) throws {
        self.servers = servers
        name = "test_" + String(UInt64.random(in: 0 ... .max), radix: 36)
        folder = try Self.temporaryFolder()
        let key = try SigningKey.loadOrCreate("\(folder)/signing-key.pem", .es256)
        _ = try MasterKey.loadOrCreate("\(folder)/master-key")
        try writeFile("\(folder)/signing-key.pub.pem", try key.publicKeyPEM())
        token = try TokenSigner(key, issuer: "hotswap", audience: "hotswap").token(
            subject: "tester@localhost", roles: ["Admin"], now: Int64(time(nil)), lifetime: 3600)
        pool = PostgresPool(try .patient(url: servers.postgres, schema: name))
        broker = try BrokerAdmin(servers.management)
        self.settings = settings
    }

    /// Gives `body` a migrated installation in which no role runs yet.
    ///
    /// - Parameters:
    ///   - servers: `nil`: those of the environment.
    ///   - settings: Of every role, by setting name, e.g. `["lease": "2s"]`.
    package static func with<Value: Sendable>(
        _ servers: TestServers? = nil, settings: [String: String] = [:],
        _ body: (Installation) async throws -> Value
    ) async throws -> Value {
        let installation = try Installation(try servers ?? .ofEnvironment(), settings)
        let outcome: Result<Value, any Error>
        do {
            let configuration = try PostgresConfiguration.patient(
                url: installation.servers.postgres, schema: installation.name)
            _ = try await Migrator(configuration).migrate()
            outcome = .success(try await body(installation))
        } catch {
            await installation.showWhatIsThere()
            outcome = .failure(error)
        }
        await installation.end()
        return try outcome.get()
    }

    /// Starts a role, e.g. `start("worker", ["stages": "apply"])`, without waiting until it is ready.
    package func launch(_ role: String, _ flags: [String: String] = [:]) throws -> RoleProcess {
        let number = roles.withLock { $0.count + 1 }
        let label = "\(role)-\(number)"
        let portFile = "\(folder)/\(label).ports"
        var own = settings.merging(flags) { _, given in given }
        own["port-file"] = portFile
        own["management-listen"] = own["management-listen"] ?? "127.0.0.1:0"
        if role == "api" { own["listen"] = own["listen"] ?? "127.0.0.1:0" }
        let process = try ChildProcess(
            label, try testedProgram(), [role] + own.sorted { $0.key < $1.key }.map { "--\($0.key)=\($0.value)" },
            environment: environment, logPath: "\(folder)/\(label).log")
        let started = RoleProcess(role: role, process: process, portFile: portFile)
        roles.withLock { $0.append(started) }
        return started
    }

    /// Starts a role and waits until it is ready.
    package func start(_ role: String, _ flags: [String: String] = [:]) async throws -> RoleProcess {
        let started = try launch(role, flags)
        try await started.waitUntilReady()
        return started
    }

    /// A client of whichever API runs.
    package var api: APIClient {
        APIClient(token: token) { [self] in
            roles.withLock { $0.filter { $0.role == "api" && $0.process.isRunning } }.compactMap(\.api).randomElement()
        }
    }

    private var environment: [String: String] {
        [
            "PATH": environmentVariable("PATH") ?? "/usr/bin:/bin", "HOME": folder,
            "HOTSWAP_DATABASE_URL": servers.postgres, "HOTSWAP_DATABASE_SCHEMA": name,
            "HOTSWAP_RABBITMQ_URL": servers.rabbitMQ, "HOTSWAP_QUEUE_PREFIX": name,
            "HOTSWAP_JWT_KEYS_FILE": "\(folder)/signing-key.pub.pem", "HOTSWAP_MASTER_KEY_FILE": "\(folder)/master-key",
            "HOTSWAP_CHECK_LOCAL_ADDRESSES": "allow",
        ]
    }

    /// Ends all roles at once; nothing of them has to be in order afterwards.
    private func end() async {
        let all = roles.withLock { $0 }
        for role in all { role.process.signal(SIGKILL) }
        for role in all { _ = try? await role.process.waitForEnd() }
        await pool.close()
        do {
            let connection = PostgresConnection(try .patient(url: servers.postgres, schema: name))
            try await connection.connect()
            try await connection.script("DROP SCHEMA IF EXISTS \(name) CASCADE")
            await connection.disconnect()
            try await broker.removeAll(name)
        } catch { print("Installation \(name) is not removed entirely: \(error)") }
        removeFolder(folder)
    }

    /// What a person needs who is to find out why a test failed: the ends of the logs, and the jobs that are not done.
    private func showWhatIsThere() async {
        for role in roles.withLock({ $0 }) { print("--- \(role.process.name)\n\(role.process.logTail(12))") }
        let jobs = PostgresStatement(
            """
            SELECT concat_ws(' ', deployment_id, stage, step, epoch, state, 'attempt', attempt, claimed_by, 'lease',
                lease_until, 'publish', publish_attempts, publish_after, note) AS line
            FROM jobs WHERE state <> 'done' ORDER BY created_at LIMIT 60
            """)
        for row in (try? await pool.query(jobs)).map(Array.init) ?? [] { print((try? row.text("line")) ?? "") }
    }

    private static func temporaryFolder() throws -> String {
        var template = Array("\(environmentVariable("TMPDIR") ?? "/tmp")/hotswap-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestKitError("no temporary folder can be made: \(String(cString: strerror(errno)))")
        }
        return String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

private func writeFile(_ path: String, _ text: String) throws {
    guard let file = fopen(path, "w") else { throw TestKitError("\(path) cannot be written") }
    fputs(text, file)
    fclose(file)
}

/// Removes a folder that holds only files.
private func removeFolder(_ path: String) {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
}
