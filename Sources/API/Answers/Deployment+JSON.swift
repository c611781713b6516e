import Domain
import Ports

extension Deployment {
    var location: String { "/api/v1/deployments/\(id)" }

    /// The share that the plan asks for on the cluster where the deployment stands; `nil` where it asks for none.
    func shareAsked(on cluster: ID<Cluster>) -> Share? {
        switch state.phase {
        case .pending(let position), .advancing(let position), .held(let position):
            plan.scene(before: position.step, on: cluster)?.share
        case .restoring, .queued, .completed, .failed, .rolledBack, .aborted: nil
        }
    }

    /// The step under way, with the clusters that have not finished it.
    func stepJSON(names: [ID<Cluster>: String]) -> JSONValue {
        switch state.phase {
        case .pending(let position), .advancing(let position), .held(let position):
            guard let step = plan.step(position.step) else { return .null }
            return [
                "index": .int(Int64(position.step)), "name": .string(step.name),
                "heading": plan.heading(of: position.step).map { .string($0) } ?? .null,
                "outstanding": .names(position.outstanding.sorted(), names),
            ]
        case .restoring(let restoration):
            return [
                "index": .null, "name": "rollback", "heading": .null,
                "outstanding": .names(restoration.outstanding.sorted(), names),
            ]
        case .queued, .completed, .failed, .rolledBack, .aborted: return .null
        }
    }

    /// A deployment as answers show it.
    ///
    /// - Parameter waiting: For whom it waits; `nil` where that was not asked.
    func json(
        environment: String, names: [ID<Cluster>: String], rolledBackBy: ID<Deployment>? = nil,
        waiting: WaitingAnswer? = nil
    ) -> JSONValue {
        let why = waiting?.sentence ?? standing ?? (reason.isEmpty ? nil : reason)
        return [
            "id": .string(id.description), "status": .string(status.rawValue),
            "reason": why.map { .string($0) } ?? .null,
            "waitsFor": waiting?.json ?? (state.phase == .queued ? .null : []),
            "policies": .array(policies.map(\.json)), "environment": .string(environment),
            "clusters": .names(plan.clusters, names), "strategy": plan.strategy ?? ["type": .string(strategy.rawValue)],
            "steps": .array(plan.steps.map { .string($0.step.name) }), "plan": plan.stepsJSON,
            "waves": .array(plan.waves.map { .names($0, names) }), "units": plan.unitsJSON,
            "rules": .array(plan.rules.map(\.json)), "notes": .array(plan.notes.map { .string($0) }),
            "progressDeadline": plan.progressDeadline.map { .string($0.isoText) } ?? .null,
            "startAt": plan.startsAt.map { .string($0.description) } ?? .null, "step": stepJSON(names: names),
            "onFailure": .string(plan.onFailure.rawValue), "onConflict": .string(onConflict.rawValue),
            "rollbackOf": .id(rollbackOf), "rolledBackBy": .id(rolledBackBy),
            "requestedBy": .string(requestedBy), "requestReason": .string(reason), "epoch": .int(state.epoch),
            "createdAt": .string(createdAt.description), "updatedAt": .string(updatedAt.description),
        ]
    }
}

extension Plan {
    fileprivate var stepsJSON: JSONValue {
        .array(
            steps.enumerated().map { number, planned in
                [
                    "name": .string(planned.step.name), "heading": heading(of: number).map { .string($0) } ?? .null,
                    "wave": planned.wave.map { .int(Int64($0)) } ?? .null,
                ]
            })
    }

    /// In which unit each policy takes its share.
    fileprivate var unitsJSON: JSONValue {
        let known = units.map { ($0.key, JSONValue.string($0.value.rawValue)) }
        let open = undecided.map { ($0, JSONValue.null) }
        return .array(
            (known + open).sorted { $0.0 < $1.0 }.map { ["policy": .string($0.0.description), "unit": $0.1] })
    }
}

extension DeploymentRecord {
    var json: JSONValue { json(waiting: nil) }

    func json(waiting: WaitingAnswer?) -> JSONValue {
        deployment.json(
            environment: environmentName, names: clusterNames, rolledBackBy: rolledBackBy, waiting: waiting)
    }
}

extension PolicyReference {
    fileprivate var json: JSONValue {
        ["id": .string(policy.description), "version": version.map { .int(Int64($0)) } ?? .null]
    }
}

extension JSONValue {
    /// The id, or `null`.
    static func id<Entity>(_ id: ID<Entity>?) -> JSONValue { id.map { .string($0.description) } ?? .null }

    static func names(_ ids: [ID<Cluster>], _ names: [ID<Cluster>: String]) -> JSONValue {
        .array(ids.map { .string(names[$0] ?? $0.description) })
    }
}

extension DeploymentObject {
    var json: JSONValue {
        [
            "cluster": .string(clusterName), "policy": .string(policy.description),
            "group": .string(key.group), "kind": .string(key.kind.rawValue), "namespace": .string(key.namespace),
            "name": .string(key.name), "state": .string(state.rawValue),
            "version": version.map { .int(Int64($0)) } ?? .null,
            "versionBefore": versionBefore.map { .int(Int64($0)) } ?? .null,
            "note": note.map { .string($0) } ?? .null, "updatedAt": .string(updatedAt.description),
        ]
    }
}

extension StatusChange {
    /// The data of a server-sent event.
    var eventJSON: JSONValue {
        [
            "deployment": .string(deployment.description), "sequence": .int(sequence),
            "status": .string(status.rawValue), "reason": reason.map { .string($0) } ?? .null,
            "at": .string(at.description),
        ]
    }
}
