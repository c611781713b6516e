import Domain

/// What there is to see of a deployment, as text.
struct DeploymentPicture: Sendable {
    private let id: String
    private let steps: [String]
    private let clusters: [String]
    private let headings: [String]
    private let units: [String]

    /// - Parameter deployment: As the API answers it.
    init(_ deployment: JSONValue) {
        id = deployment.text("id")
        steps = (deployment["steps"]?.array ?? []).compactMap(\.string)
        clusters = (deployment["clusters"]?.array ?? []).compactMap(\.string)
        headings = (deployment["plan"]?.array ?? []).map { $0.text("heading") }
        units = Set((deployment["units"]?.array ?? []).map { $0.text("unit") }).sorted()
    }

    /// The whole, for a screen: no line is longer than it is wide.
    func lines(_ status: JSONValue, _ terminal: Terminal) -> [String] {
        let word = status.text("status")
        let reason = status.text("reason").isEmpty ? "" : ": \(DisplayText.oneLine(status.text("reason")))"
        let room = (terminal.columns ?? 100) - 13 - id.count - word.count
        let head = "Deployment \(id) \(terminal.styled(word, .status(word)))" + DisplayText.cut(reason, to: room)
        let objects = status["objects"]?.array ?? []
        let table = objects.isEmpty ? "" : Self.table(objects).text(terminal.narrowed(by: 2))
        let rows = table.split(separator: "\n").map { "  " + $0 }
        return [head] + stepLines(status, terminal) + watchLines(status, terminal) + rows
    }

    /// One line a step: done, under way with the clusters it waits for, or to come.
    private func stepLines(_ status: JSONValue, _ terminal: Terminal) -> [String] {
        let step = status["step"] ?? .null
        let current = step["index"]?.int.map(Int.init) ?? (status.text("status") == "Completed" ? steps.count : nil)
        var lines = steps.enumerated().map { index, name in
            let name = DisplayText.oneLine(named(name, headings.indices.contains(index) ? headings[index] : ""))
            guard let current, current <= index else {
                return current == nil ? "  - \(name)" : terminal.styled("  ✓ \(name)", .green)
            }
            return current == index ? "  ● \(name)\(waiting(step))" : terminal.styled("  · \(name)", .dim)
        }
        if step != .null, step["index"]?.int == nil { lines.append("  ● \(step.text("name"))\(waiting(step))") }
        let width = terminal.columns ?? .max
        return lines.map { terminal.hasColours ? $0 : DisplayText.cut($0, to: width) }
    }

    /// `soak: soaking for PT5M`
    private func named(_ name: String, _ heading: String) -> String { heading.isEmpty ? name : "\(name): \(heading)" }

    /// The shares asked and seen, and rule by rule how the cohort is beside the others.
    private func watchLines(_ status: JSONValue, _ terminal: Terminal) -> [String] {
        let shares = (status["cohorts"]?.array ?? []).filter { $0["retiredAt"] == .null }.map { cohort in
            let share = cohort["share"] ?? .null
            let asked = share["percent"]?.int.map { "\($0) %" } ?? share["count"]?.int.map { "\($0)" } ?? "no share"
            let seen = cohort["shareSeen"]?.number.map { ", \(EvaluationText.number($0)) % seen" } ?? ""
            let pods = cohort["pods"] ?? .null
            return "  \(cohort.text("cluster")): \(asked) asked\(seen); pods \(pods.text("cohort")) with, "
                + "\(pods.text("rest")) without"
        }
        let table = EvaluationText.table(status["evaluations"]?.array ?? [])
        let rules = table.rows.isEmpty ? "" : table.text(terminal.narrowed(by: 2))
        let named = units.isEmpty || shares.isEmpty ? [] : ["  shares of \(units.joined(separator: ", "))"]
        let lines = named + shares.map { DisplayText.oneLine($0) }
        return lines.map { DisplayText.cut($0, to: terminal.columns ?? .max) }
            + rules.split(separator: "\n").map { "  " + $0 }
    }

    private func waiting(_ step: JSONValue) -> String {
        let outstanding = step["outstanding"]?.array?.count ?? 0
        guard outstanding > 0 else { return "" }
        let done = clusters.count - outstanding
        return "  \(done)/\(clusters.count) clusters, waiting for \(DisplayText.oneLine(step.text("outstanding")))"
    }

    /// Clusters and objects, and what each is now.
    static func table(_ objects: [JSONValue]) -> Table {
        Table(
            ["CLUSTER", "OBJECT", "STATE", "VERSION", "NOTE"],
            rows: objects.map { object in
                [
                    Table.Cell(object.text("cluster")), Table.Cell(PolicyNames.name(of: object)),
                    Table.Cell(object.text("state"), .status(object.text("state"))),
                    Table.Cell(version(object)), Table.Cell(object.text("note")),
                ]
            })
    }

    /// `2 → 3`: the version before and the one that the deployment brings.
    private static func version(_ object: JSONValue) -> String {
        let before = object.text("versionBefore")
        return (before.isEmpty ? "none" : before) + " → "
            + (object.text("version").isEmpty ? "none" : object.text("version"))
    }

    /// A status change, as a line for a pipe.
    func line(change: JSONValue) -> String {
        let reason = change.text("reason")
        return change.text("status") + (reason.isEmpty ? "" : ": \(reason)")
    }

    /// What has changed between two answers of `/status` beside the status itself, as lines for a pipe.
    func changes(from old: JSONValue, to new: JSONValue) -> [String] {
        var lines: [String] = []
        if let step = new["step"], step != .null, step != old["step"] {
            lines.append("step \(named(step.text("name"), step.text("heading")))\(waiting(step))")
        }
        let measured = Set((old["evaluations"]?.array ?? []).map { "\($0.text("cluster")) \($0.text("at"))" })
        for evaluation in new["evaluations"]?.array ?? []
        where !measured.contains("\(evaluation.text("cluster")) \(evaluation.text("at"))") {
            lines.append(EvaluationText.line(evaluation))
        }
        let known = Dictionary(
            (old["objects"]?.array ?? []).map { (Self.key($0), $0.text("state") + $0.text("note")) }
        ) { $1 }
        for object in new["objects"]?.array ?? []
        where known[Self.key(object)] != object.text("state") + object.text("note") {
            guard old != .null || object.text("state") != "old" else { continue }
            let note = object.text("note").isEmpty ? "" : " (\(object.text("note")))"
            lines.append("\(Self.key(object)): \(object.text("state"))\(note)")
        }
        return lines
    }

    private static func key(_ object: JSONValue) -> String {
        "\(object.text("cluster")) \(PolicyNames.name(of: object))"
    }
}
