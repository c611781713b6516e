package import Domain
package import Ports

/// A clock, and no jobs: what a rollout asks of the jobs' store, and no more.
package struct IdleJobs: JobStore {
    private let time: any TimeSource

    /// - Parameter time: The clock of the database.
    package init(time: any TimeSource) { self.time = time }

    package func now() -> Timestamp { time.now() }
    package func lastLease(
        of _: ID<Deployment>, cluster _: ID<Cluster>, before _: Int64, idle _: [Int]
    ) -> Timestamp? { nil }

    package func claim(_: [ID<Job>], worker _: String, lease _: Duration) -> [ClaimedJob] { [] }
    package func renew(_ claims: [ID<Claim>], lease _: Duration) -> Set<ID<Claim>> { Set(claims) }
    package func relinquish(_: [ID<Claim>]) {}
    package func markPublished(_: [ID<Job>], _: RepublishSchedule) {}
    package func takeDue(limit _: Int, heldBack _: Set<Stage>, _: RepublishSchedule) -> [Job] { [] }
    package func dueCounts() -> [Stage: Int] { [:] }
    package func takeExhausted(limit _: Int, worker _: String, lease _: Duration) -> [ClaimedJob] { [] }
    package func job(_: ID<Job>) -> JobRecord? { nil }
    package func jobs(_: JobFilter, _: PageRequest) throws -> Page<JobRecord> { throw Self.nothing }
    package func replay(_: ID<Job>, _: WriteContext) throws -> JobRecord { throw Self.nothing }
    package func counts() -> [Stage: [JobState: Int]] { [:] }

    private static let nothing = PortError(.fatal, "jobs", "there are none in this test")
}
