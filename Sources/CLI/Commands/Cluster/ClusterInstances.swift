import Domain

/// `cluster instances NAME`
enum ClusterInstances {
    private static let policy = Option("policy", short: "p", value: "POLICY", "Only what this policy can reach")

    static let command = Command(
        client: "instances", "Lists the pods and services of a cluster that policies can reach",
        examples: [Command.Example("cluster instances east -p default/reviews", "whom a policy concerns")],
        positionals: [ClusterCommands.name], options: [PolicyOptions.namespace, policy], run: run)

    private static let columns: [Output.Column] = [
        Output.Column("KIND", "kind"), Output.Column("NAMESPACE", "namespace"), Output.Column("NAME", "name"),
        Output.Column("PHASE", "phase"), Output.Column("LABELS", "labels"),
    ]

    private static func run(_ call: ClientCall) async throws {
        var query: APIClient.Query = []
        if let namespace = call.arguments[PolicyOptions.namespace] { query.append(("namespace", namespace)) }
        if let name = call.arguments[policy] { query.append(("policy", try await PolicyNames(api: call.api).id(name))) }
        let found = try await call.api.get(["clusters", call.arguments[ClusterCommands.name], "instances"], query)
        let rows = items(found, "pods", "Pod") + items(found, "services", "Service")
        guard !rows.isEmpty || call.output.format != .table else {
            return call.terminal.complain("There is nothing that it reaches\n")
        }
        call.output.show(found) { call.output.table(rows, columns) }
    }

    private static func items(_ found: JSONValue, _ member: String, _ kind: String) -> [JSONValue] {
        (found[member]?.array ?? []).map { item in
            var row = item
            row["kind"] = .string(kind)
            row["labels"] = item["labels"] ?? item["selector"]
            return row
        }
    }
}
