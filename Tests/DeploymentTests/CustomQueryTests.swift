import Application
import Domain
import Ports
import Synchronization
import Testing

@testable import SoakMonitor

/// `$pods` in a custom metric stands for these pods and no others.
struct CustomQueryTests {
    private final class Asked: TrafficMetrics {
        private let asked = Mutex<[String]>([])
        var all: [String] { asked.withLock { $0 } }

        func value(of expression: String) async throws -> Double? {
            asked.withLock { $0.append(expression) }
            return 1
        }

        func snapshot(at: Timestamp?, of: TrafficScope) async throws -> TrafficSnapshot {
            TrafficSnapshot(at: Timestamp(seconds: 1), window: .seconds(60), rows: [:])
        }

        func check(_ expression: String) async throws {}
        func countsSubsets() async throws -> Bool { true }
        func scrapeInterval() async throws -> Duration { .seconds(15) }
    }

    @Test func namesOfPodsAreNoPatterns() async throws {
        let (metrics, id) = (Asked(), ID<Cluster>(high: 0, low: 2))
        let cluster = Cluster(
            id: id, name: "west", environment: ID(high: 0, low: 3), environmentName: "Development", mesh: .istio,
            meshVersion: "", server: "https://west", certificateAuthority: nil, sealedCredentials: [],
            prometheus: "http://p", createdAt: Timestamp(seconds: 1))
        let rule = SoakRule(
            name: "mine", subject: .custom(name: "mine", promQL: #"sum(up{pod=~"$pods"})"#), comparison: .above(1),
            holdsFor: .zero)
        let names = ["web-1.2-abc", "web-0"].map { PodName(namespace: "shop", name: $0) }
        let record = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: id, epoch: 1, scopes: [], share: .percent(50), measurements: [],
            members: CohortMembers(cohort: Set(names)))
        let watch = Watch(
            deployment: record.deployment, cluster: id, epoch: 1, step: 1, startedAt: Timestamp(seconds: 1),
            subject: .soak(.seconds(60)), rules: [rule], cohort: record, state: nil, lastSlot: 0, isHeld: false)
        let reader = TickReader(
            cluster: cluster, others: [], metrics: metrics, last: LastSnapshots(),
            time: ReadingTime(interval: .seconds(60)))
        _ = try await reader.custom([watch])
        #expect(metrics.all.first == #"sum(up{pod=~"web-0|web-1[.]2-abc"})"#)
    }
}
