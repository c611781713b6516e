import Domain

/// What a tick has measured and judged, as text.
enum EvaluationText {
    /// `12.3 %`; empty where there is no value.
    static func value(_ rule: JSONValue, _ member: String) -> String {
        guard let number = rule[member]?.number else { return "" }
        let unit = rule.text("unit")
        return Self.number(number) + (unit.isEmpty ? "" : " \(unit)")
    }

    /// At most two decimals, without zeros at the end.
    static func number(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1_000_000_000_000 else { return "\(number)" }
        let hundredths = Int64((number * 100).rounded())
        guard hundredths % 100 != 0 else { return "\(hundredths / 100)" }
        let sign = hundredths < 0 ? "-" : ""
        let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
        return "\(sign)\(whole)." + (part % 10 == 0 ? "\(part / 10)" : (part < 10 ? "0\(part)" : "\(part)"))
    }

    static func measurements(_ evaluation: JSONValue) -> [JSONValue] { evaluation["measurements"]?.array ?? [] }

    /// The same; where there are no numbers, the last that there were.
    private static func shown(_ evaluation: JSONValue) -> [JSONValue] {
        measurements(evaluation["last"] ?? evaluation)
    }

    /// `, 24 s ago`; empty where the numbers are the evaluation's own.
    private static func age(_ evaluation: JSONValue) -> String {
        evaluation["last"]?["ageSeconds"]?.number.map { ", \(number($0.rounded(.down))) s ago" } ?? ""
    }

    /// Policies that are measured each for itself.
    private static func isOfSeveral(_ parts: [JSONValue]) -> Bool {
        parts.contains { $0.text("about") != parts.first?.text("about") }
    }

    /// The rules that decide; those that only observe are left to `deployments metrics`.
    static func judged(_ part: JSONValue) -> [JSONValue] {
        (part["rules"]?.array ?? []).filter { $0.text("verdict") != "observed" }
    }

    /// `10 % asked, 9.8 % seen (workloads)`
    static func share(_ part: JSONValue) -> String {
        let asked = part.text("shareAsked")
        let seen = part["shareSeen"]?.number.map { "\(number($0)) % seen" } ?? ""
        let unit = part.text("unit").isEmpty ? "" : " (\(part.text("unit")))"
        let shares = [asked.isEmpty ? "" : "\(asked) asked", seen].filter { !$0.isEmpty }
        return shares.isEmpty ? "" : shares.joined(separator: ", ") + unit
    }

    /// The live table: rule by rule, what the cohort has beside the baseline.
    static func table(_ evaluations: [JSONValue], all: Bool = false) -> Table {
        let areNamed = evaluations.contains { isOfSeveral(shown($0)) }
        let rows = evaluations.flatMap { evaluation in
            shown(evaluation).flatMap { part in
                let places = [evaluation.text("cluster")] + (areNamed ? [part.text("about")] : [])
                return (all ? part["rules"]?.array ?? [] : judged(part)).map { rule in
                    places.map { Table.Cell($0) } + row(evaluation, rule)
                }
            }
        }
        return Table(
            ["CLUSTER"] + (areNamed ? ["POLICY"] : []) + ["RULE", "VALUE", "BASELINE", "LIMIT", "VERDICT"], rows: rows)
    }

    private static func row(_ evaluation: JSONValue, _ rule: JSONValue) -> [Table.Cell] {
        let baseline = baselineText(rule)
        let verdict = rule.text("verdict")
        return [
            Table.Cell(rule.text("rule")), Table.Cell(value(rule, "value")),
            Table.Cell(baseline.isEmpty ? beforeText(rule) : baseline), Table.Cell(value(rule, "limit")),
            Table.Cell(words(verdictOf: rule) + age(evaluation), evaluation["last"] == nil ? .verdict(verdict) : .dim),
        ]
    }

    /// `97.5 ms`, and what is expected by it of who differed before: `97.5 ms, expected 195 ms`.
    private static func baselineText(_ rule: JSONValue) -> String {
        let expected = value(rule, "expected")
        return value(rule, "baseline") + (expected.isEmpty ? "" : ", expected \(expected)")
    }

