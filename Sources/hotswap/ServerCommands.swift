import CLI
import Roles
import Runtime

/// The roles of the server as commands.
enum ServerCommands {
    static let all = [up, api, worker, scheduler, sandbox, migrate, token]

    /// What a role can be told: every setting but those of client commands.
    private static let settings = Setting.all.filter { ![.server, .token, .serverAuthority].contains($0) }
        .map { Option($0) }

    private static let api = role(
        "api", "Serves the HTTP API", example: "api --listen 0.0.0.0:8080 --jwt-keys-file keys.json", "on every address"
    ) { try await APIRole(configuration: $0).run(until: $1) }

    private static let worker = role(
        "worker", "Does the jobs of some stages", example: "worker --stages rollback --concurrency 32",
        "one that nothing else can delay"
    ) { try await WorkerRole(configuration: $0).run(until: $1) }

    private static let scheduler = role(
        "scheduler", "Publishes what is due", example: "scheduler --sweep-interval 100ms", "any number may run"
    ) { try await SchedulerRole(configuration: $0).run(until: $1) }

    private static let migrate = Command(
        "migrate", "Brings the database's schema up to this program's version",
        details: "Repeatable; several at once are safe.",
        examples: [Command.Example("migrate --database-url postgresql://localhost/hotswap", "before the other roles")],
        options: [.databaseURL, .databaseSchema, .databasePool].map { Option($0) } + [Invocation.configFile]
    ) { try await MigrateRole(configuration: $0.configuration()).run() }

    private static let up = command(
        "up", "Runs every role in one process, for a laptop",
        details: "Makes the keys where there are none, migrates the database, and prints an address and a token.",
        example: Command.Example("up", "with the addresses of PostgreSQL and RabbitMQ in the environment"),
        own: [
            Option("state", value: "FOLDER", completion: .files, "Where keys are kept; default .local/up"),
            Option("run-file", value: "FILE", completion: .files, "Gets addresses and token; default .build/run.json"),
            Option("kubeconfig", value: "FILE", completion: .files, "Noted in the run file"),
            Option("prometheus", value: "URL", "Noted in the run file"),
        ]
    ) { call, flags, shutdown in
        let file = try call.fileSettings()
        try await UpRole(environment: call.surroundings.environment, flags: flags, file: file).run(until: shutdown)
    }

    private static let sandbox = command(
        "sandbox", "Runs a small cluster in memory, for demos and tests",
        details: "What it does not do stands in docs/sandbox.md.",
        example: Command.Example("sandbox --mesh istio --listen 127.0.0.1:6443 --info-file east.json", "one of Istio"),
        own: [
            Option(
                "mesh", value: "MESH", completion: .words(["istio", "linkerd"]), "Whose kinds it has; default both"),
            Option("info-file", value: "FILE", completion: .files, "Gets what the cluster is registered with"),
            Option(
                "scenario", value: "FILE", completion: .files,
                "What its simulated services do; default: each is called by others"),
        ]
    ) { call, flags, shutdown in
        try await SandboxRole(configuration: call.configuration(), flags: flags).run(until: shutdown)
    }

    private static let token = Command(
        "token", "Makes a token with a signing key of one's own",
        details: "For development and automation where there is no identity provider.",
        examples: [
            Command.Example(
                "token --key .local/up/signing-key.pem --roles Developer --lifetime 8h", "for a working day")
        ], options: tokenOptions + [.jwtIssuer, .jwtAudience].map { Option($0) } + [Invocation.configFile]
    ) { call in
        try TokenRole(configuration: call.configuration(), flags: values(of: tokenOptions, call)).run()
    }

    private static let tokenOptions = [
        Option("key", value: "FILE", required: true, completion: .files, "The signing key, made by `up`"),
        Option("roles", value: "ROLES", "Admin, Operator, Developer, Viewer, with commas between; default Viewer"),
        Option("subject", value: "NAME", "Whose token it is; default somebody@localhost"),
        Option("lifetime", value: "DURATION", "How long it holds; default 1h"),
    ]

    /// A role that needs nothing but settings.
    private static func role(
        _ name: String, _ summary: String, example: String, _ purpose: String,
        _ run: @escaping @Sendable (Configuration, Shutdown) async throws -> Void
    ) -> Command {
        command(name, summary, example: Command.Example(example, purpose), own: []) { call, _, shutdown in
            try await run(call.configuration(), shutdown)
        }
    }

    /// A role with options of its own beside the settings. Runs until SIGTERM or SIGINT.
    private static func command(
        _ name: String, _ summary: String, details: String = "", example: Command.Example, own: [Option],
        _ run: @escaping @Sendable (Invocation, _ flags: [String: String], Shutdown) async throws -> Void
    ) -> Command {
        Command(
            name, summary, details: details, examples: [example], options: own + settings + [Invocation.configFile]
        ) { call in
            let shutdown = Shutdown()
            let signals = StopSignals(shutdown)
            defer { withExtendedLifetime(signals) {} }
            try await run(call, call.settings.merging(values(of: own, call)) { $1 }, shutdown)
        }
    }

    private static func values(of options: [Option], _ call: Invocation) -> [String: String] {
        var values: [String: String] = [:]
        for option in options { values[option.name] = call.arguments[option] }
        return values
    }
}
