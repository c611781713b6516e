import Domain
import Ports

/// `environment show`, `environment window …` and `environment freeze …`: when an environment may be changed.
enum CalendarCommands {
    private static let name = Positional("ENVIRONMENT", "The name of the environment")
    private static let number = Positional("NUMBER", "Its number in `environment show`")
    private static let cron = Option(
        "cron", value: "EXPRESSION", required: true, "When it opens: minute, hour, day, month and weekday")
    private static let duration = Option("duration", value: "DURATION", required: true, "How long it stays open")
    private static let zone = Option(
        "time-zone", value: "NAME", "Whose clock that is, as in Europe/Berlin; default UTC")
    private static let from = Option("from", value: "TIME", "From then on, as in 2026-12-20T00:00:00Z; default now")
    private static let until = Option("until", value: "TIME", required: true, "Until then, as in 2027-01-02T06:00:00Z")
    private static let reason = Option("reason", value: "TEXT", "Why, for those who wait")

    static let show = Command(
        client: "show", "Shows when an environment may be changed",
        details:
            "Without a window it may be changed at any time. Outside of every window, and within a freeze, deployments "
            + "wait before their next write forward; going back is never held.",
        examples: [Command.Example("environment show Production", "its change windows and freezes")],
        positionals: [name]
    ) { call in
        let environment = try await environment(call)
        call.output.show(environment) { text(environment, call.output) }
    }

    static let window = Command(
        group: "window", "The times in which an environment is changed",
        examples: [
            Command.Example(
                "environment window add Production --cron \"0 9 * * 1-4\" --duration 8h --time-zone Europe/Berlin",
                "in working hours, and not before a weekend")
        ], [addWindow, remove("windows", of: "window", "From now on it may be changed without that window")])

    static let freeze = Command(
        group: "freeze", "The times in which an environment is not changed",
        examples: [
            Command.Example(
                "environment freeze add Production --until 2027-01-02T06:00:00Z --reason \"end of the year\"",
                "from now on, whatever the windows say")
        ], [addFreeze, remove("freezes", of: "freeze", "What waits for its end goes on")])

    private static let addWindow = Command(
        client: "add", "Adds a change window",
        examples: [
            Command.Example("environment window add Staging --cron \"0 22 * * *\" --duration 6h", "every night, UTC")
        ], positionals: [name], options: [cron, duration, zone]
    ) { call in
        var window: [String: JSONValue] = ["cron": .string(call.arguments[cron] ?? "")]
        window["duration"] = .string(try DurationText.iso(call.arguments[duration] ?? "", of: duration))
        window["timeZone"] = .string(call.arguments[zone] ?? "UTC")
        try await change("windows", call) { $0.append(.object(window)) }
    }

    private static let addFreeze = Command(
        client: "add", "Adds a freeze",
        examples: [
            Command.Example(
                "environment freeze add Production --from 2026-12-20T00:00:00Z --until 2027-01-02T06:00:00Z",
                "known early")
        ], positionals: [name], options: [from, until, reason]
    ) { call in
        let now = call.surroundings.time.now().description
        let freeze: JSONValue = [
            "from": .string(call.arguments[from] ?? now), "until": .string(call.arguments[until] ?? ""),
            "reason": .string(call.arguments[reason] ?? ""),
        ]
        try await change("freezes", call) { $0.append(freeze) }
    }

    private static func remove(_ member: String, of kind: String, _ then: String) -> Command {
        Command(
            client: "remove", "Removes a \(kind)", details: "\(then).",
            examples: [Command.Example("environment \(kind) remove Production 1", "the first one that `show` lists")],
            positionals: [name, number]
        ) { call in
            guard let wanted = Int(call.arguments[number]), wanted > 0 else {
                throw UsageProblem("NUMBER must be that of a \(kind) in `hotswap environment show`")
            }
            try await change(member, call) { list in
                guard wanted <= list.count else {
                    throw CommandFailure(
                        .notFound,
                        "There is no \(kind) \(wanted): \(call.arguments[name]) has \(list.count) of them, see "
                            + "`hotswap environment show \(call.arguments[name])`")
                }
                list.remove(at: wanted - 1)
            }
        }
    }

    private static func environment(_ call: ClientCall) async throws -> JSONValue {
        try await call.api.get(["environments", call.arguments[name]])
    }

    /// Reads both lists, changes one of them and sends both: the API replaces them together, unless somebody else has
    /// changed them meanwhile.
    private static func change(
        _ member: String, _ call: ClientCall, _ change: (inout [JSONValue]) throws -> Void
    ) async throws {
        let known = try await environment(call)
        var lists = ["windows": known["windows"]?.array ?? [], "freezes": known["freezes"]?.array ?? []]
        try change(&lists[member, default: []])
        let sent = JSONValue.object(lists.mapValues { .array($0) })
        let changed = try await call.api.write(
            "PUT", ["environments", known.text("name"), "calendar"], body: .json(sent),
            revision: known["revision"]?.int.map { "\($0)" })
        call.output.show(changed) { text(changed, call.output) }
    }

    private static func text(_ environment: JSONValue, _ output: Output) -> String {
        let facts = output.facts([
            ("Environment", environment.text("name")), ("Production", environment.text("production")),
            ("Changes", rule(environment)), ("Now", now(environment)),
        ])
        let windows = table(environment["windows"], ["cron", "duration", "timeZone"], output)
        let freezes = table(environment["freezes"], ["from", "until", "reason"], output)
        return facts + (windows.isEmpty ? "" : "\nChange windows\n" + windows)
            + (freezes.isEmpty ? "" : "\nFreezes\n" + freezes)
    }

    private static func rule(_ environment: JSONValue) -> String {
        let hasWindows = environment["windows"]?.array?.isEmpty == false
        let hasFreezes = environment["freezes"]?.array?.isEmpty == false
        return (hasWindows ? "in the change windows" : "at any time") + (hasFreezes ? ", and not in a freeze" : "")
    }

    private static func now(_ environment: JSONValue) -> String {
        guard let closed = environment["closed"] else { return "it may be changed" }
        let opening = closed["opensAt"]?.string.map { "; it opens at \($0)" } ?? ""
        return closed.text("reason") + opening
    }

    private static func table(_ list: JSONValue?, _ members: [String], _ output: Output) -> String {
        let rows = (list?.array ?? []).enumerated().map { number, entry in
            [Table.Cell("\(number + 1)")] + members.map { Table.Cell(entry.text($0)) }
        }
        let titles = members.map { $0 == "timeZone" ? "TIME ZONE" : $0.uppercased() }
        return rows.isEmpty ? "" : Table(["NUMBER"] + titles, rows: rows).text(output.terminal)
    }
}
