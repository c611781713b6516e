import Domain
import Mesh
import MeshModel

/// Which policy a proxy has for a destination.
extension SidecarRouting {
    /// The endpoints' labels and the policy, or that there is no such cluster.
    func cluster(_ host: String, _ subset: String?, _ pod: Workload, _ port: Int64) -> JSONValue {
        let found = rules(for: host, pod)
        // Of several for one host the subsets add up, and the only policy at the top is that of all
        // (`mergeDestinationRule`); which of two counts is a matter of age.
        let tops = Set(found.compactMap { $0.document["spec"]?["trafficPolicy"] })
        let subsets = Set(found.flatMap { $0.document["spec"]?["subsets"]?.array ?? [] })
        if tops.count > 1 || Set(subsets.map { $0["name"] }).count < subsets.count {
            return "undefined: two DestinationRules for one host"
        }
        let top = tops.first ?? [:]
        guard let subset else {
            return ["host": .string(host), "labels": [:], "policy": effective(top, [:], port)]
        }
        guard let named = subsets.first(where: { $0["name"]?.string == subset }) else {
            return .string("503: no subset \(subset)")
        }
        return [
            "host": .string(host), "labels": named["labels"] ?? [:],
            "policy": effective(top, named["trafficPolicy"] ?? [:], port),
        ]
    }

    /// The rules that the pod's proxy has: the first namespace with one ends the search, whomever it selects. Pods of
    /// the root namespace are not asked about here.
    private func rules(for host: String, _ pod: Workload) -> [MeshObject] {
        let home = host.split(separator: ".").dropFirst().first.map { String($0) } ?? ""
        let isService = host.hasSuffix(".svc.cluster.local")
        for namespace in [pod.namespace, isService ? home : "", "istio-system"] {
            let rules = own(namespace, host, pod)
            if !rules.isEmpty { return selected(rules, pod) }
        }
        return []
    }

    private func own(_ namespace: String, _ host: String, _ pod: Workload) -> [MeshObject] {
        let rules = rules.filter { rule in
            rule.name.namespace == namespace
                && isSeen(rule, by: pod.namespace)
                && covers(full(rule.document["spec"]?["host"]?.string ?? "", namespace), host)
                && (rule.document["spec"]?["workloadSelector"] == nil || namespace == pod.namespace)
        }
        let best = rules.compactMap { $0.document["spec"]?["host"]?.string }.map { full($0, namespace).count }.max()
        return rules.filter { full($0.document["spec"]?["host"]?.string ?? "", namespace).count == best }
    }

    /// A rule that selects the pod wins; a rule without a selector is for the others, but one that is exported to `.`
    /// alone has been merged into the selecting one and is gone.
    private func selected(_ rules: [MeshObject], _ pod: Workload) -> [MeshObject] {
        let selecting = rules.filter { $0.document["spec"]?["workloadSelector"] != nil }
        let mine = selecting.filter { rule in
            let labels = rule.document["spec"]?["workloadSelector"]?["matchLabels"]?.object ?? [:]
            return labels.allSatisfy { .string(pod.labels[$0] ?? "") == $1 }
        }
        if !mine.isEmpty { return mine }
        return rules.filter { rule in
            rule.document["spec"]?["workloadSelector"] == nil
                && (selecting.isEmpty || rule.document["spec"]?["exportTo"] != ["."])
        }
    }

    /// The top level, overridden field by field by the subset; for a port, its setting replaces all of its level. What
    /// says nothing is left out.
    private func effective(_ top: JSONValue, _ subset: JSONValue, _ port: Int64) -> JSONValue {
        var policy = level(top, port).fields
        let (over, replaces) = level(subset, port)
        if replaces { for field in Self.portFields { policy[field] = nil } }
        for (field, value) in over { policy[field] = value }
        policy["portLevelSettings"] = nil
        if policy["connectionPool"] == ["tcp": [:]] { policy["connectionPool"] = nil }
        if policy["loadBalancer"] == ["simple": "UNSPECIFIED"] { policy["loadBalancer"] = nil }
        return .object(policy)
    }

    private static let portFields = ["connectionPool", "loadBalancer", "outlierDetection", "tls"]

    private func level(_ policy: JSONValue, _ port: Int64) -> (fields: [String: JSONValue], isPort: Bool) {
        let setting = policy["portLevelSettings"]?.array?.first { $0["port"]?["number"]?.int == port }
        guard let setting else { return (policy.object ?? [:], false) }
        return (setting.object?.filter { Self.portFields.contains($0.key) } ?? [:], true)
    }
}
