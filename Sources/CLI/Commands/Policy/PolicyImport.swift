import Domain

/// `policy import --cluster CLUSTER`
enum PolicyImport {
    private static let cluster = Option("cluster", value: "CLUSTER", required: true, "Where the objects live")
    private static let name = Option("name", value: "NAME", "Only objects of this name")

    static let command = Command(
        client: "import", "Takes over objects that live in a cluster, as version 1 of new policies",
        details: "Nothing in the cluster changes. Objects that HotSwap knows already are left alone.",
        examples: [
            Command.Example("policy import --cluster east", "everything of its mesh"),
            Command.Example("policy import --cluster east --kind VirtualService -n default", "a part of it"),
        ],
        options: [cluster, PolicyOptions.kind, PolicyOptions.namespace, name, PolicyOptions.owner], run: run)

    private static func run(_ call: ClientCall) async throws {
        var body: [String: JSONValue] = [:]
        for option in [cluster, PolicyOptions.kind, PolicyOptions.namespace, name, PolicyOptions.owner] {
            body[option.name] = call.arguments[option].map { .string($0) }
        }
        let answer = try await call.api.write("POST", ["policies", "import"], body: .json(.object(body)))
        let outcomes = Listing(items: answer["items"]?.array ?? [], hasMore: false)
        let columns: [Output.Column] = [
            Output.Column(status: "OUTCOME", "outcome"),
            Output.Column("OBJECT") { outcome, _ in
                Table.Cell(outcome["policy"].map(PolicyNames.name) ?? outcome.text("object"))
            },
            Output.Column("NOTE", "reason"),
        ]
        call.output.show(outcomes, columns, nothing: "There are no such objects")
        let refused = outcomes.items.filter { $0.text("outcome") == "refused" }.count
        if refused > 0 { throw CommandFailure(.failed, "\(refused) objects could not be taken over") }
    }
}
