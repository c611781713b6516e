import Domain

/// `cluster …`
enum ClusterCommands {
    static let name = Positional("NAME", "The name of the cluster")

    static let group = Command(
        group: "cluster", "The clusters that policies go to",
        examples: [Command.Example("cluster check east", "looks whether a cluster is fit for deployments")],
        [
            ClusterAdd.command, list, ClusterUpdate.command, ClusterCheckCommand.command, ClusterInstances.command,
            remove,
        ])

    private static let environment = Option("environment", short: "e", value: "ENVIRONMENT", "Only of this environment")
    private static let mesh = Option(
        "mesh", value: "MESH", completion: .words(Mesh.allCases.map(\.rawValue)), "Only clusters with this mesh")

    private static let list = Command(
        client: "list", "Lists the registered clusters",
        examples: [Command.Example("cluster list -e Production", "those of one environment")],
        options: [environment, mesh]
    ) { call in
        var query: APIClient.Query = []
        for option in [environment, mesh] {
            if let text = call.arguments[option] { query.append((option.name, text)) }
        }
        let answer = try await call.api.get(["clusters"], query)
        let columns: [Output.Column] = [
            Output.Column("NAME", "name"), Output.Column("ENVIRONMENT", "environment"), Output.Column("MESH", "mesh"),
            Output.Column("MESH VERSION", "meshVersion"), Output.Column("SERVER", "server"),
            Output.Column(age: "AGE", "createdAt"),
        ]
        call.output.show(
            Listing(items: answer["items"]?.array ?? [], hasMore: false), columns,
            nothing: "There are no such clusters; `hotswap cluster add` registers one")
    }

    private static let remove = Command(
        client: "remove", "Forgets a cluster; nothing in it changes",
        examples: [Command.Example("cluster remove lab", "it must have no live policies")], positionals: [name]
    ) { call in
        let cluster = call.arguments[name]
        _ = try await call.api.write("DELETE", ["clusters", cluster])
        call.output.show(["name": .string(cluster), "removed": true]) { "Removed \(DisplayText.oneLine(cluster))\n" }
    }
}
