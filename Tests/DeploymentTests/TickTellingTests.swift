import Domain
import Ports
import Synchronization
import Testing

@testable import SoakMonitor

/// A tick of many watches is told piece by piece, and nothing of it is lost.
struct TickTellingTests {
    private let job = Job(
        id: ID(high: 0, low: 1), stage: .soakMonitor, deployment: nil, epoch: 0, step: 0, cluster: ID(high: 0, low: 2),
        attempt: 1, maxAttempts: 1, payload: ["slot": 7], traceparent: nil)
    private let claim = ID<Claim>(high: 0, low: 3)

    /// Every tenth watch has a verdict.
    private static func found(_ number: Int) -> (WatchUpdate, WatchVerdict?) {
        let deployment = ID<Deployment>(high: 1, low: UInt64(number))
        let place = WatchPlace(deployment: deployment, cluster: ID(high: 0, low: 2), epoch: 1, step: 1, slot: 7)
        let verdict = WatchVerdict(
            deployment: deployment, cluster: place.cluster, epoch: 1, step: 1, outcome: .breached(reason: "bad"))
        return (WatchUpdate(at: place, state: [:], evaluation: [:]), number % 10 == 0 ? verdict : nil)
    }

    private func tell(
        _ count: Int, _ record: @escaping @Sendable (JobReport) async throws -> Void
    ) async throws -> WatchReport {
        try await TickTelling(job: job, claim: claim, record: record).tell(Array(0..<count)) { Self.found($0) }
    }

    @Test(arguments: [0, 1, 100]) func aSmallOneIsToldAtOnce(_ count: Int) async throws {
        let left = try await tell(count) { _ in Issue.record("nothing is told before the end") }
        #expect(left.entries.count == count && left.verdicts.count == (count + 9) / 10)
    }

    @Test func aLargeOneIsToldInPieces() async throws {
        let told = Mutex<[JobReport]>([])
        let left = try await tell(250) { report in told.withLock { $0.append(report) } }
        let reports = told.withLock(\.self)
        #expect(reports.map(\.watch.entries.count).sorted() == [50, 100, 100] && left.entries.isEmpty)
        #expect(reports.allSatisfy { $0.result == .underWay && $0.claim == claim && $0.job.id == job.id })
        let all = reports.map(\.watch)
        #expect(Set(all.flatMap(\.entries).map(\.place.deployment)).count == 250)
        #expect(Set(all.flatMap(\.verdicts).map(\.deployment)).count == 25)
    }

    @Test func whatCannotBeRecordedIsToldAtTheEnd() async throws {
        let left = try await tell(250) { report in
            guard report.watch.entries.first?.place.deployment.low == 0 else { return }
            throw PortError(.transient, "PostgreSQL", "away")
        }
        #expect(left.entries.count == 100 && left.verdicts.count == 10)
        #expect(Set(left.entries.map(\.place.deployment.low)) == Set(0..<100))
    }
}
