import Application
import Domain
import Impact
import Validation

/// What the step from one version to another does to a cluster.
struct DiffEffect: Sendable {
    let cluster: String
    let reading: ImpactReader.Reading

    var json: JSONValue {
        [
            "cluster": .string(cluster), "impact": reading.answers.first?.json ?? .null,
            "unchecked": .array(reading.unchecked.map(\.json)),
        ]
    }
}

/// The difference between two versions for people.
struct DiffText {
    let from: Int
    let to: Int
    let difference: VersionDiff
    let effects: [DiffEffect]

    var text: String {
        guard !difference.changes.isEmpty else { return "Version \(from) → version \(to): no difference\n" }
        return "Version \(from) → version \(to)\n" + difference.changes.map(Self.line).joined() + access
            + effects.map(Self.text).joined()
    }

    private static func line(_ change: FieldDiff.Change) -> String {
        let path = change.path.description
        switch change.kind {
        case .added: return "+ \(path): \((change.new ?? .null).jsonText)\n"
        case .removed: return "- \(path): \((change.old ?? .null).jsonText)\n"
        case .changed: return "~ \(path): \((change.old ?? .null).jsonText) → \((change.new ?? .null).jsonText)\n"
        }
    }

    private var access: String {
        guard let access = difference.access else { return "" }
        func part(_ heading: String, _ parts: [AccessChange.Part], _ sign: String) -> String {
            parts.isEmpty
                ? "\(heading): nothing\n"
                : "\(heading):\n" + parts.map { "\(sign) \($0.description)\n" }.joined()
        }
        return "\n" + part("Newly allowed", access.newlyAllowed, "+") + part("Newly denied", access.newlyDenied, "-")
            + access.caveats.map { "It may be less: \($0)\n" }.joined()
    }

    private static func text(_ effect: DiffEffect) -> String {
        "\nOn \(effect.cluster):\n"
            + effect.reading.answers.map { answer in
                answer.impact.text
                    + answer.findings.map { "\($0.severity.rawValue): \($0.message) [\($0.code.id)]\n" }
                    .joined()
            }.joined()
            + effect.reading.unchecked.map { "not checked: \($0.what): \($0.why)\n" }.joined()
    }
}
