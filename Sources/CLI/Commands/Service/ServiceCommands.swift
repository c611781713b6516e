import Domain

/// `service metrics NAME`
enum ServiceCommands {
    private static let name = Positional("NAME", "The name of a service")
    private static let cluster = Option("cluster", value: "CLUSTER", "Only this cluster")
    private static let namespace = Option("namespace", short: "n", value: "NAMESPACE", "Only in this namespace")

    static let group = Command(
        group: "service", "The services of the mesh",
        examples: [Command.Example("service metrics reviews", "its traffic on every cluster")], [metrics])

    private static let metrics = Command(
        client: "metrics", "Shows the traffic of a service now, as the Prometheus of each cluster tells it",
        examples: [Command.Example("service metrics reviews --cluster east", "on one cluster")],
        positionals: [name], options: [cluster, namespace]
    ) { call in
        var query: APIClient.Query = []
        for option in [cluster, namespace] {
            if let text = call.arguments[option] { query.append((option.name, text)) }
        }
        let answer = try await call.api.get(["services", call.arguments[name], "metrics"], query)
        call.output.show(answer) { text(answer, call.output) }
    }

    private static func text(_ answer: JSONValue, _ output: Output) -> String {
        let rows = (answer["items"]?.array ?? []).flatMap { item -> [[Table.Cell]] in
            let sides = (item["sides"]?.object ?? [:]).sorted { $0.key < $1.key }
            let rows =
                sides.map { row(item, side: $0.key, $0.value, item["collectedAt"], output) } + rollouts(item, output)
            guard !rows.isEmpty else { return [row(item, side: "", .null, .null, output)] }
            // It is the same one for all of them.
            return rows.enumerated().map { $0 == 0 ? $1 : $1.dropLast() + [Table.Cell("")] }
        }
        return Table(
            [
                "CLUSTER", "NAMESPACE", "SEEN BY", "REQUESTS", "ERRORS", "REFUSED", "P50", "P95", "P99", "AGE",
                "PROBLEM",
            ], rows: rows
        ).text(output.terminal)
    }

    /// What rollouts measured last, where Prometheus does not answer: those with the new version, and those without.
    private static func rollouts(_ item: JSONValue, _ output: Output) -> [[Table.Cell]] {
        (item["rollouts"]?.array ?? []).flatMap { rollout in
            [("cohort", "with"), ("baseline", "without")].compactMap { member, word in
                rollout[member].map { values in
                    let side = "\(rollout.text("side")), \(word) \(rollout.text("deployment"))"
                    return row(item, side: side, values, rollout["at"], output)
                }
            }
        }
    }

    private static func row(
        _ item: JSONValue, side: String, _ values: JSONValue, _ moment: JSONValue?, _ output: Output
    ) -> [Table.Cell] {
        func value(_ metric: TrafficMetric) -> Table.Cell {
            Table.Cell(
                values[metric.rawValue]?.number.map { "\(EvaluationText.number($0)) \(metric.unit)" } ?? "")
        }
        return [
            Table.Cell(item.text("cluster")), Table.Cell(item.text("namespace")), Table.Cell(side),
            value(.requestsPerSecond), value(.errorRate), value(.refused), value(.p50), value(.p95), value(.p99),
            Table.Cell(output.age(moment?.string)), Table.Cell(item.text("problem")),
        ]
    }
}
