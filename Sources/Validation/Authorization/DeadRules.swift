import Domain
import MeshModel

/// Rules, and parts of rules, that no request can match.
enum DeadRules {
    static let family = RuleFamily(
        "authorization-dead", codes: [.ruleDead], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        subject.policy.rules.flatMap(remarks)
    }

    private static func remarks(_ rule: PolicyReading.Rule) -> [Remark] {
        guard rule.isReadable, !rule.boxes.isEmpty else { return [] }
        let dead = rule.boxes.map { $0.isEmpty || IdentityContradiction.isThere(in: $0) }
        if !dead.contains(false) {
            return [remark(rule.field, "no request can match the rule: \(reason(rule.boxes))")]
        }
        let (sources, operations) = (rule.field["from"].elements, rule.field["to"].elements)
        let width = max(operations.count, 1)
        return sources.indices.filter { source in dead[(source * width)..<((source + 1) * width)].allSatisfy(\.self) }
            .map { remark(sources[$0], "no request can come from this source: its demands exclude one another") }
            + operations.indices.filter { operation in
                stride(from: operation, to: dead.count, by: width).allSatisfy { dead[$0] }
            }.map { remark(operations[$0], "no request can be this operation: its demands exclude one another") }
    }

    private static func reason(_ boxes: [RequestBox]) -> String {
        guard boxes.allSatisfy({ box in box.constraints.values.contains(where: \.excludesAll) }) else {
            return "its demands exclude one another"
        }
        return "it takes out every \(boxes.first?.sorted.first(where: \.excludesAll)?.attribute.key ?? "value")"
    }

    private static func remark(_ field: Field, _ message: String) -> Remark {
        Remark(.ruleDead, field, message, hint: "compare values with notValues, and all of them with when")
    }
}
