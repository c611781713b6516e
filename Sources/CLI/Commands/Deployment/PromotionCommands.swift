import Domain

/// `promote`, `switch` and `rollback-to-blue`: what a person does to a rollout under way.
enum PromotionCommands {
    static let all = [promote, switchTraffic, rollBackToBlue]

    private static let toEnd = Option(flag: "to-end", "Straight to the promotion, without the shares between")

    private static let promote = Command(
        client: "promote", "Goes on to the next step without waiting any longer",
        details: "Ends the soak, the comparison or the gate that is under way. What a worker is at cannot be skipped.",
        examples: [
            Command.Example("promote 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f", "on to the next share"),
            Command.Example("promote 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --to-end --wait", "everywhere, and watch it"),
        ], positionals: [StatusCommand.id],
        options: [toEnd, DeployCommand.reason, DeployCommand.wait, DeployCommand.timeout]
    ) { call in
        let more: [String: JSONValue] = call.arguments.has(toEnd) ? ["toEnd": true] : [:]
        try await run("promote", goal: .completed, "goes on", more, call)
    }

    private static let switchTraffic = Command(
        client: "switch", "Switches a blue-green deployment to green",
        examples: [
            Command.Example("switch 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --wait", "once green has passed its tests")
        ], positionals: [StatusCommand.id], options: [DeployCommand.reason, DeployCommand.wait, DeployCommand.timeout]
    ) { try await run("switch", goal: .completed, "switches", [:], $0) }

    private static let rollBackToBlue = Command(
        client: "rollback-to-blue", "Switches a blue-green deployment back to blue",
        examples: [
            Command.Example(
                "rollback-to-blue 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --reason \"errors at checkout\" --wait",
                "and wait until everything is as it was")
        ], positionals: [StatusCommand.id], options: [DeployCommand.reason, DeployCommand.wait, DeployCommand.timeout]
    ) { try await run("rollback-to-blue", goal: .takenBack, "goes back to blue", [:], $0) }

    private static func run(
        _ name: String, goal: DeploymentGoal, _ what: String, _ more: [String: JSONValue], _ call: ClientCall
    ) async throws {
        let id = try StatusCommand.checked(call.arguments[StatusCommand.id])
        try DeployCommand.checkWait(call.arguments)
        var body = more
        body["reason"] = call.arguments[DeployCommand.reason].map { .string($0) }
        let sent = body.isEmpty ? nil : APIClient.Body.json(.object(body))
        let deployment = try await call.api.write("POST", ["deployments", id, name], body: sent)
        try await DeploymentEnd.show(deployment, goal: goal, what, call)
    }
}
