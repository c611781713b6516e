import Application
import Domain
import Impact
import Validation

extension ClusterVerdict {
    /// The report beside what lives in the cluster, with the cluster's name and what the changes do there.
    var json: JSONValue {
        report.json(settings).adding([
            "cluster": .string(cluster), "pending": pending.json, "impact": .array(impacts.map(\.json)),
        ])
    }
}

extension ImpactReader.Answer {
    var json: JSONValue {
        impact.json.adding(["text": .string(impact.text), "findings": .array(findings.map(\.json))])
    }
}

extension JSONValue {
    /// The object with further members, which count for more than its own.
    func adding(_ members: [String: JSONValue]) -> JSONValue { .object((object ?? [:]).merging(members) { $1 }) }
}
