import Domain

/// `jobs …`
enum JobCommands {
    private static let stage = Option(
        "stage", value: "STAGE", completion: .words(Stage.allCases.map(\.rawValue)), "Only jobs of this stage")
    private static let state = Option(
        "state", value: "STATE", completion: .words(JobState.allCases.map(\.rawValue)), "Only jobs in this state")
    private static let deployment = Option("deployment", value: "ID", "Only jobs of this deployment")
    private static let ids = Positional("ID", repeats: true, "The ids of dead jobs")

    static let group = Command(
        group: "jobs", "The pieces of work that deployments are made of",
        examples: [Command.Example("jobs list --state dead", "what was given up")], [list, replay])

    private static let columns: [Output.Column] = [
        Output.Column("ID", "id"), Output.Column("STAGE", "stage"), Output.Column(status: "STATE", "state"),
        Output.Column("CLUSTER", "cluster"),
        Output.Column("ATTEMPT") { job, _ in Table.Cell("\(job.text("attempt"))/\(job.text("maxAttempts"))") },
        Output.Column("DEPLOYMENT", "deployment"), Output.Column(age: "AGE", "createdAt"),
        Output.Column("NOTE", "note"),
    ]

    private static let list = Command(
        client: "list", "Lists jobs, newest first",
        examples: [
            Command.Example("jobs list --state dead", "what was given up, and why"),
            Command.Example("jobs list --deployment 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "those of one deployment"),
        ], options: [stage, state, deployment, Listing.limit]
    ) { call in
        var query: APIClient.Query = []
        for option in [stage, state, deployment] {
            if let text = call.arguments[option] { query.append((option.name, text)) }
        }
        call.output.show(try await Listing.read(["jobs"], query, call), columns, nothing: "There are no such jobs")
    }

    private static let replay = Command(
        client: "replay", "Gives dead jobs another chance",
        examples: [Command.Example("jobs replay 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "with all its attempts anew")],
        positionals: [ids]
    ) { call in
        var replayed: [JSONValue] = []
        for id in call.arguments.all(ids) {
            replayed.append(try await call.api.write("POST", ["jobs", id, "replay"]))
        }
        call.output.show(Listing(items: replayed, hasMore: false), columns, nothing: "")
    }
}
