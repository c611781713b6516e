import Domain
import Ports

extension Leftovers {
    /// What stands on the cluster, as reports show it.
    ///
    /// - Parameter cohort: Who had the new version there when it was looked at last.
    func json(cluster name: String?, cohort: CohortRecord?) -> JSONValue {
        let copies = companions.filter { $0.before == nil }
        let changed = companions.filter { $0.before != nil }
        // Of what was promoted nobody has the label any more; of a way back that was given up the pods may have it.
        let isLabelled = cohort.map { !$0.scopes.isEmpty && $0.share != nil } ?? false
        return [
            "cluster": .string(name ?? cluster.description),
            "objects": .array(policies.values.map { "\($0)" }.sorted().map { .string($0) }),
            "copies": .array(copies.map { .string("\($0.reference)") }),
            "changed": .array(changed.map { .string("\($0.reference)") }),
            "label": isLabelled ? .string(Cohort(deployment).labelKey) : .null,
            "pods": .int(Int64(isLabelled ? cohort?.members.cohort.count ?? 0 : 0)),
        ]
    }
}
