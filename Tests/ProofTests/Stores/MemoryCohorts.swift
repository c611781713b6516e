import Domain
import Ports

/// The cohort of one deployment on one cluster, in memory.
actor MemoryCohorts: CohortStore {
    private(set) var record: CohortRecord?

    func save(_ cohort: CohortRecord, claim _: ID<Claim>) { record = cohort }

    func cohorts(on _: ID<Cluster>, retiredWithin _: Duration) -> [CohortRecord] { record.map { [$0] } ?? [] }

    func cohorts(of _: ID<Deployment>) -> [CohortRecord] { record.map { [$0] } ?? [] }

    func clustersWithCohorts(retiredWithin _: Duration) -> [ID<Cluster>] { record.map { [$0.cluster] } ?? [] }

    func note(_ members: CohortMembers, deployment _: ID<Deployment>, cluster _: ID<Cluster>, epoch _: Int64) {
        record?.members = members
    }

    /// Nobody waits for proxies here.
    func noteWritten(_: JSONValue, deployment _: ID<Deployment>, cluster _: ID<Cluster>, epoch _: Int64) {}

    func takeLease(_: String, holder _: String, length _: Duration) -> Bool { true }

    func giveUpLease(_: String, holder _: String) {}
}
