package import Domain

/// A Kubernetes label selector: `matchLabels` and `matchExpressions`, all of which must hold.
package struct LabelSelector: Hashable, Sendable {
    private let labels: [String: String]
    private let expressions: [Expression]

    private struct Expression: Hashable, Sendable {
        let key: String
        let `operator`: String
        let values: Set<String>

        func holds(for labels: [String: String]) -> Bool {
            switch `operator` {
            case "In": labels[key].map(values.contains) ?? false
            case "NotIn": labels[key].map { !values.contains($0) } ?? true
            case "Exists": labels[key] != nil
            case "DoesNotExist": labels[key] == nil
            default: false
            }
        }
    }

    /// Reads `{matchLabels, matchExpressions}`; a missing selector selects everything.
    package init(_ value: JSONValue?) {
        labels = value?["matchLabels"]?.object?.compactMapValues(\.string) ?? [:]
        expressions = (value?["matchExpressions"]?.array ?? []).map { expression in
            Expression(
                key: expression["key"]?.string ?? "", operator: expression["operator"]?.string ?? "",
                values: Set(expression["values"]?.array?.compactMap(\.string) ?? []))
        }
    }

    /// A selector of labels alone, as Istio's `workloadSelector.labels` and Gateway's `selector` are.
    package init(labels: JSONValue?) {
        self.labels = labels?.object?.compactMapValues(\.string) ?? [:]
        expressions = []
    }

    /// The selector in Kubernetes' own form.
    package var json: JSONValue {
        [
            "matchLabels": .object(labels.mapValues { .string($0) }),
            "matchExpressions": .array(
                expressions.map { expression in
                    [
                        "key": .string(expression.key), "operator": .string(expression.operator),
                        "values": .array(expression.values.sorted().map { .string($0) }),
                    ]
                }),
        ]
    }

    /// A label with its value that everything selected has, the same one every time; `nil` where there is none. What
    /// indexes are made by.
    var requiredLabel: (key: String, value: String)? {
        labels.min { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package func selects(_ labels: [String: String]) -> Bool {
        self.labels.allSatisfy { labels[$0] == $1 } && expressions.allSatisfy { $0.holds(for: labels) }
    }
}
