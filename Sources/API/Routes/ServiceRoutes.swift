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
        let now = parts.time.now()
        let items = readings.flatMap { cluster, reading -> [JSONValue] in
            let found = reading.snapshot?.traffic(of: name, namespace: namespace) ?? [:]
            let known = found.sorted { $0.key < $1.key }.map { space, sides in
                reading.json(cluster, namespace: space, sides, now: now)
            }
            // Nothing was heard of it: it may be there.
            guard known.isEmpty, reading.problem != nil else { return known }
            return [reading.json(cluster, namespace: namespace, [:], now: now)]
        }
        guard !items.isEmpty else {
            let place = readings.isEmpty ? "no cluster has a Prometheus to ask" : "no Prometheus has seen traffic to it"
            throw Problem(.notFound, "There are no metrics of a service \(name.shortened): \(place)")
        }
        return .json(["service": .string(name), "items": .array(items)])
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
        _ cluster: Cluster, namespace: String?, _ sides: [TrafficSide: Traffic], now: Timestamp
    ) -> JSONValue {
        let values = sides.map { ($0.key.rawValue, $0.value.values) }
        return [
            "cluster": .string(cluster.name), "namespace": namespace.map { .string($0) } ?? .null,
            "collectedAt": snapshot.map { .string($0.at.description) } ?? .null,
            "ageSeconds": snapshot.map { max(now - $0.at, .zero).shownSeconds } ?? .null,
            "windowSeconds": snapshot.map(\.window.shownSeconds) ?? .null,
            "sides": .object(Dictionary(values) { first, _ in first }),
            "problem": problem.map { .string("\($0). \(shown(now))") } ?? .null,
        ]
    }

    /// What the numbers are where Prometheus has none now.
    private func shown(_ now: Timestamp) -> String {
        guard let snapshot else { return "This API process has had no answer of it yet, so there is nothing to show" }
        let age = max(now - snapshot.at, .zero).components.seconds
        return "Shown is the last answer that this API process had, \(age) s old"
    }
}
