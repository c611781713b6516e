package import Domain
package import Ports

/// The cohort of one deployment on one cluster, in memory.
package actor MemoryCohorts: CohortStore {
    /// As it was stored last.
    package private(set) var record: CohortRecord?

    package init() {}

    package func save(_ cohort: CohortRecord, claim _: ID<Claim>) { record = cohort.with(written: record?.written) }

    package func cohorts(on _: ID<Cluster>, retiredWithin _: Duration) -> [CohortRecord] { record.map { [$0] } ?? [] }

    package func cohorts(of _: ID<Deployment>) -> [CohortRecord] { record.map { [$0] } ?? [] }

    package func clustersWithCohorts(retiredWithin _: Duration) -> [ID<Cluster>] { record.map { [$0.cluster] } ?? [] }

    package func note(_ members: CohortMembers, deployment _: ID<Deployment>, cluster _: ID<Cluster>, epoch _: Int64) {
        record?.members = members
    }

    package func noteWritten(
        _ written: JSONValue, deployment _: ID<Deployment>, cluster _: ID<Cluster>, epoch _: Int64
    ) {
        record = record?.with(written: written)
    }

    package func takeLease(_: String, holder _: String, length _: Duration) -> Bool { true }

    package func giveUpLease(_: String, holder _: String) {}
}

extension CohortRecord {
    fileprivate func with(written: JSONValue?) -> CohortRecord {
        CohortRecord(
            deployment: deployment, cluster: cluster, epoch: epoch, scopes: scopes, share: share,
            measurements: measurements, members: members, firstWriteAt: firstWriteAt, step: step, written: written,
            retiredAt: retiredAt)
    }
}
