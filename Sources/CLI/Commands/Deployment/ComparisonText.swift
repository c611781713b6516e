import Domain

/// How the versions of an A/B comparison stand, as text.
enum ComparisonText {
    /// One row for each measurement and version: the samples so far, and what the tests say of them.
    static func table(_ evaluations: [JSONValue]) -> Table {
        let rows = evaluations.flatMap { evaluation in
            EvaluationText.measurements(evaluation).enumerated().flatMap { index, part in
                part["comparison"].map { versions(evaluation.text("cluster"), index + 1, $0) } ?? []
            }
        }
        return Table(
            ["CLUSTER", "PART", "VERSION", "REQUESTS", "NEXT LOOK", "ERRORS", "P50", "P ERRORS", "P LATENCY", "LOOKS"],
            rows: rows)
    }

    private static func versions(_ cluster: String, _ part: Int, _ state: JSONValue) -> [[Table.Cell]] {
        [("a", "A (old)"), ("b", "B (new)")].map { key, name in
            let sample = state[key] ?? .null
            return [
                Table.Cell(cluster), Table.Cell("\(part)"), Table.Cell(name), Table.Cell(count(sample, "requests")),
                Table.Cell(count(state, "nextLookAtRequests")), Table.Cell(number(sample, "errorRate", " %")),
                Table.Cell(number(sample, "p50", " ms")), Table.Cell(chance(state, "pErrorRate")),
                Table.Cell(chance(state, "pLatency")), Table.Cell(state.text("looks")),
            ]
        }
    }

    /// What is said of each cluster's comparison as a whole.
    static func lines(_ evaluations: [JSONValue]) -> String {
        evaluations.compactMap { evaluation in
            evaluation["comparison"].map {
                DisplayText.oneLine("\(evaluation.text("cluster")): \($0.text("verdict")): \($0.text("why"))") + "\n"
            }
        }.joined()
    }

    /// For one line: `A 812 of 1000 requests, 1.2 % errors; B …`.
    static func parts(_ evaluation: JSONValue) -> [String] {
        EvaluationText.measurements(evaluation).compactMap { $0["comparison"] }.map { state in
            ["a", "b"].map { key in
                let sample = state[key] ?? .null
                return
                    "\(key.uppercased()) \(count(sample, "requests")) of \(count(state, "nextLookAtRequests")) requests, "
                    + "\(number(sample, "errorRate", " % errors"))"
            }.joined(separator: "; ")
        }
    }

    private static func count(_ object: JSONValue, _ member: String) -> String {
        object[member]?.number.map { EvaluationText.number($0.rounded(.down)) } ?? "-"
    }

    private static func number(_ object: JSONValue, _ member: String, _ unit: String) -> String {
        object[member]?.number.map { EvaluationText.number($0) + unit } ?? "-"
    }

    private static func chance(_ object: JSONValue, _ member: String) -> String {
        guard let chance = object[member]?.number, chance.isFinite else { return "-" }
        guard chance >= 0.0001 else { return "below 0.0001" }
        return "\((chance * 10_000).rounded() / 10_000)"
    }
}