    private static func beforeText(_ rule: JSONValue) -> String {
        let before = value(rule, "before")
        return before.isEmpty ? "" : "\(before) before"
    }

    /// One line of an evaluation, for a pipe: how long it is watched, the shares, and rule by rule the values; of its
    /// warning and note, what the one `before` did not say.
    static func line(_ evaluation: JSONValue, after before: JSONValue? = nil) -> String {
        let measured = measurements(evaluation)
        let parts = measured.flatMap { part in
            [isOfSeveral(measured) ? part.text("about") : "", share(part)].filter { !$0.isEmpty }
                + lines(rules: judged(part))
        }
        let problem = evaluation.text("problem")
        let last = evaluation["last"].map { last in
            let rules = measurements(last).flatMap { lines(rules: judged($0)) }.joined(separator: ", ")
            return "measured last\(age(evaluation)): \(rules)"
        }
        let others = ["warning", "note"].filter { before?.text($0) != evaluation.text($0) }
            .map { evaluation.text($0) }.filter { !$0.isEmpty }
        let said =
            parts + ComparisonText.parts(evaluation) + (problem.isEmpty ? [] : ["problem: \(problem)"])
            + [last].compactMap(\.self) + others
        let head = [evaluation.text("cluster"), words(outcome: evaluation.text("outcome")), elapsed(evaluation)]
        return head.filter { !$0.isEmpty }.joined(separator: " ") + ": " + said.joined(separator: "; ")
    }

    /// `3 of 20 ticks without data`; empty where there were none.
    static func ticksWithoutData(_ evaluation: JSONValue) -> String {
        guard let blind = evaluation["ticksWithoutData"]?.int, blind > 0 else { return "" }
        return "\(blind) of \(evaluation.text("ticks")) ticks without data"
    }

    private static func words(outcome: String) -> String {
        switch outcome {
        case "goOn": "watched"
        case "pause": "pauses"
        default: outcome
        }
    }

    /// `3 of 6 s`; empty where the server does not tell.
    static func elapsed(_ evaluation: JSONValue) -> String {
        guard let elapsed = evaluation["elapsedSeconds"]?.number, let whole = evaluation["durationSeconds"]?.number,
            whole > 0
        else { return "" }
        return "\(number(min(elapsed, whole).rounded(.down))) of \(number(whole)) s"
    }

    /// Rules that are well because nothing at all has happened are only counted, beside others.
    private static func lines(rules: [JSONValue]) -> [String] {
        // Before the first requests, or where Prometheus is silent.
        if !rules.isEmpty, rules.allSatisfy({ words(verdictOf: $0) == "noData" }) { return ["no data"] }
        let quiet = rules.dropFirst().filter { $0.text("verdict") == "ok" && $0["value"]?.number == 0 }
        guard !quiet.isEmpty else { return rules.map(line(rule:)) }
        return rules.filter { !quiet.contains($0) }.map(line(rule:)) + ["\(quiet.count) more ok"]
    }

    private static func line(rule: JSONValue) -> String {
        let baseline = baselineText(rule)
        let shown = value(rule, "value")
        return "\(rule.text("rule")) \(shown.isEmpty ? "-" : shown)"
            + (baseline.isEmpty ? "" : " (baseline \(baseline))") + " \(words(verdictOf: rule))"
    }

    /// A value that is there and cannot be judged has nothing that it could be compared with.
    private static func words(verdictOf rule: JSONValue) -> String {
        let isAlone = ["baseline", "before"].allSatisfy { rule[$0]?.number == nil }
        let verdict = rule.text("verdict")
        return verdict == "noData" && rule["value"]?.number != nil && isAlone ? "no baseline" : verdict
    }
}

extension Style {
    /// The style of a rule's verdict.
    static func verdict(_ word: String) -> Style? {
        switch word {
        case "ok": .green
        case "breaching": .yellow
        case "breached": .red
        case "noData", "tooFewSamples": .dim
        default: nil
        }
    }
}
