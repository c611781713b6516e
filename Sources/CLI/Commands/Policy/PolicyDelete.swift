import Domain

/// `policy delete POLICY`
enum PolicyDelete {
    static let command = Command(
        client: "delete", "Deletes a policy that is in force nowhere, with its versions",
        details: "A policy that is in force is first removed from the mesh: `policy update POLICY --absent`, then "
            + "deploy it.",
        examples: [Command.Example("policy delete default/reviews", "from HotSwap, not from a cluster")],
        positionals: [PolicyNames.policy], options: [PolicyOptions.revision], run: run)

    private static func run(_ call: ClientCall) async throws {
        let revision = try call.arguments.integer(PolicyOptions.revision, atLeast: 0).map { "\($0)" }
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        _ = try await call.api.write("DELETE", ["policies", id], revision: revision)
        call.output.show(["id": .string(id), "deleted": true]) { "Deleted \(call.arguments[PolicyNames.policy])\n" }
    }
}
