import Domain

/// Things as the API answers them.
enum Samples {
    static let policyID = "0198d5a1-7c11-7d53-8f0a-5a4e1b6d2c3f"
    static let deploymentID = "0198d5a2-0000-7000-8000-000000000001"
    static let jobID = "0198d5a3-0000-7000-8000-000000000002"

    static let reviewsYAML = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: reviews
        spec: {}

        """

    static func policy(
        kind: String = "VirtualService", namespace: String = "default", name: String = "reviews",
        id: String = policyID, latest: Int64 = 3
    ) -> JSONValue {
        [
            "id": .string(id), "mesh": "istio", "group": "networking.istio.io", "kind": .string(kind),
            "namespace": .string(namespace), "name": .string(name), "owner": "books", "labels": ["app": "bookinfo"],
            "latestVersion": .int(latest), "revision": 7, "createdAt": "2026-09-21T11:00:00.000000Z",
            "updatedAt": "2026-09-21T11:58:00.000000Z",
        ]
    }

    static func version(_ number: Int64, absent: Bool = false) -> JSONValue {
        [
            "policy": .string(policyID), "number": .int(number), "contentHash": "0123456789abcdef",
            "absent": .bool(absent),
            "document": absent ? .null : ["kind": "VirtualService", "metadata": ["name": "reviews"]],
            "source": .null, "semanticVersion": "1.2.0", "tags": ["beta", "stable"], "author": "ann",
            "message": "half to v3", "createdAt": "2026-09-20T12:00:00.000000Z",
        ]
    }

    static func deployment(_ status: String, id: String = deploymentID) -> JSONValue {
        [
            "id": .string(id), "status": .string(status), "reason": .null,
            "policies": [["id": .string(policyID), "version": 3]], "environment": "Staging",
            "clusters": ["east", "west"], "strategy": ["type": "Direct"], "steps": ["validate", "apply"],
            "step": .null, "onFailure": "rollback", "onConflict": "refuse", "rollbackOf": .null,
            "rolledBackBy": .null, "requestedBy": "ann", "requestReason": "HS-12", "epoch": 1,
            "createdAt": "2026-09-21T11:59:50.000000Z", "updatedAt": "2026-09-21T11:59:55.000000Z",
        ]
    }

    /// An answer of `/status`.
    static func status(
        _ status: String, sequence: Int64, step: JSONValue = .null, objects: [JSONValue] = [], reason: String? = nil,
        at: String = "2026-09-21T11:59:55.000000Z"
    ) -> JSONValue {
        [
            "id": .string(deploymentID), "status": .string(status),
            "terminal": .bool(["Completed", "Failed", "RolledBack", "Aborted"].contains(status)),
            "reason": reason.map { .string($0) } ?? .null, "step": step, "sequence": .int(sequence),
            "updatedAt": .string(at), "objects": .array(objects),
        ]
    }

    static func step(_ index: Int64?, _ name: String, waitingFor clusters: [String]) -> JSONValue {
        [
            "index": index.map { .int($0) } ?? .null, "name": .string(name),
            "outstanding": .array(clusters.map { .string($0) }),
        ]
    }

    static func object(_ cluster: String, _ state: String, note: String? = nil) -> JSONValue {
        [
            "cluster": .string(cluster), "policy": .string(policyID), "group": "networking.istio.io",
            "kind": "VirtualService", "namespace": "default", "name": "reviews", "state": .string(state),
            "version": 3, "versionBefore": 2, "note": note.map { .string($0) } ?? .null,
            "updatedAt": "2026-09-21T11:59:55.000000Z",
        ]
    }

    /// A server-sent event of a status change.
    static func event(_ sequence: Int, _ status: String) -> String {
        let data: JSONValue = [
            "deployment": .string(deploymentID), "sequence": .int(Int64(sequence)), "status": .string(status),
            "reason": .null, "at": .string("2026-09-21T11:59:5\(sequence).000000Z"),
        ]
        return "id: \(sequence)\nevent: status\ndata: \(data.jsonText)\n\n"
    }
}
