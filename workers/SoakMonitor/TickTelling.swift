import Application
import Domain

/// Tells what a tick finds while it goes on: who must go back does not wait until all others are judged and stored, and
/// little of it is in memory at once.
struct TickTelling: Sendable {
    let job: Job
    let claim: ID<Claim>
    /// Records a report of the job.
    let record: @Sendable (JobReport) async throws -> Void
    /// How many watches are judged and told of together.
    static let piece = 100
    /// How many pieces are under way at once.
    private static let concurrency = 4

    /// Judges all of `watched`. Returns what is to be told with the end of the tick: all of a small one, and what could
    /// not be recorded of a large one.
    func tell<Watched: Sendable>(
        _ watched: [Watched],
        _ judge: @escaping @Sendable (Watched) -> (update: WatchUpdate, verdict: WatchVerdict?)
    ) async throws -> WatchReport {
        guard watched.count > Self.piece else { return Self.report(watched[...], judge) }
        return try await watched.pieces(of: Self.piece).concurrentMap(limit: Self.concurrency) { piece in
            await unrecorded(of: Self.report(piece, judge))
        }
        .reduce(into: WatchReport()) { $0.add($1) }
    }

    private static func report<Watched>(
        _ watched: ArraySlice<Watched>, _ judge: (Watched) -> (update: WatchUpdate, verdict: WatchVerdict?)
    ) -> WatchReport {
        watched.reduce(into: WatchReport()) { report, each in
            let (update, verdict) = judge(each)
            report.add(update, verdict)
        }
    }

    private func unrecorded(of found: WatchReport) async -> WatchReport {
        do {
            try await record(JobReport(job: job, claim: claim, result: .underWay, watch: found))
            return WatchReport()
        } catch { return found }
    }
}
