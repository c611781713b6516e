package import Domain

/// What a deployment's validation found on a cluster, as it was when the cluster was judged.
package struct StoredValidation: Hashable, Sendable {
    package let cluster: ID<Cluster>
    package let clusterName: String
    package let at: Timestamp
    /// A document of the core: `ValidationRecord.json`.
    package let record: JSONValue

    package init(cluster: ID<Cluster>, clusterName: String, at: Timestamp, record: JSONValue) {
        self.cluster = cluster
        self.clusterName = clusterName
        self.at = at
        self.record = record
    }
}

/// Keeps what validations found. Every call throws `StoreRefusal` or `PortError`.
package protocol ValidationStore: Sendable {
    /// Keeps the record in place of an earlier one, provided that the claim still holds (else `notAllowed`).
    func keep(
        _ record: JSONValue, of deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws
    /// By the names of clusters.
    func validations(of deployment: ID<Deployment>) async throws -> [StoredValidation]
}

/// Writes lines of the audit log that go with no other write. Every call throws `PortError`.
package protocol AuditLog: Sendable {
    func record(_ entry: AuditEntry) async throws
}
