import Domain

/// What there is to see of a deployment, as text.
struct DeploymentPicture: Sendable {
    private let id: String
    private let steps: [String]
    private let clusters: [String]
    private let headings: [String]
    /// The clusters of each wave.
    private let waves: [[String]]
    /// For each step its wave; `nil`: it is done on all clusters.
    private let waveOfStep: [Int?]
    private let units: [String]

    /// - Parameter deployment: As the API answers it.
    init(_ deployment: JSONValue) {
        id = deployment.text("id")
        steps = (deployment["steps"]?.array ?? []).compactMap(\.string)
        clusters = (deployment["clusters"]?.array ?? []).compactMap(\.string)
        headings = (deployment["plan"]?.array ?? []).map { $0.text("heading") }
        waves = (deployment["waves"]?.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
        waveOfStep = (deployment["plan"]?.array ?? []).map { $0["wave"]?.int.flatMap(Int.init(exactly:)) }
        units = Set((deployment["units"]?.array ?? []).map { $0.text("unit") }).filter { !$0.isEmpty }.sorted()
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
            return current == index
                ? "  ● \(name)\(waiting(step))\(elapsed(status, index))" : terminal.styled("  · \(name)", .dim)
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
            return "  \(cohort.text("cluster")): \(asked) asked\(seen)" + Self.chosen(cohort)
        }
        let table = EvaluationText.table(status["evaluations"]?.array ?? [])
        let rules = table.rows.isEmpty ? "" : table.text(terminal.narrowed(by: 2))
        let named = units.isEmpty || shares.isEmpty ? [] : ["  shares of \(units.joined(separator: ", "))"]
        let lines = named + shares.map { DisplayText.oneLine($0) }
        return lines.map { DisplayText.cut($0, to: terminal.columns ?? .max) }
            + rules.split(separator: "\n").map { "  " + $0 }
    }

    /// `; pods 1 with, 9 without`, or the namespaces; empty where requests are shared.
    private static func chosen(_ cohort: JSONValue) -> String {
        for name in ["namespaces", "pods"] {
            guard let chosen = cohort[name], chosen != .null else { continue }
            func words(_ part: String) -> String { chosen.text(part).isEmpty ? "none" : chosen.text(part) }
            return "; \(name) \(words("cohort")) with, \(words("rest")) without"
        }
        return ""
    }

    /// `  ■■■□□□ 3 of 6 s`: of the cluster that has been watched least.
    private func elapsed(_ status: JSONValue, _ step: Int) -> String {
        let evaluations = (status["evaluations"]?.array ?? []).filter { $0["step"]?.int == Int64(step) }
        func share(_ evaluation: JSONValue) -> Double? {
            guard let elapsed = evaluation["elapsedSeconds"]?.number, let whole = evaluation["durationSeconds"]?.number,
                whole > 0
            else { return nil }
            return min(max(elapsed / whole, 0), 1)
        }
        let known = evaluations.compactMap { evaluation in share(evaluation).map { ($0, evaluation) } }
        guard let (share, evaluation) = known.min(by: { $0.0 < $1.0 }) else { return "" }
        let full = Int((share * 20).rounded(.down))
        return "  " + String(repeating: "■", count: full) + String(repeating: "□", count: 20 - full) + " "
            + EvaluationText.elapsed(evaluation)
    }

    private func waiting(_ step: JSONValue) -> String {
        let outstanding = step["outstanding"]?.array?.count ?? 0
        guard outstanding > 0, step.text("name") != "gate" else { return "" }
        let wave = wave(of: step)
        let whole = max(wave.map { waves[$0].count } ?? clusters.count, outstanding)
        let place = wave.map { "wave \($0 + 1) of \(waves.count), " } ?? ""
        return "  \(place)\(whole - outstanding)/\(whole) clusters, waiting for "
            + DisplayText.oneLine(step.text("outstanding"))
    }

    /// Where there are several, the one whose clusters alone the step is done on: the others have not begun, or are
    /// done.
    private func wave(of step: JSONValue) -> Int? {
        guard waves.count > 1, let index = step["index"]?.int.flatMap(Int.init(exactly:)),
            waveOfStep.indices.contains(index), let wave = waveOfStep[index], waves.indices.contains(wave)
        else { return nil }
        return wave
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

    /// A status change, as a line for a pipe. An answer of `/status` will do: then its step says what is under way.
    func line(change: JSONValue) -> String {
        let reason = change.text("reason").isEmpty ? change["step"]?.text("heading") ?? "" : change.text("reason")
        return change.text("status") + (reason.isEmpty ? "" : ": \(reason)")
    }

    /// What has changed between two answers of `/status` beside the status itself, as lines for a pipe, each with its
    /// moment, whichever was first.
    func changes(from old: JSONValue, to new: JSONValue) -> [(at: String, text: String)] {
        newEvaluations(from: old, to: new)
            + stepChange(from: old, to: new).map { (at: new.text("updatedAt"), text: $0) }
            + objectChanges(from: old, to: new)
    }

    /// Whom a deployment waits for: no status change says so, and the others' state changes meanwhile. `nil` where it
    /// waits for nobody.
    func waitingLine(_ status: JSONValue) -> String? {
        (status["waitsFor"]?.array ?? []).isEmpty ? nil : line(change: status)
    }

    /// What a tick before has said beside its numbers is not said again.
    private func newEvaluations(from old: JSONValue, to new: JSONValue) -> [(at: String, text: String)] {
        let last = (old["evaluations"]?.array ?? []).reduce(into: [:]) { $0[$1.text("cluster")] = $1 }
        return (new["evaluations"]?.array ?? []).compactMap { evaluation in
            let before = last[evaluation.text("cluster")]
            guard before?.text("at") != evaluation.text("at") else { return nil }
            return (at: evaluation.text("at"), text: EvaluationText.line(evaluation, after: before))
        }
    }

    /// A step that its status change does not name already, and how many clusters it still waits for.
    private func stepChange(from old: JSONValue, to new: JSONValue) -> [String] {
        guard let step = new["step"], step != .null, step != old["step"] else { return [] }
        let isNew = old["step"]?["index"] != step["index"] || old["step"]?["name"] != step["name"]
        let isTold = !step.text("heading").isEmpty || step.text("name") == "validate"
        guard clusters.count > 1 || (isNew && !isTold) else { return [] }
        let words = step.text("name") == "awaitPropagation" ? "waiting for the proxies" : step.text("name")
        return [
            (isTold ? named(step.text("name"), step.text("heading")) : words)
                + (clusters.count > 1 ? waiting(step) : "")
        ]
    }

    private func objectChanges(from old: JSONValue, to new: JSONValue) -> [(at: String, text: String)] {
        let known = Dictionary(
            (old["objects"]?.array ?? []).map { (Self.key($0), $0.text("state") + $0.text("note")) }
        ) { $1 }
        return (new["objects"]?.array ?? []).compactMap { object in
            guard known[Self.key(object)] != object.text("state") + object.text("note"),
                old != .null || object.text("state") != "old"
            else { return nil }
            let note = object.text("note").isEmpty ? "" : " (\(object.text("note")))"
            return (at: object.text("updatedAt"), text: "\(Self.key(object)): \(object.text("state"))\(note)")
        }
    }

    private static func key(_ object: JSONValue) -> String {
        "\(object.text("cluster")) \(PolicyNames.name(of: object))"
    }
}
