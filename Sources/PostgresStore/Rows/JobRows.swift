import Domain
import Ports

extension PostgresRow {
    /// The columns that `job()` reads, of a table named `jobs`.
    static let jobColumns = """
        jobs.id, jobs.stage, jobs.deployment_id, jobs.epoch, jobs.step, jobs.cluster_id, jobs.attempt, \
        jobs.max_attempts, jobs.payload, jobs.traceparent
        """

    func job() throws(PortError) -> Job {
        Job(
            id: try id("id"), stage: try word("stage"), deployment: try optionalID("deployment_id"),
            epoch: try int64("epoch"), step: try int("step"), cluster: try optionalID("cluster_id"),
            attempt: try int("attempt"), maxAttempts: try int("max_attempts"), payload: try document("payload"),
            traceparent: try optionalText("traceparent"))
    }

    func claimedJob() throws(PortError) -> ClaimedJob {
        ClaimedJob(job: try job(), claim: try id("claim_id"), deploymentIsPending: try bool("pending"))
    }

    /// What `jobRecord()` reads, up to where conditions may follow.
    static let jobRecordSelect = """
        SELECT \(jobColumns), jobs.state, clusters.name AS cluster_name, jobs.run_at, jobs.claimed_by, \
        jobs.lease_until, jobs.note, jobs.created_at, jobs.started_at, \
        jobs.finished_at \
        FROM jobs LEFT JOIN clusters ON clusters.id = jobs.cluster_id
        """

    func jobRecord() throws(PortError) -> JobRecord {
        JobRecord(
            job: try job(), state: try word("state"), clusterName: try optionalText("cluster_name"),
            runAt: try moment("run_at"), claimedBy: try optionalText("claimed_by"),
            leaseUntil: try optionalMoment("lease_until"), note: try optionalText("note"),
            createdAt: try moment("created_at"), startedAt: try optionalMoment("started_at"),
            finishedAt: try optionalMoment("finished_at"))
    }
}
