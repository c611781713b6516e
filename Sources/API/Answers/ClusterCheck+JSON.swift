import Application
import Domain

extension ClusterCheck.Answer {
    var json: JSONValue {
        [
            "cluster": .string(cluster), "reachable": true, "problem": .null,
            "serverVersion": .string(serverVersion), "kinds": .array(kinds.map(\.json)),
            "rights": .array(rights.map(\.json)),
            "ready": .bool(
                kinds.contains { !$0.served.isEmpty } && kinds.allSatisfy(\.missing.isEmpty)
                    && rights.allSatisfy { !$0.isNeeded || $0.missing.isEmpty }),
        ]
    }
}

extension ClusterCheck {
    /// The answer about a cluster that could not be asked.
    static func failure(of cluster: Cluster, _ problem: String) -> JSONValue {
        [
            "cluster": .string(cluster.name), "reachable": false, "problem": .string(problem), "serverVersion": .null,
            "kinds": .array([]), "rights": .array([]), "ready": false,
        ]
    }
}

extension ClusterCheck.RightCheck {
    fileprivate var json: JSONValue {
        [
            "resource": .string(resource), "purpose": .string(purpose), "needed": .bool(isNeeded),
            "missingRights": .array(missing.map { .string($0) }),
        ]
    }
}

extension ClusterCheck.KindCheck {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "group": .string(group),
            "served": .array(served.map { .string($0) }), "missingRights": .array(missing.map { .string($0) }),
        ]
    }
}
