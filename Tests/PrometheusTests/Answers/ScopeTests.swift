import Domain
import Ports
import Testing

@testable import Prometheus

/// Of the traffic only what somebody looks at is asked for: the rest would cost Prometheus most of its time.
@Suite struct ScopeTests {
    private func asked(_ mesh: Mesh, _ scope: TrafficScope) async throws -> [String] {
        let prometheus = try StandIn([])
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: mesh, settings: .patient)
        _ = try await metrics.snapshot(at: Timestamp(seconds: 1_700_000_000), of: scope)
        return prometheus.asked.filter {
            !$0.hasPrefix("/") && !$0.hasPrefix("group by (le)") && !$0.hasPrefix("count by (job)")
                && !$0.contains("group({")
        }
    }

    @Test func istio() async throws {
        let server = try await asked(.istio, TrafficScope(sides: [.server], hasSubsets: false))
        #expect(server.count == 4 && server.allSatisfy { !$0.contains("source") && !$0.contains("envoy_cluster") })
        #expect(server.count { $0.contains(#"reporter="destination""#) } == 3)
        let client = try await asked(.istio, TrafficScope(sides: [.client], hasSubsets: false))
        #expect(client.count == 4 && client.allSatisfy { !$0.contains("destination\"") && !$0.contains("authz") })
        #expect(client.count { $0.contains(#"reporter="source""#) } == 3)
        let subsets = try await asked(.istio, TrafficScope(sides: [], hasSubsets: true))
        #expect(subsets.count == 3 && subsets.allSatisfy { $0.contains("envoy_cluster") })
        #expect(try await asked(.istio, .everything).count == 7)
        let reports = try await asked(.istio, TrafficScope(sides: [.server], hasSubsets: false, hasReports: true))
        #expect(reports.count == 4 && reports.count { $0.contains(#"reporter=~"source|destination""#) } == 2)
        #expect(try await asked(.istio, .nothing).isEmpty)
    }

    @Test func linkerd() async throws {
        let server = try await asked(.linkerd, TrafficScope(sides: [.server], hasSubsets: false))
        #expect(server.count == 3 && server.count { $0.contains(#"direction="inbound""#) } == 3)
        let client = try await asked(.linkerd, TrafficScope(sides: [.client], hasSubsets: false))
        #expect(client.count == 4 && client.count { $0.contains(#"direction="outbound""#) } == 3)
        #expect(try await asked(.linkerd, .everything).count == 4)
        #expect(try await asked(.linkerd, .nothing).isEmpty)
    }
}
