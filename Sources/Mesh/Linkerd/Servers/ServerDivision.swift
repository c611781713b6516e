import Domain
import MeshModel

/// A Server whose pods are told apart by the cohort's label: exact, because `podSelector` knows `DoesNotExist`.
enum ServerDivision {
    /// The Server for its pods without the label. While no pod has it, nothing changes.
    static func outside(_ server: JSONValue, _ cohort: Cohort) -> JSONValue {
        dividing(server, cohort, "DoesNotExist")
    }

    /// The Server for its pods with the label.
    static func inside(_ server: JSONValue, _ cohort: Cohort) -> JSONValue { dividing(server, cohort, "Exists") }

    private static func dividing(_ server: JSONValue, _ cohort: Cohort, _ operation: String) -> JSONValue {
        var selector = server["spec"]?["podSelector"]?.object ?? [:]
        var expressions = selector["matchExpressions"]?.array ?? []
        // v1alpha1 takes labels or expressions, not both.
        if server["apiVersion"]?.string?.hasSuffix("/v1alpha1") == true {
            let labels = selector.removeValue(forKey: "matchLabels")?.object ?? [:]
            expressions += labels.sorted { $0.key < $1.key }.map { key, value in
                ["key": .string(key), "operator": "In", "values": [value]]
            }
        }
        expressions.append(["key": .string(cohort.labelKey), "operator": .string(operation)])
        selector["matchExpressions"] = .array(expressions)
        var divided = server
        divided["spec"]?["podSelector"] = .object(selector)
        return divided
    }

    /// The pods of the Servers, in any of their versions.
    static func scope(of servers: [JSONValue], namespace: String, in surroundings: Surroundings) -> PodScope {
        PodScope(
            namespaces: [namespace], selectors: servers.map { LabelSelector($0["spec"]?["podSelector"]) },
            onlyMeshed: surroundings.pods.contains(where: \.isMeshed))
    }

    /// Refuses Servers that a label cannot divide: those of machines outside of Kubernetes, and those that have to do
    /// with another Server for the same port of a pod.
    static func check(
        _ servers: [JSONValue], except own: Set<MeshObjectName>, namespace: String, in surroundings: Surroundings
    ) throws(Impossible) {
        if servers.contains(where: { $0["spec"]?["externalWorkloadSelector"] != nil }) {
            throw Impossible(
                "the Server selects ExternalWorkloads, which are no pods that a label could tell apart. Roll it out"
                    + " cluster by cluster", offers: [.clusters])
        }
        for rival in surroundings.objects(of: .linkerdServer)
        where rival.name.namespace == namespace && !own.contains(rival.name) {
            guard let pod = contested(rival.document, servers, namespace, surroundings) else { continue }
            throw Impossible(
                "\(rival.name) selects the same port of pod \(pod.name): which of two Servers counts is for the oldest"
                    + " to say (Linkerd 2.18) or refused (before), so that a copy would not be heard. Make their"
                    + " selectors disjoint first, or roll it out cluster by cluster", offers: [.clusters])
        }
    }

    private static func contested(
        _ rival: JSONValue, _ servers: [JSONValue], _ namespace: String, _ surroundings: Surroundings
    ) -> Workload? {
        let theirs = LabelSelector(rival["spec"]?["podSelector"])
        guard rival["spec"]?["externalWorkloadSelector"] == nil else { return nil }
        return surroundings.pods.first { pod in
            pod.namespace == namespace && theirs.selects(pod.labels)
                && servers.contains { server in
                    server["spec"]?["port"] == rival["spec"]?["port"]
                        && LabelSelector(server["spec"]?["podSelector"]).selects(pod.labels)
                }
        }
    }
}
