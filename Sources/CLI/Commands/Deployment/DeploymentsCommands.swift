import Domain

/// `deployments …`
enum DeploymentsCommands {
    private static let status = Option(
        "status", value: "STATUS", completion: .words(DeploymentStatus.allCases.map(\.rawValue)),
        "Only deployments with this status")
    private static let environment = Option("environment", short: "e", value: "ENVIRONMENT", "Only to this environment")
    private static let policy = Option("policy", short: "p", value: "POLICY", "Only deployments of this policy")

    static let group = Command(
        group: "deployments", "What was rolled out, and what is under way",
        examples: [Command.Example("deployments list --status InProgress", "what is under way")],
        [list, history, EvaluationCommands.metrics, EvaluationCommands.report])

    private static let list = Command(
        client: "list", "Lists deployments, newest first",
        examples: [
            Command.Example("deployments list -e Production --limit 10", "the last ten"),
            Command.Example("deployments list -p default/reviews", "where a policy has gone"),
        ], options: [status, environment, policy, Listing.limit]
    ) { call in
        var query: APIClient.Query = []
        for option in [status, environment] {
            if let text = call.arguments[option] { query.append((option.name, text)) }
        }
        if let name = call.arguments[policy] { query.append(("policy", try await PolicyNames(api: call.api).id(name))) }
        let columns: [Output.Column] = [
            Output.Column("ID", "id"), Output.Column(status: "STATUS", "status"),
            Output.Column("ENVIRONMENT", "environment"),
            Output.Column("POLICIES") { deployment, _ in Table.Cell("\(deployment["policies"]?.array?.count ?? 0)") },
            Output.Column("BY", "requestedBy"), Output.Column(age: "AGE", "createdAt"),
            Output.Column("REASON", "reason"),
        ]
        call.output.show(
            try await Listing.read(["deployments"], query, call), columns, nothing: "There are no such deployments")
    }

    private static let history = Command(
        client: "history", "Lists every time that something of a deployment was taken back",
        examples: [Command.Example("deployments history 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "its rollbacks")],
        positionals: [StatusCommand.id]
    ) { call in
        let id = try StatusCommand.checked(call.arguments[StatusCommand.id])
        let answer = try await call.api.get(["deployments", id, "rollback-history"])
        let columns: [Output.Column] = [
            Output.Column(age: "AGE", "at"), Output.Column(status: "STATUS", "status"),
            Output.Column("DEPLOYMENT", "deployment"), Output.Column("BY", "requestedBy"),
            Output.Column("REASON", "reason"),
        ]
        call.output.show(
            Listing(items: answer["items"]?.array ?? [], hasMore: false), columns, nothing: "It was never taken back")
    }
}
