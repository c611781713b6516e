import Domain

/// `deploy -p POLICY...`
enum DeployCommand {
    static let policy = Option(
        "policy", short: "p", value: "POLICY[@VERSION]", repeats: true, required: true,
        "What to deploy; without @VERSION the newest version. Several go as one bundle")
    static let environment = Option(
        "environment", short: "e", value: "ENVIRONMENT", "To every cluster of it with the policy's mesh")
    static let cluster = Option("cluster", value: "CLUSTER", repeats: true, "To this cluster")
    static let onConflict = Option(
        "on-conflict", value: "WHAT", completion: .words(["refuse", "takeOver"]),
        "When somebody else owns a field: refuse or takeOver; default refuse")
    private static let onFailure = Option(
        "on-failure", value: "WHAT", completion: .words(FailurePolicy.allCases.map(\.rawValue)),
        "When a step fails: rollback or stop; default rollback")
    private static let warnings = Option(
        "accept-warning", value: "CODE", repeats: true, "Goes on in spite of this warning (Admin only)")
    static let reason = Option("reason", value: "TEXT", "Why, for the audit log and for those who look later")
    static let wait = Option(
        flag: "wait", short: "w", "Shows the progress, and ends when the deployment has ended or is paused")
    static let timeout = Option("timeout", value: "DURATION", "With --wait: gives up the waiting after that, as in 30m")

    static let command = Command(
        client: "deploy", "Rolls policy versions out to clusters",
        details: "Answers as soon as the deployment is accepted. With --wait the exit code tells the end: 0 when it is "
            + "Completed, 7 when it is Paused and a person must decide, 8 after --timeout, else 1.",
        examples: [
            Command.Example("deploy -p default/reviews -e Staging --wait", "the newest version, and watch it arrive"),
            Command.Example(
                "deploy -p default/reviews@3 -p default/ratings -e Production --reason \"HS-12\"", "a bundle"),
            Command.Example(
                "deploy -p default/reviews -e Production --strategy canary --steps 10,30,50 --soak 5m --wait",
                "share by share, each watched"),
            Command.Example(
                "deploy -p default/reviews -e Production --strategy bluegreen --smoke-test http://reviews/health",
                "green beside blue, then a switch"),
            Command.Example(
                "deploy -p default/reviews --cluster east --strategy ab --header x-beta=1 --max-duration 2d",
                "until one version has won"),
            Command.Example(
                "deploy -p DestinationRule/default/reviews --cluster east --cluster west", "to some clusters"),
        ],
        options: [
            policy, environment, cluster, onFailure, onConflict, warnings, SuppressOption.option, reason, wait, timeout,
        ]
            + StrategyOptions.all
            + RolloutOptions.all, run: run)

    private static func run(_ call: ClientCall) async throws {
        let arguments = call.arguments
        let clusters = arguments.all(cluster)
        try checkWait(arguments)
        guard arguments.has(environment) != !clusters.isEmpty else {
            throw UsageProblem("Say where to: either --environment, or --cluster once or more")
        }
        var body: [String: JSONValue] = [:]
        body["environment"] = arguments[environment].map { .string($0) }
        if !clusters.isEmpty { body["clusters"] = .array(clusters.map { .string($0) }) }
        body["strategy"] = try StrategyOptions.read(call)
        body.merge(try RolloutOptions.read(call)) { own, _ in own }
        body["onFailure"] = arguments[onFailure].map { .string($0) }
        body["onConflict"] = arguments[onConflict].map { .string($0) }
        body["reason"] = arguments[reason].map { .string($0) }
        let accepted = arguments.all(warnings)
        if !accepted.isEmpty { body["acceptWarnings"] = .array(accepted.map { .string($0) }) }
        body["suppress"] = try SuppressOption.read(arguments)
        body["policies"] = .array(try await references(call))
        let deployment = try await call.api.write("POST", ["deployments"], body: .json(.object(body)))
        try await DeploymentEnd.show(deployment, goal: .completed, "is accepted", call, isNew: true)
    }

    /// Before anything is asked for: what cannot be waited for is not begun either.
    static func checkWait(_ arguments: Arguments) throws {
        guard let text = arguments[timeout] else { return }
        guard arguments.has(wait) else { throw UsageProblem("--timeout says how long --wait waits: give both") }
        _ = try DurationText.duration(text, of: timeout)
    }

    /// The policies as ids with versions, checked before anything is looked up.
    private static func references(_ call: ClientCall) async throws -> [JSONValue] {
        let wanted = try call.arguments.all(policy).map(split)
        let names = PolicyNames(api: call.api)
        var references: [JSONValue] = []
        for (name, version) in wanted {
            var reference: [String: JSONValue] = ["id": .string(try await names.id(name))]
            reference["version"] = version.map { .int(Int64($0)) }
            references.append(.object(reference))
        }
        return references
    }

    /// `default/reviews@3`
    private static func split(_ text: String) throws -> (name: String, version: Int?) {
        guard let mark = text.lastIndex(of: "@") else { return (text, nil) }
        guard let version = Int(text[text.index(after: mark)...]), version > 0 else {
            throw UsageProblem("What follows the @ of \(text) must be the number of a version")
        }
        return (String(text[..<mark]), version)
    }
}
