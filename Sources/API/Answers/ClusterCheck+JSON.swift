import Application
import Domain

extension ClusterCheck.Answer {
    var json: JSONValue {
        [
            "cluster": .string(cluster), "reachable": true, "serverVersion": .string(serverVersion),
            "kinds": .array(kinds.map(\.json)),
            "ready": .bool(kinds.contains { !$0.served.isEmpty } && kinds.allSatisfy(\.missing.isEmpty)),
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
