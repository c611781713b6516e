import Domain
import Ports

/// `deployments metrics ID` and `deployments report ID`
enum EvaluationCommands {
    private static let cluster = Option("cluster", value: "CLUSTER", "Only this cluster")
    private static let follow = Option(flag: "follow", short: "f", "Goes on with what is measured from now on")
    private static let interval = Duration.seconds(2)

    static let metrics = Command(
        client: "metrics", "Shows what was measured and judged while a deployment was watched",
        details: "The newest evaluation of each cluster; with --follow a line for every new one until the deployment "
            + "has ended.",
        examples: [
            Command.Example("deployments metrics 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "rule by rule"),
            Command.Example("deployments metrics 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --follow", "as it goes on"),
        ], positionals: [StatusCommand.id], options: [cluster, follow]
    ) { call in
        let id = try StatusCommand.checked(call.arguments[StatusCommand.id])
        let query: APIClient.Query = call.arguments[cluster].map { [("cluster", $0)] } ?? []
        guard !call.arguments.has(follow) else { return try await follow(id, query, call) }
        let answer = try await call.api.get(["deployments", id, "metrics"], query)
        call.output.show(answer) { text(answer, call.output) }
    }

    static let report = Command(
        client: "report", "Shows what validation found, and why and how a deployment went back",
        examples: [Command.Example("deployments report 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "what happened when")],
        positionals: [StatusCommand.id]
    ) { call in
        let id = try StatusCommand.checked(call.arguments[StatusCommand.id])
        let report = try await call.api.get(["deployments", id, "report"])
        call.output.show(report) { text(report: report, call.output) }
    }

    private static func text(_ answer: JSONValue, _ output: Output) -> String {
        var seen: Set<String> = []
        let newest = (answer["items"]?.array ?? []).filter { seen.insert($0.text("cluster")).inserted }
        guard !newest.isEmpty else { return "Nothing has been measured yet\n" }
        let heads = newest.map { evaluation in
            let shares = EvaluationText.measurements(evaluation).map(EvaluationText.share).filter { !$0.isEmpty }
            let said =
                [evaluation.text("outcome"), output.age(evaluation["at"]?.string) + " ago"] + shares
                + [EvaluationText.ticksWithoutData(evaluation)].filter { !$0.isEmpty }
            let trouble = ["problem", "warning", "note"].map { evaluation.text($0) }.filter { !$0.isEmpty }
            return DisplayText.oneLine(
                "\(evaluation.text("cluster")): " + (said + trouble).joined(separator: ", ")) + "\n"
        }
        let compared = ComparisonText.table(newest)
        let comparison =
            compared.rows.isEmpty ? "" : "\n" + compared.text(output.terminal) + ComparisonText.lines(newest)
        return heads.joined() + comparison + "\n" + EvaluationText.table(newest, all: true).text(output.terminal)
    }

    /// A line for each new evaluation, until the deployment has ended.
    private static func follow(_ id: String, _ query: APIClient.Query, _ call: ClientCall) async throws {
        var shown: Set<String> = []
        while true {
            let status = try await call.api.get(["deployments", id, "status"])
            let answer = try await call.api.get(["deployments", id, "metrics"], query + [("limit", "100")])
            for evaluation in (answer["items"]?.array ?? []).reversed()
            where shown.insert("\(evaluation.text("cluster")) \(evaluation.text("at"))").inserted {
                show(evaluation, call)
            }
            if status["terminal"]?.bool ?? false { return }
            try await call.surroundings.time.sleep(for: interval)
        }
    }

    private static func show(_ evaluation: JSONValue, _ call: ClientCall) {
        guard call.output.format == .table else { return call.terminal.print(evaluation.jsonText + "\n") }
        let line = "\(evaluation.text("at")) \(EvaluationText.line(evaluation))"
        call.terminal.print(DisplayText.oneLine(line) + "\n")
    }

    /// `true, at 2026-…`; while it is still being looked at, what that finds.
    private static func recovery(_ report: JSONValue) -> String {
        let known = report.text("recovered")
        guard known.isEmpty else {
            return [known, report.text("recoveredAt")].filter { !$0.isEmpty }.joined(separator: ", at ")
        }
        guard !report.text("restoredAt").isEmpty else { return "" }
        let found = (report["recovery"]?.array ?? []).map { "\($0.text("cluster")): \(words($0.text("outcome")))" }
        guard found.isEmpty else { return found.joined(separator: ", ") }
        // Without a breach nobody may ever have watched.
        return report["breach"] ?? .null == .null ? "" : "not known yet: the traffic is being looked at"
    }

    /// Said of a way back alone: where there was none, nothing was to be read back.
    private static func verified(_ report: JSONValue) -> String {
        report.text("rollingBackAt").isEmpty ? "" : report.text("verified")
    }

    private static func words(_ outcome: String) -> String {
        switch outcome {
        case "recovering": "being looked at"
        case "recoveryUnknown": "nothing to judge it by"
        case "notRecovered": "not as before"
        default: outcome
        }
    }

    /// What an A/B test has come to, on each cluster.
    private static func comparison(_ report: JSONValue) -> String {
        let found = report["comparison"]?.array ?? []
        return found.map { look in
            let verdict = look.text("verdict")
            let result = ABVariant(rawValue: verdict)?.victory ?? (verdict == "none" ? "no winner" : verdict)
            let words = "\(result): \(look.text("why"))"
            return found.count > 1 ? "\(look.text("cluster")): \(words)" : words
        }
        .joined(separator: "; ")
    }

    /// `west: VirtualService shop/reviews; copies: …; the label … on 3 pods`
    private static func leftovers(_ left: JSONValue) -> String {
        let label = left.text("label")
        let parts = [
            left.text("objects"), named("copies", left.text("copies")), named("changed", left.text("changed")),
            label.isEmpty ? "" : "the label \(label) on \(left.text("pods")) pod\(left["pods"] == 1 ? "" : "s")",
        ]
        return left.text("cluster") + ": " + parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func named(_ name: String, _ what: String) -> String { what.isEmpty ? "" : "\(name): \(what)" }

    private static func text(report: JSONValue, _ output: Output) -> String {
        let breach = report["breach"] ?? .null
        let seconds = report["secondsToRestore"]?.number.map { "\(EvaluationText.number($0)) s" } ?? ""
        let facts = output.facts([
            ("Deployment", report.text("deployment")), ("Status", report.text("status")),
            ("Reason", report.text("reason")), ("Compared", comparison(report)),
            ("Breached", report.text("breachedAt")),
            ("Rolling back", report.text("rollingBackAt")), ("Restored", report.text("restoredAt")),
            ("Took", seconds), ("Verified", verified(report)), ("Recovered", recovery(report)),
            ("Taken back by", report.text("rolledBackBy")),
        ])
        let rules = breach == .null ? "" : "\n" + EvaluationText.table([breach]).text(output.terminal)
        let objects = report["objects"]?.array ?? []
        let validation = (report["validation"]?.array ?? []).map {
            "\n" + ClusterVerdictText.text($0, beyond: [], output.terminal)
        }
        let left = (report["left"]?.array ?? []).map { DisplayText.oneLine("Left behind on \(leftovers($0))") + "\n" }
        let warnings = (report["warnings"]?.array ?? []).compactMap(\.string)
            .map { "\n" + DisplayText.oneLine("Warning: \($0)") + "\n" }.joined()
        return facts + left.joined() + warnings + rules + validation.joined()
            + (objects.isEmpty ? "" : "\n" + DeploymentPicture.table(objects).text(output.terminal))
    }
}
