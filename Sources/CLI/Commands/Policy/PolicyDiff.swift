import Domain

/// `policy diff POLICY [FROM] [TO]`
enum PolicyDiff {
    private static let from = Positional("FROM", optional: true, "A version's number; default the one before TO")
    private static let to = Positional("TO", optional: true, "A version's number; default the newest")

    private static let noImpact = Option(flag: "no-impact", "Only the difference: no cluster is asked")

    static let command = Command(
        client: "diff", "Shows field by field what differs between two versions, and what that does to clusters",
        details: "Without an environment or a cluster, the clusters are those where the policy is in force.",
        examples: [
            Command.Example("policy diff default/reviews", "what the newest version changed"),
            Command.Example("policy diff default/reviews 1 4", "between versions 1 and 4"),
            Command.Example("policy diff default/reviews --cluster west", "and who loses access there"),
        ], positionals: [PolicyNames.policy, from, to],
        options: [DeployCommand.environment, PolicyLive.cluster, noImpact], run: run)

    private static func run(_ call: ClientCall) async throws {
        let policy = try await PolicyNames(api: call.api).policy(call.arguments[PolicyNames.policy])
        let latest = policy["latestVersion"]?.int ?? 1
        let last = try number(call.arguments[to], or: latest)
        let first = try number(call.arguments[from], or: last - 1)
        guard first > 0 else {
            throw CommandFailure(
                .notFound, "\(PolicyNames.name(of: policy)) has only version \(last): nothing to compare")
        }
        var query: APIClient.Query = []
        if let name = call.arguments[DeployCommand.environment] { query.append(("environment", name)) }
        if let name = call.arguments[PolicyLive.cluster] { query.append(("cluster", name)) }
        if call.arguments.has(noImpact) { query.append(("impact", "false")) }
        let diff = try await call.api.get(
            ["policies", policy.text("id"), "versions", "\(first)", "diff", "\(last)"], query)
        call.output.show(diff) { text(diff, call.terminal) }
    }

    private static func number(_ text: String, or standard: Int64) throws -> Int64 {
        guard !text.isEmpty else { return standard }
        guard let number = Int64(text), number > 0 else {
            throw UsageProblem("A version is a number of 1 or more, and not \(text)")
        }
        return number
    }

    private static func text(_ diff: JSONValue, _ terminal: Terminal) -> String {
        let changes = diff["changes"]?.array ?? []
        let head = "Version \(diff.text("from")) → version \(diff.text("to"))"
        guard !changes.isEmpty else { return "\(head): no difference\n" }
        return terminal.styled(head, .bold) + "\n" + changes.map { line($0, terminal) }.joined()
            + access(diff["access"] ?? .null, terminal)
            + (diff["impact"]?.array ?? []).map { impact($0, terminal) }.joined()
    }

    /// What the step does to a cluster, as the server tells it.
    private static func impact(_ effect: JSONValue, _ terminal: Terminal) -> String {
        let impact = effect["impact"] ?? .null
        return "\n" + terminal.styled("On \(DisplayText.oneLine(effect.text("cluster")))", .bold) + "\n"
            + DisplayText.lines(impact.text("text")) + FindingLines.text(impact["findings"]?.array ?? [], terminal)
            + FindingLines.unchecked(effect["unchecked"]?.array ?? [], terminal)
    }

    /// Whom the new version lets in and keeps out; nothing where the kind decides no such thing.
    private static func access(_ access: JSONValue, _ terminal: Terminal) -> String {
        guard access != .null else { return "" }
        func part(_ heading: String, _ member: String, _ sign: String, _ colour: Style) -> String {
            let parts = access[member]?.array ?? []
            guard !parts.isEmpty else { return "\(heading): nothing\n" }
            let lines = parts.map { "\(sign) \(DisplayText.oneLine($0.text("requests")))" }
            return "\(heading):\n" + lines.map { terminal.styled($0, colour) + "\n" }.joined()
        }
        let caveats = (access["caveats"]?.array ?? []).compactMap(\.string).map {
            "It may be less: \(DisplayText.oneLine($0))\n"
        }
        return "\n" + part("Newly allowed", "newlyAllowed", "+", .green)
            + part("Newly denied", "newlyDenied", "-", .red)
            + caveats.joined()
    }

    private static func line(_ change: JSONValue, _ terminal: Terminal) -> String {
        let path = DisplayText.oneLine(change.text("path"))
        func value(_ member: String) -> String { DisplayText.oneLine((change[member] ?? .null).jsonText) }
        switch change.text("kind") {
        case "added": return terminal.styled("+ \(path): \(value("new"))", .green) + "\n"
        case "removed": return terminal.styled("- \(path): \(value("old"))", .red) + "\n"
        default: return terminal.styled("~ \(path): \(value("old")) → \(value("new"))", .yellow) + "\n"
        }
    }
}
