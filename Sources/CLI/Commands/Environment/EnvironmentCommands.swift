import Domain

/// `environment …`
enum EnvironmentCommands {
    private static let name = Positional("NAME", "The name of the environment")
    private static let production = Option(
        flag: "production", "It is a Production environment: deploying to it needs an Admin")

    static let group = Command(
        group: "environment", "The environments that clusters belong to, and when they may be changed",
        examples: [Command.Example("environment list", "Development, Staging, Production to start with")],
        [list, CalendarCommands.show, add, remove, CalendarCommands.window, CalendarCommands.freeze])

    private static let list = Command(
        client: "list", "Lists the environments", examples: [Command.Example("environment list", "all of them")]
    ) { call in
        let answer = try await call.api.get(["environments"])
        let columns: [Output.Column] = [
            Output.Column("NAME", "name"), Output.Column("PRODUCTION", "production"),
            Output.Column(age: "AGE", "createdAt"),
        ]
        call.output.show(
            Listing(items: answer["items"]?.array ?? [], hasMore: false), columns, nothing: "There are no environments")
    }

    private static let add = Command(
        client: "add", "Makes an environment",
        examples: [
            Command.Example("environment add Canary", "for tests"),
            Command.Example("environment add Production-EU --production", "one that only an Admin deploys to"),
        ], positionals: [name], options: [production]
    ) { call in
        let environment = try await call.api.write(
            "POST", ["environments"],
            body: .json([
                "name": .string(call.arguments[name]), "production": .bool(call.arguments.has(production)),
            ]))
        call.output.show(environment) { "Environment \(DisplayText.oneLine(environment.text("name"))) is there\n" }
    }

    private static let remove = Command(
        client: "remove", "Removes an environment without clusters",
        examples: [Command.Example("environment remove Canary", "it must be empty")], positionals: [name]
    ) { call in
        let environment = call.arguments[name]
        _ = try await call.api.write("DELETE", ["environments", environment])
        call.output.show(["name": .string(environment), "removed": true]) {
            "Removed \(DisplayText.oneLine(environment))\n"
        }
    }
}
