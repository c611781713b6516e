import Domain

/// `policy versions POLICY`
enum PolicyVersions {
    static let command = Command(
        client: "versions", "Lists the versions of a policy, newest first",
        examples: [Command.Example("policy versions default/reviews", "who changed what, and when")],
        positionals: [PolicyNames.policy], options: [Listing.limit], run: run)

    private static func run(_ call: ClientCall) async throws {
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let columns: [Output.Column] = [
            Output.Column("VERSION", "number"), Output.Column("SEMANTIC", "semanticVersion"), .tags,
            Output.Column("AUTHOR", "author"), Output.Column(age: "CREATED", "createdAt"),
            Output.Column("CONTENT") { version, _ in
                Table.Cell(version["absent"]?.bool == true ? "absent" : String(version.text("contentHash").prefix(12)))
            },
            Output.Column("MESSAGE", "message"),
        ]
        let versions = try await Listing.read(["policies", id, "versions"], [], call)
        call.output.show(versions, columns, nothing: "There are no versions")
    }
}
