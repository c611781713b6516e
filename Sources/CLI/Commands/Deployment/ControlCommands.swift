import Domain

/// `rollback`, `pause`, `resume` and `abort`: one request each.
enum ControlCommands {
    static let all = [rollback, pause, resume, abort]

    private static let rollback = command(
        "rollback", "Takes a deployment back, on every cluster",
        details: "A deployment under way goes back itself; one that is finished is taken back by a new deployment, as "
            + "long as its versions are the ones in force.",
        goal: .takenBack, what: "takes it back", example: "back to what was there before, and watch it")
    private static let pause = command(
        "pause", "Holds a deployment before its next step", details: "The step under way ends; none begins.",
        goal: .paused, what: "is to be held", example: "until `resume`")
    private static let resume = command(
        "resume", "Lets a held deployment go on", details: "", goal: .completed, what: "goes on",
        example: "and watch it to its end")
    private static let abort = command(
        "abort", "Stops a deployment and restores what it has written",
        details: "A way back is tried until every cluster has answered. --give-up ends one: what is not restored stays "
            + "as it is, the deployment is Failed and says what that is, and `rollback` tries again. Of a deployment that "
            + "has failed and keeps others from what it has written, --give-up lets them.",
        options: [giveUp], goal: .takenBack,
        what: "is stopped", example: "stops it, and waits until everything is restored")

    private static let giveUp = Option(flag: "give-up", "Leaves what a way back could not restore as it is")

    private static func command(
        _ name: String, _ summary: String, details: String, options: [Option] = [], goal: DeploymentGoal, what: String,
        example: String
    ) -> Command {
        Command(
            client: name, summary, details: details,
            examples: [
                Command.Example(
                    "\(name) 0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f --reason \"errors at checkout\" --wait", example)
            ],
            positionals: [StatusCommand.id],
            options: [DeployCommand.reason, DeployCommand.wait, DeployCommand.timeout] + options
        ) { call in
            let id = try StatusCommand.checked(call.arguments[StatusCommand.id])
            try DeployCommand.checkWait(call.arguments)
            var body: [String: JSONValue] = [:]
            body["reason"] = call.arguments[DeployCommand.reason].map { .string($0) }
            for option in options where call.arguments.has(option) { body["giveUp"] = true }
            let deployment = try await call.api.write(
                "POST", ["deployments", id, name], body: body.isEmpty ? nil : .json(.object(body)))
            // True also where it was on its way back before, and nothing was left to be stopped.
            let goesBack = name == "abort" && deployment.text("status") == DeploymentStatus.rollingBack.rawValue
            try await DeploymentEnd.show(
                deployment, goal: body["giveUp"] == nil ? goal : .over, goesBack ? "goes back" : what, call)
        }
    }
}
