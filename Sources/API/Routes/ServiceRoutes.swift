import Application
import Domain
import Ports

extension API {
    static let serviceRoutes: [Route] = [
        Route("GET", "services/{name}/metrics", .read, ["cluster", "namespace"]) { try await $0.getServiceMetrics($1) }
    ]

    /// The traffic of a service now, as the Prometheus of each cluster tells it.
    private func getServiceMetrics(_ call: Call) async throws -> APIResponse {
        let name = call.parameters["name"] ?? ""
        let namespace = call.request.parameter("namespace")
        let readings = await traffic.read(try await measuredClusters(call))
        let items = try await readings.concurrentMap(limit: 4) { cluster, reading in
            try await self.items(of: name, in: namespace, on: cluster, reading)
        }
        .flatMap(\.self)
        guard !items.isEmpty else {
            let place = readings.isEmpty ? "no cluster has a Prometheus to ask" : "no Prometheus has seen traffic to it"
            throw Problem(.notFound, "There are no metrics of a service \(name.shortened): \(place)")
        }
        return .json(["service": .string(name), "items": .array(items)])
    }

    /// One for each namespace that has such a service. Where Prometheus does not answer, what rollouts have measured of
    /// it last is shown as well: it is stored, whichever process is asked.
    private func items(
        of name: String, in namespace: String?, on cluster: Cluster, _ reading: TrafficReadings.Reading
    ) async throws -> [JSONValue] {
        let now = parts.time.now()
        let found = reading.snapshot?.traffic(of: name, namespace: namespace) ?? [:]
        guard reading.problem != nil else {
            return found.sorted { $0.key < $1.key }.map { reading.json(cluster, namespace: $0, $1, now: now) }
        }
        let stored = try await parts.watches.lastMeasured(of: name, on: cluster.id)
        let rollouts = RolloutReading.all(of: name, in: namespace, stored)
        let spaces = Set(found.keys).union(rollouts.keys).sorted()
        // Nothing was heard of it: it may be there.
        guard !spaces.isEmpty else { return [reading.json(cluster, namespace: namespace, [:], now: now)] }
        return spaces.map { space in
            reading.json(cluster, namespace: space, found[space] ?? [:], rollouts[space] ?? [], now: now)
        }
    }

    private func measuredClusters(_ call: Call) async throws -> [Cluster] {
        if let name = call.request.parameter("cluster") {
            guard let cluster = try await parts.fleet.fresh().clusters.first(where: { $0.name == name }) else {
                throw Problem(.notFound, at: "query.cluster", "unknown", "There is no cluster \(name.shortened)")
            }
            return [cluster]
        }
        return try await parts.fleet.current().clusters.sorted { $0.name < $1.name }
    }
}

extension TrafficReadings.Reading {
    /// - Parameter sides: What each side measured; those that measured nothing are left out.
    fileprivate func json(
        _ cluster: Cluster, namespace: String?, _ sides: [TrafficSide: Traffic], _ rollouts: [RolloutReading] = [],
        now: Timestamp
    ) -> JSONValue {
        let values = sides.map { ($0.key.rawValue, $0.value.values) }
        return [
            "cluster": .string(cluster.name), "namespace": namespace.map { .string($0) } ?? .null,
            "collectedAt": snapshot.map { .string($0.at.description) } ?? .null,
            "ageSeconds": snapshot.map { max(now - $0.at, .zero).shownSeconds } ?? .null,
            "windowSeconds": snapshot.map(\.window.shownSeconds) ?? .null,
            "sides": .object(Dictionary(values) { first, _ in first }),
            "rollouts": .array(rollouts.map { $0.json(now: now) }),
            "problem": problem.map { .string("\($0). \(shown(rollouts, now))") } ?? .null,
        ]
    }

    /// What the numbers are where Prometheus has none now.
    private func shown(_ rollouts: [RolloutReading], _ now: Timestamp) -> String {
        func age(_ moment: Timestamp) -> String { "\(max(now - moment, .zero).components.seconds) s old" }
        let measured = rollouts.map(\.at).max().map { "what rollouts measured of it last, \(age($0))" }
        let answer = snapshot.map { "the last answer that this API process had, \(age($0.at))" }
        let parts = [answer, measured].compactMap(\.self)
        guard parts.isEmpty else { return "Shown is \(parts.joined(separator: ", and "))" }
        return "This API process has had no answer of it yet, and no rollout has measured it, so there is nothing to "
            + "show"
    }
}
