import Domain
import Ports

extension StoredEvaluation {
    /// What the tick stored, with the cluster's name.
    var json: JSONValue {
        var members = evaluation.object ?? [:]
        members["cluster"] = .string(clusterName)
        members["step"] = .int(Int64(step))
        members["at"] = .string(at.description)
        return .object(members)
    }

    /// The same with the last numbers there were and how old they are, where it has none.
    func json(last: StoredEvaluation?, now: Timestamp) -> JSONValue {
        guard let last else { return json }
        return json.adding([
            "last": [
                "at": .string(last.at.description), "ageSeconds": max(now - last.at, .zero).shownSeconds,
                "measurements": last.evaluation["measurements"] ?? .array([]),
            ]
        ])
    }

    /// Whether its tick had no answer of Prometheus.
    var isBlind: Bool { evaluation["problem"] != nil }

    /// Whether it is one that turned the deployment back.
    var isBreach: Bool { evaluation["outcome"]?.string == "breached" }

    /// The share that the cohort really had; the smallest where there are several measurements.
    var shareSeen: Double? { (evaluation["measurements"]?.array ?? []).compactMap { $0["shareSeen"]?.number }.min() }
}

extension CohortRecord {
    /// - Parameters:
    ///   - asked: The share that the plan asks for where the deployment stands.
    ///   - latest: The newest evaluation of the cluster.
    func json(asked: Share?, names: [ID<Cluster>: String], latest: StoredEvaluation?) -> JSONValue {
        [
            "cluster": .string(names[cluster] ?? cluster.description), "share": (share ?? asked)?.json ?? .null,
            "shareSeen": latest?.shareSeen.map { .double($0) } ?? .null,
            "pods": podCounts, "namespaces": namespaces,
            "units": .array(measurements.map(\.json)),
            "since": firstWriteAt.map { .string($0.description) } ?? .null,
            "retiredAt": retiredAt.map { .string($0.description) } ?? .null,
        ]
    }

    /// Where no pod is chosen, none has it or has it not.
    private var podCounts: JSONValue {
        guard !scopes.isEmpty else { return .null }
        return ["cohort": .int(Int64(members.cohort.count)), "rest": .int(Int64(members.rest.count))]
    }

    /// The client namespaces that have the new version, and the others, where it is those that are chosen.
    private var namespaces: JSONValue {
        let chosen = measurements.filter { $0.unit == .clientNamespaces }.map(\.measurement)
        guard !chosen.isEmpty else { return .null }
        func names(_ groups: [MeasuredGroup]) -> JSONValue {
            .array(Set(groups.flatMap(\.namespaces)).sorted().map { .string($0) })
        }
        return ["cohort": names(chosen.map(\.cohort)), "rest": names(chosen.map(\.baseline))]
    }
}

extension MeasuredGroup {
    fileprivate var namespaces: [String] { if case .namespaces(let names) = self { names } else { [] } }
}

extension CohortMeasurement {
    fileprivate var json: JSONValue {
        [
            "policies": .array(policies.map { .string($0.description) }), "unit": .string(unit.rawValue),
            "notes": .array(notes.map { .string($0) }),
        ]
    }
}

extension Duration {
    /// For answers, to the millisecond.
    var shownSeconds: JSONValue { .double(Double(wholeMicroseconds / 1000) / 1000) }
}
