import Domain

/// `policy list`
enum PolicyList {
    private static let mesh = Option(
        "mesh", value: "MESH", completion: .words(Mesh.allCases.map(\.rawValue)), "Only policies of this mesh")
    private static let owner = Option("owner", value: "NAME", "Only policies of this owner")
    private static let name = Option("name", value: "NAME", "Only policies of this name")
    private static let label = Option("label", value: "KEY=VALUE", repeats: true, "Only policies with this label")

    static let command = Command(
        client: "list", "Lists policies",
        examples: [
            Command.Example("policy list --namespace default", "all of one namespace"),
            Command.Example("policy list --kind VirtualService --label app=bookinfo -o json", "for a program"),
        ],
        options: [mesh, PolicyOptions.kind, PolicyOptions.namespace, name, owner, label, Listing.limit], run: run)

    private static func run(_ call: ClientCall) async throws {
        var query: APIClient.Query = []
        for option in [mesh, PolicyOptions.kind, PolicyOptions.namespace, name, owner] {
            if let text = call.arguments[option] { query.append((option.name, text)) }
        }
        query += try call.arguments.pairs(label).sorted { $0.key < $1.key }.map { ("label", "\($0.key)=\($0.value)") }
        let columns: [Output.Column] = [
            .policyName, Output.Column("MESH", "mesh"), Output.Column("OWNER", "owner"),
            Output.Column("VERSION", "latestVersion"), Output.Column(age: "CHANGED", "updatedAt"),
            Output.Column("ID", "id"),
        ]
        call.output.show(
            try await Listing.read(["policies"], query, call), columns, nothing: "There are no such policies")
    }
}
