import Domain
import Ports
import TestKit

@testable import Prometheus

/// Series that a real Prometheus scrapes, in a namespace of their own, since all tests share it.
struct Scraped: Sendable {
    let prometheus: PrometheusTargets
    let namespace = "ns-" + String(UInt64.random(in: .min ... .max), radix: 36)
    private let exposition: MetricsExposition
    private let registration: PrometheusTargets.Registration

    /// - Parameters:
    ///   - labels: What all of them have as well.
    ///   - series: Those of the namespace that it is given.
    init(labels: [String: String] = [:], _ series: (_ namespace: String) -> [MetricSeries]) throws {
        prometheus = try .ofEnvironment()
        exposition = try MetricsExposition(series(namespace))
        registration = try prometheus.register(exposition, labels: labels)
    }

    func serve(_ series: [MetricSeries]) { exposition.serve(series) }

    func metrics(_ mesh: Mesh) -> PrometheusMetrics {
        PrometheusMetrics(url: prometheus.url, mesh: mesh, settings: .patient)
    }

    func pod(_ name: String) -> PodName { PodName(namespace: namespace, name: name) }

    func service(_ name: String) -> ServiceName { ServiceName(namespace: namespace, name: name) }

    /// The rows of the namespace, as soon as each of the numbers is about what it should be.
    func snapshot(
        _ mesh: Mesh, _ what: String, of numbers: [(TrafficSnapshot) -> (Double?, Double)]
    ) async throws -> TrafficSnapshot {
        try await snapshot(mesh, what) { snapshot in
            numbers.allSatisfy { number in
                let (found, expected) = number(snapshot)
                return isAbout(found, expected)
            }
        }
    }

    /// The rows of the namespace, as soon as they are as they should be.
    func snapshot(
        _ mesh: Mesh, _ what: String, until isRight: (TrafficSnapshot) -> Bool
    ) async throws -> TrafficSnapshot {
        let metrics = metrics(mesh)
        return try await eventualValue(what) {
            var snapshot = try await metrics.snapshot(at: nil)
            snapshot.rows = snapshot.rows.filter { $0.key.pod.namespace == namespace }
            snapshot.subsets = snapshot.subsets.filter { $0.key.service.namespace == namespace }
            return isRight(snapshot) ? snapshot : nil
        }
    }
}

/// Whether a rate that Prometheus computed is the one that was served: scrapes come some milliseconds early or late.
func isAbout(_ number: Double?, _ expected: Double, within share: Double = 0.15) -> Bool {
    guard let number else { return false }
    return abs(number - expected) <= expected * share + 1e-9
}
