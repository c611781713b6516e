import Domain

/// `policy validate POLICY`
enum PolicyValidate {
    static let command = Command(
        client: "validate", "Checks a version by HotSwap's own rules", details: "Ends with 1 where an error is found.",
        examples: [Command.Example("policy validate default/reviews", "the newest version")],
        positionals: [PolicyNames.policy], options: [PolicyOptions.version], run: run)

    private static func run(_ call: ClientCall) async throws {
        let number = try call.arguments.integer(PolicyOptions.version, atLeast: 1)
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let body: JSONValue = .object(number.map { ["version": .int(Int64($0))] } ?? [:])
        let answer = try await call.api.write("POST", ["policies", id, "validate"], body: .json(body))
        let isValid = answer["valid"]?.bool == true
        call.output.show(answer) {
            "Version \(answer.text("version")) is \(isValid ? "valid" : "not valid")\n"
                + FindingLines.text(answer["findings"]?.array ?? [], call.terminal)
        }
        if !isValid { throw CommandFailure(.failed, "") }
    }
}

/// `policy dry-run POLICY`
enum PolicyDryRun {
    static let command = Command(
        client: "dry-run", "Asks the API servers of clusters whether they would take a version",
        details: "Nothing is written. Without an environment or clusters, all clusters of the policy's mesh are asked. "
            + "Ends with 1 where one does not accept it.",
        examples: [Command.Example("policy dry-run default/reviews -e Staging", "on every cluster of Staging")],
        positionals: [PolicyNames.policy],
        options: [
            PolicyOptions.version, DeployCommand.environment, DeployCommand.cluster, DeployCommand.onConflict,
        ], run: run)

    private static func run(_ call: ClientCall) async throws {
        let arguments = call.arguments
        var body: [String: JSONValue] = [:]
        body["version"] = try arguments.integer(PolicyOptions.version, atLeast: 1).map { .int(Int64($0)) }
        body["environment"] = arguments[DeployCommand.environment].map { .string($0) }
        let clusters = arguments.all(DeployCommand.cluster)
        if !clusters.isEmpty { body["clusters"] = .array(clusters.map { .string($0) }) }
        body["onConflict"] = arguments[DeployCommand.onConflict].map { .string($0) }
        let id = try await PolicyNames(api: call.api).id(arguments[PolicyNames.policy])
        let answer = try await call.api.write("POST", ["policies", id, "dry-run"], body: .json(.object(body)))
        call.output.show(answer) {
            (answer["clusters"]?.array ?? []).map { lines($0, call.terminal) }.joined()
        }
        if answer["accepted"]?.bool != true { throw CommandFailure(.failed, "") }
    }

    private static func lines(_ cluster: JSONValue, _ terminal: Terminal) -> String {
        let verdict = cluster["accepted"]?.bool == true ? "accepted" : "refused"
        let notes = ["note", "failure"].map { DisplayText.oneLine(cluster.text($0)) }.filter { !$0.isEmpty }
        let note = notes.isEmpty ? "" : ": " + notes.joined(separator: "; ")
        return "\(DisplayText.oneLine(cluster.text("cluster"))): \(terminal.styled(verdict, .status(verdict)))\(note)\n"
            + FindingLines.text(cluster["findings"]?.array ?? [], terminal)
    }
}

/// Findings as lines: place, severity, field, message, code.
enum FindingLines {
    static func text(_ findings: [JSONValue], _ terminal: Terminal) -> String {
        findings.map { finding in
            let severity = finding.text("severity")
            let place = finding["line"]?.int.map { "line \($0), column \(finding.text("column")): " } ?? ""
            let field = finding.text("path").isEmpty ? "" : "\(finding.text("path")): "
            let hint = finding.text("hint").isEmpty ? "" : "; \(finding.text("hint"))"
            return "  \(place)" + terminal.styled(severity, severity == "error" ? .red : .yellow)
                + DisplayText.oneLine(": \(field)\(finding.text("message"))\(hint) [\(finding.text("code"))]") + "\n"
        }.joined()
    }
}
