import Application
import Domain
import Ports

extension Environment {
    var location: String { "/api/v1/environments/\(name)" }
    var etag: String { "\"\(revision)\"" }

    var json: JSONValue {
        [
            "id": .string(id.description), "name": .string(name), "production": .bool(isProduction),
            "windows": .array(windows.map(\.json)), "freezes": .array(freezes.map(\.json)),
            "createdAt": .string(createdAt.description), "revision": .int(revision),
        ]
    }

    /// With whether it may be changed at that moment.
    func json(at moment: Timestamp, _ zone: API.Zone) -> JSONValue {
        guard let closure = closure(at: moment, zone) else { return json }
        var members = json.object ?? [:]
        var closed: [String: JSONValue] = ["reason": .string(closure.reason)]
        closed["opensAt"] = closure.opensAt.map { .string($0.description) }
        members["closed"] = .object(closed)
        return .object(members)
    }
}

extension Cluster {
    var location: String { "/api/v1/clusters/\(name)" }

    /// Without the credentials, which never leave the process.
    var json: JSONValue {
        [
            "id": .string(id.description), "name": .string(name), "environment": .string(environmentName),
            "mesh": .string(mesh.rawValue), "meshVersion": .string(meshVersion), "server": .string(server),
            "certificateAuthority": certificateAuthority.map { .string($0) } ?? .null,
            "prometheus": prometheus.map { .string($0) } ?? .null,
            "prometheusMatcher": prometheusMatcher.map { .string($0) } ?? .null,
            "createdAt": .string(createdAt.description),
        ]
    }
}

extension JobRecord {
    var json: JSONValue {
        [
            "id": .string(job.id.description), "stage": .string(job.stage.rawValue), "state": .string(state.rawValue),
            "deployment": job.deployment.map { .string($0.description) } ?? .null, "epoch": .int(job.epoch),
            "step": .int(Int64(job.step)),
            "cluster": clusterName.map { .string($0) } ?? .null, "attempt": .int(Int64(job.attempt)),
            "maxAttempts": .int(Int64(job.maxAttempts)), "runAt": .string(runAt.description),
            "claimedBy": claimedBy.map { .string($0) } ?? .null,
            "leaseUntil": leaseUntil.map { .string($0.description) } ?? .null,
            "note": note.map { .string($0) } ?? .null, "createdAt": .string(createdAt.description),
            "finishedAt": finishedAt.map { .string($0.description) } ?? .null,
        ]
    }
}
