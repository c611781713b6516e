import Domain

/// `cluster check NAME`
enum ClusterCheckCommand {
    static let command = Command(
        client: "check", "Looks whether a cluster answers, serves the mesh's kinds, and lets HotSwap write them",
        details: "Ends with 1 where it is not fit for deployments.",
        examples: [Command.Example("cluster check east", "what is served, and which rights are missing")],
        positionals: [ClusterCommands.name], run: run)

    private static func run(_ call: ClientCall) async throws {
        let name = call.arguments[ClusterCommands.name]
        let check = try await call.api.get(["clusters", name, "check"])
        let isReady = check["ready"]?.bool == true
        call.output.show(check) { text(check, isReady, call.output) }
        guard !isReady else { return }
        throw CommandFailure(.failed, "Cluster \(name) is not fit for deployments")
    }

    private static func text(_ check: JSONValue, _ isReady: Bool, _ output: Output) -> String {
        let facts = output.facts([
            ("Cluster", check.text("cluster")), ("Reachable", check.text("reachable")),
            ("Problem", check.text("problem")), ("Server version", check.text("serverVersion")),
            ("Ready", check["ready"] == nil ? "" : check.text("ready")),
        ])
        let columns: [Output.Column] = [
            Output.Column("KIND", "kind"), Output.Column("GROUP", "group"),
            Output.Column("SERVED") { kind, _ in
                Table.Cell(kind.text("served").isEmpty ? "not served" : kind.text("served"))
            },
            Output.Column("MISSING RIGHTS") { kind, _ in Table.Cell(kind.text("missingRights"), .red) },
        ]
        let kinds = check["kinds"]?.array ?? []
        let rights = (check["rights"]?.array ?? []).filter { !$0.text("missingRights").isEmpty }.map {
            let missing = "\($0.text("resource")): \($0.text("missingRights")) missing: \($0.text("purpose"))"
            return DisplayText.oneLine(missing) + "\n"
        }
        return facts + (kinds.isEmpty ? "" : "\n" + output.table(kinds, columns))
            + (rights.isEmpty ? "" : "\n" + rights.joined())
    }
}
