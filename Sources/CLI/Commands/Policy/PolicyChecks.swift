import Domain

/// What `policy validate` and `policy dry-run` ask alike.
enum PolicyCheck {
    static let strategy = Option(
        "strategy", value: "STRATEGY", completion: .words(StrategyName.allCases.map(\.rawValue)),
        "Goes through the steps of such a rollout, and finds those that would be impossible or unsafe")

    static let options = [
        PolicyOptions.version, DeployCommand.environment, DeployCommand.cluster, strategy, SuppressOption.option,
    ]

    /// The members of the body that both have.
    static func body(_ arguments: Arguments) throws -> [String: JSONValue] {
        var body: [String: JSONValue] = [:]
        body["version"] = try arguments.integer(PolicyOptions.version, atLeast: 1).map { .int(Int64($0)) }
        body["environment"] = arguments[DeployCommand.environment].map { .string($0) }
        let clusters = arguments.all(DeployCommand.cluster)
        if !clusters.isEmpty { body["clusters"] = .array(clusters.map { .string($0) }) }
        body["strategy"] = arguments[strategy].map { .string($0) }
        body["suppress"] = try SuppressOption.read(arguments)
        return body
    }

    /// Ends the command where something could not be checked: what was not looked at is no proof.
    static func refuseGaps(in clusters: [JSONValue]) throws {
        if clusters.contains(where: { $0["unchecked"]?.array?.isEmpty == false }) {
            throw CommandFailure(.notFound, "")
        }
    }
}

/// `policy validate POLICY`
enum PolicyValidate {
    static let command = Command(
        client: "validate", "Checks a version by HotSwap's own rules, alone and beside what lives in clusters",
        details:
            "Without an environment or clusters, all clusters of the policy's mesh are looked at. Ends with 1 where "
            + "an error is found, with 3 where something could not be checked.",
        examples: [
            Command.Example("policy validate default/reviews", "the newest version"),
            Command.Example("policy validate default/reviews -e Production --strategy canary", "and its rollout"),
        ],
        positionals: [PolicyNames.policy], options: PolicyCheck.options, run: run)

    private static func run(_ call: ClientCall) async throws {
        let body = try PolicyCheck.body(call.arguments)
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let answer = try await call.api.write("POST", ["policies", id, "validate"], body: .json(.object(body)))
        let isValid = answer["valid"]?.bool == true
        let own = answer["findings"]?.array ?? []
        let clusters = answer["clusters"]?.array ?? []
        call.output.show(answer) {
            "Version \(answer.text("version")) is \(isValid ? "valid" : "not valid")\n"
                + FindingLines.text(own, call.terminal)
                + clusters.map { ClusterVerdictText.text($0, beyond: own, call.terminal) }.joined()
        }
        if !isValid { throw CommandFailure(.failed, "") }
        try PolicyCheck.refuseGaps(in: clusters)
    }
}

/// `policy dry-run POLICY`
enum PolicyDryRun {
    private static let requests = Option(
        "requests", value: "FILE", completion: .files,
        "Asks an AuthorizationPolicy about recorded requests: access-log lines in JSON, as Istio writes them")

    static let command = Command(
        client: "dry-run", "Asks the API servers of clusters whether they would take a version",
        details: "Nothing is written. Without an environment or clusters, all clusters of the policy's mesh are asked. "
            + "Ends with 1 where one does not accept it, or HotSwap's own rules find an error, with 3 where something "
            + "could not be checked.",
        examples: [
            Command.Example("policy dry-run default/reviews -e Staging", "on every cluster of Staging"),
            Command.Example("policy dry-run default/reviews --requests access.log", "whom would it newly deny?"),
        ],
        positionals: [PolicyNames.policy],
        options: PolicyCheck.options + [DeployCommand.onConflict, requests], run: run)

    private static func run(_ call: ClientCall) async throws {
        var body = try PolicyCheck.body(call.arguments)
        body["onConflict"] = call.arguments[DeployCommand.onConflict].map { .string($0) }
        if let file = call.arguments[requests] {
            guard let text = String(validating: try call.surroundings.readFile(file), as: UTF8.self) else {
                throw UsageProblem("\(file) is not UTF-8 text")
            }
            body["requests"] = .string(text)
        }
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let answer = try await call.api.write("POST", ["policies", id, "dry-run"], body: .json(.object(body)))
        call.output.show(answer) {
            (answer["clusters"]?.array ?? []).map { lines($0, call.terminal) }.joined()
                + (answer["validation"]?.array ?? []).map { ClusterVerdictText.text($0, beyond: [], call.terminal) }
                .joined() + (answer["replay"]?.array ?? []).map { replay($0, call.terminal) }.joined()
        }
        if answer["accepted"]?.bool != true || answer["valid"]?.bool == false { throw CommandFailure(.failed, "") }
        try PolicyCheck.refuseGaps(in: ["validation", "replay"].flatMap { answer[$0]?.array ?? [] })
    }

    private static func lines(_ cluster: JSONValue, _ terminal: Terminal) -> String {
        let verdict = cluster["accepted"]?.bool == true ? "accepted" : "refused"
        let notes = ["note", "failure"].map { DisplayText.oneLine(cluster.text($0)) }.filter { !$0.isEmpty }
        let note = notes.isEmpty ? "" : ": " + notes.joined(separator: "; ")
        return "\(DisplayText.oneLine(cluster.text("cluster"))): \(terminal.styled(verdict, .status(verdict)))\(note)\n"
            + FindingLines.text(cluster["findings"]?.array ?? [], terminal)
    }

    private static func replay(_ cluster: JSONValue, _ terminal: Terminal) -> String {
        let policies = (cluster["policies"]?.array ?? []).map {
            "\(DisplayText.oneLine("\(cluster.text("cluster")): \($0.text("object"))")): "
                + DisplayText.lines($0.text("text"))
        }
        return policies.joined() + FindingLines.unchecked(cluster["unchecked"]?.array ?? [], terminal)
    }
}
