import Domain
import Ports

/// Requests per second by service, as far as somebody tells in time.
struct TrafficNow: Sendable {
    var rates: [ServiceName: Double] = [:]
    /// Why nobody tells; `nil` also where there is nobody to ask.
    var problem: String?

    /// Whoever waits for a validation does not wait longer for Prometheus.
    private static let patience = Duration.seconds(1)

    /// - Parameter connection: `nil`: nobody is there to ask.
    static func read(_ connection: (any TrafficMetrics)?) async -> TrafficNow {
        guard let connection else { return TrafficNow() }
        return await withTaskGroup(of: TrafficNow.self) { group in
            group.addTask {
                do { return TrafficNow(rates: rates(try await connection.snapshot(at: nil))) } catch {
                    return TrafficNow(problem: error.explanation)
                }
            }
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return TrafficNow() }
                return TrafficNow(problem: "Prometheus has not answered within a second")
            }
            let first = await group.next() ?? TrafficNow()
            group.cancelAll()
            return first
        }
    }

    /// What clients count of a service; where none does, what its own pods count.
    private static func rates(_ snapshot: TrafficSnapshot) -> [ServiceName: Double] {
        var sums: [TrafficSide: [ServiceName: Double]] = [:]
        for (key, traffic) in snapshot.rows {
            guard let service = key.service else { continue }
            sums[key.side, default: [:]][service, default: 0] += traffic.requests
        }
        return (sums[.client] ?? [:]).merging(sums[.server] ?? [:]) { client, _ in client }
    }
}
