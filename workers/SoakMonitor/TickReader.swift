import Application
import Domain
import Ports
import Synchronization

/// Reads what a tick needs of one cluster's Prometheus.
struct TickReader: Sendable {
    let cluster: Cluster
    /// The names of the clusters whose traffic is in the same numbers.
    let others: [String]
    /// `nil`: the cluster has none.
    let metrics: (any TrafficMetrics)?
    let last: LastSnapshots
    let time: ReadingTime
    /// How many custom queries are asked at once.
    private static let concurrency = 8

    /// The traffic now, as far as somebody looks at it. What cannot be read, or not in time, is no failure of the tick:
    /// the rules' no-data policies decide.
    func now(_ scope: TrafficScope) async -> WatchTick.Reading {
        guard let metrics else {
            return WatchTick.Reading(
                now: nil, window: .zero, takenAt: nil,
                problem:
                    "No Prometheus is registered for the cluster: give it one with `hotswap cluster add --prometheus`")
        }
        do {
            guard let snapshot = try await time.value({ try await metrics.snapshot(at: nil, of: scope) }) else {
                return nothing("Prometheus did not answer before the next tick was due")
            }
            last.note(snapshot.at, of: cluster.id)
            return WatchTick.Reading(
                now: SnapshotIndex(snapshot), window: snapshot.window, takenAt: snapshot.at, problem: nil,
                others: others)
        } catch { return nothing("Prometheus did not answer: \(error)") }
    }

    private func nothing(_ problem: String) -> WatchTick.Reading {
        WatchTick.Reading(now: nil, window: .zero, takenAt: last.moment(of: cluster.id), problem: problem)
    }

    static func scope(of watches: [Watch]) -> TrafficScope {
        TrafficScope(watches.lazy.flatMap { $0.cohort?.measurements ?? [] }.map(\.measurement))
    }

    /// The traffic before the rollouts of which it is not known yet: it is asked for until it is, since it was the same
    /// whenever it is asked for. Those that began in the same slot share a reading, so that many deployments cost few.
    func before(_ watches: [Watch], slot: Duration) async -> [ID<Deployment>: SnapshotIndex] {
        guard let metrics else { return [:] }
        let length = max(slot.wholeMicroseconds, 1)
        let new = watches.filter { $0.lacksBefore(sharing: !others.isEmpty) && $0.cohort?.firstWriteAt != nil }
        let groups = Dictionary(grouping: new) { ($0.cohort?.firstWriteAt?.microseconds ?? 0) / length }
        var indexes: [ID<Deployment>: SnapshotIndex] = [:]
        for (slot, group) in groups {
            let moment = Timestamp(microseconds: slot * length)
            let scope = Self.scope(of: group)
            let read = try? await time.value { try await metrics.snapshot(at: moment, of: scope) }
            guard let snapshot = read ?? nil else { continue }
            let index = SnapshotIndex(snapshot)
            for watch in group { indexes[watch.deployment] = index }
        }
        return indexes
    }

    /// The watches with the values of their custom metrics. `$pods` in an expression stands for the cohort's pods, as a
    /// regular expression, and for those of the baseline when the baseline is asked for.
    func custom(_ watches: [Watch]) async throws -> [(Watch, [String: CustomSample])] {
        try await watches.concurrentMap(limit: Self.concurrency) { watch in
            var samples: [String: CustomSample] = [:]
            for rule in watch.rules {
                guard case .custom(_, let promQL) = rule.subject, let metrics else { continue }
                samples[rule.name] = await sample(promQL, watch, metrics)
            }
            return (watch, samples)
        }
    }

    private func sample(_ promQL: String, _ watch: Watch, _ metrics: any TrafficMetrics) async -> CustomSample {
        let members = watch.cohort?.members ?? CohortMembers()
        func value(_ pods: Set<PodName>) async throws -> Double? {
            let names = pods.map(\.name.escapedForRE2).sorted().joined(separator: "|")
            let expression = promQL.replacing("$pods", with: names.isEmpty ? "none" : names)
            return try await time.value { try await metrics.value(of: expression) } ?? nil
        }
        do {
            let cohort = try await value(members.cohort)
            guard promQL.contains("$pods") else { return CustomSample(cohort: cohort) }
            // What those beside have is worth less: without it a rule may still be judged.
            return CustomSample(cohort: cohort, baseline: try? await value(members.rest))
        } catch {
            return CustomSample(cohort: nil, problem: (error as? PortError)?.message ?? "\(error)")
        }
    }
}

/// What was looked at on each cluster at the tick before: mostly the same again, so that it can be asked for before it
/// is known.
final class LastScopes: Sendable {
    private let scopes = Mutex<[ID<Cluster>: TrafficScope]>([:])

    func note(_ scope: TrafficScope, of cluster: ID<Cluster>) { scopes.withLock { $0[cluster] = scope } }
    /// Nothing where there was no tick.
    func scope(of cluster: ID<Cluster>) -> TrafficScope { scopes.withLock { $0[cluster] } ?? .nothing }
}

/// When each cluster's traffic was read last: shown while its Prometheus does not answer.
final class LastSnapshots: Sendable {
    private let moments = Mutex<[ID<Cluster>: Timestamp]>([:])

    func note(_ moment: Timestamp, of cluster: ID<Cluster>) { moments.withLock { $0[cluster] = moment } }
    func moment(of cluster: ID<Cluster>) -> Timestamp? { moments.withLock { $0[cluster] } }
}

extension String {
    /// The text itself as a regular expression within a PromQL string: names of pods have dots. A character class,
    /// since a backslash would have to be doubled where the string has one kind of quotes, and not where it has the
    /// other.
    fileprivate var escapedForRE2: String { replacing(".", with: "[.]") }
}
