import Domain

/// `status ID`
enum StatusCommand {
    static let id = Positional("ID", "The id of a deployment")
    private static let watch = Option(flag: "watch", short: "w", "Shows the progress until the deployment has ended")

    static let command = Command(
        client: "status", "Shows what a deployment has done, cluster by cluster",
        details: "On a terminal --watch draws the progress; in a pipe it writes a line for each change. It ends with 0 "
            + "when the deployment is Completed, or is taken back and was on its way back already when the watch "
            + "began; else with 1.",
        examples: [
            Command.Example("status 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "how things stand"),
            Command.Example("status 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --watch", "live, to the end"),
        ], positionals: [id], options: [watch], run: run)

    private static func run(_ call: ClientCall) async throws {
        let id = try checked(call.arguments[id])
        let status = try await call.api.get(["deployments", id, "status"])
        guard call.arguments.has(watch) else {
            let deployment = try await call.api.get(["deployments", id])
            return call.output.show(status) { text(deployment, status, call.output) }
        }
        let isGoingBack = ["RollingBack", "RolledBack", "Aborted"].contains(status.text("status"))
        try await DeploymentEnd.watch(id, isGoingBack ? .takenBack : .completed, call)
    }

    /// An id in the form of one, so that a slip is told before the server is asked.
    static func checked(_ text: String) throws -> String {
        guard let id = ID<Deployment>(text) else {
            throw UsageProblem("A deployment is named by its id (see `hotswap deployments list`), not \(text)")
        }
        return id.description
    }

    /// Direct is what nobody need be told.
    private static func strategy(_ deployment: JSONValue) -> String {
        let type = deployment["strategy"]?.text("type") ?? ""
        return type == StrategyName.direct.rawValue ? "" : type
    }

    private static func text(_ deployment: JSONValue, _ status: JSONValue, _ output: Output) -> String {
        let step = status["step"] ?? .null
        // A gate waits for a person, and what has not begun for its time: no cluster keeps them.
        let keepsNobody = step.text("name") == "gate" || status.text("status") == "Pending"
        let names = keepsNobody ? "" : step.text("outstanding")
        let waiting = names.isEmpty ? "" : ", waiting for \(names)"
        let heading = step.text("heading").isEmpty ? "" : ": \(step.text("heading"))"
        let units = Set((deployment["units"]?.array ?? []).map { $0.text("unit") }).filter { !$0.isEmpty }.sorted()
        let facts = output.facts([
            ("Deployment", deployment.text("id")), ("Status", status.text("status")),
            ("Reason", status.text("reason")), ("Stands", status.text("stands")),
            ("Step", step.text("name") + heading + waiting), ("Strategy", strategy(deployment)),
            ("Units", units.joined(separator: ", ")), ("Note", deployment.text("notes")),
            ("Environment", deployment.text("environment")), ("Clusters", deployment.text("clusters")),
            ("Requested by", deployment.text("requestedBy")), ("Because", deployment.text("requestReason")),
            ("Takes back", deployment.text("rollbackOf")), ("Taken back by", deployment.text("rolledBackBy")),
            ("Created", deployment.text("createdAt")), ("Changed", status.text("updatedAt")),
        ])
        let objects = status["objects"]?.array ?? []
        let rules = EvaluationText.table(status["evaluations"]?.array ?? [])
        let judged = rules.rows.isEmpty ? "" : "\n" + rules.text(output.terminal)
        return facts + judged + (objects.isEmpty ? "" : "\n" + DeploymentPicture.table(objects).text(output.terminal))
    }
}
