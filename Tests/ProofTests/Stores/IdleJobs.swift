import Domain
import Ports

/// A clock, and no jobs: what a rollout asks of the jobs' store, and no more.
struct IdleJobs: JobStore {
    let time: any TimeSource

    func now() -> Timestamp { time.now() }
    func lastLease(of _: ID<Deployment>, cluster _: ID<Cluster>, before _: Int64) -> Timestamp? { nil }

    func claim(_: [ID<Job>], worker _: String, lease _: Duration) -> [ClaimedJob] { [] }
    func renew(_ claims: [ID<Claim>], lease _: Duration) -> Set<ID<Claim>> { Set(claims) }
    func relinquish(_: [ID<Claim>]) {}
    func markPublished(_: [ID<Job>], _: RepublishSchedule) {}
    func takeDue(limit _: Int, heldBack _: Set<Stage>, _: RepublishSchedule) -> [Job] { [] }
    func dueCounts() -> [Stage: Int] { [:] }
    func takeExhausted(limit _: Int, worker _: String, lease _: Duration) -> [ClaimedJob] { [] }
    func job(_: ID<Job>) -> JobRecord? { nil }
    func jobs(_: JobFilter, _: PageRequest) throws -> Page<JobRecord> { throw Self.nothing }
    func replay(_: ID<Job>, _: WriteContext) throws -> JobRecord { throw Self.nothing }
    func counts() -> [Stage: [JobState: Int]] { [:] }

    private static let nothing = PortError(.fatal, "jobs", "there are none in this test")
}
