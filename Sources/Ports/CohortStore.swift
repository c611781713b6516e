package import Domain

/// The cohort of a deployment on a cluster: what the keeper keeps and the watch compares.
package struct CohortRecord: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    /// The decision that made it so.
    package let epoch: Int64
    /// `PodScope`s in their stored form: a pod that one of them contains is in the whole that the share is taken of;
    /// empty where no pod is labelled.
    package let scopes: [JSONValue]
    /// `nil`: no pod is to have the label.
    package let share: Share?
    /// Whose traffic is compared, one for each different way among the policies of the bundle.
    package let measurements: [CohortMeasurement]
    /// Who had the new version and who had not, when it was looked at last: by the label, and everybody where it is
    /// everywhere.
    package var members: CohortMembers
    /// When the deployment first wrote on the cluster: the time before is measured before it.
    package let firstWriteAt: Timestamp?
    /// The step whose writes began last; `nil` where none has.
    package let step: Int?
    /// What was written last and waits for the proxies, in its stored form; `nil` before the first write.
    package let written: JSONValue?
    /// Since when it is over and its labels are to go; `nil` while it stands.
    package let retiredAt: Timestamp?

    package init(
        deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64, scopes: [JSONValue], share: Share?,
        measurements: [CohortMeasurement], members: CohortMembers = CohortMembers(), firstWriteAt: Timestamp? = nil,
        step: Int? = nil, written: JSONValue? = nil, retiredAt: Timestamp? = nil
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.epoch = epoch
        self.scopes = scopes
        self.share = share
        self.measurements = measurements
        self.members = members
        self.firstWriteAt = firstWriteAt
        self.step = step
        self.written = written
        self.retiredAt = retiredAt
    }
}

/// What is compared on behalf of some policies.
package struct CohortMeasurement: Hashable, Sendable {
    package let policies: [ID<Policy>]
    /// Which those are, for people: `VirtualService shop/reviews`.
    package let about: String
    package let unit: CohortUnit
    package let measurement: Measurement
    /// For people: what should be known about this way of doing it.
    package let notes: [String]
    /// The cluster had the new version before the rollout: nothing was done, and there is nothing to judge.
    package let isIdle: Bool

    package init(
        policies: [ID<Policy>], about: String = "", unit: CohortUnit, measurement: Measurement, notes: [String],
        isIdle: Bool = false
    ) {
        self.policies = policies
        self.about = about
        self.unit = unit
        self.measurement = measurement
        self.notes = notes
        self.isIdle = isIdle
    }
}

/// The pods with the new version, and the others of the whole.
package struct CohortMembers: Hashable, Sendable {
    package var cohort: Set<PodName>
    package var rest: Set<PodName>

    package init(cohort: Set<PodName> = [], rest: Set<PodName> = []) {
        self.cohort = cohort
        self.rest = rest
    }
}

/// Cohorts, and who keeps them. Every call throws `StoreRefusal` or `PortError`.
package protocol CohortStore: Sendable {
    /// Stores the cohort in place of the one before, provided that the claim still holds and its epoch is current (else
    /// `notAllowed`). `firstWriteAt` is set by the first call to the database clock and stays.
    func save(_ cohort: CohortRecord, claim: ID<Claim>) async throws
    /// The cohorts of a cluster whose labels are to be kept: those that have a share, and those that were retired less
    /// than `retiredWithin` ago. One without scopes never labels anybody.
    func cohorts(on cluster: ID<Cluster>, retiredWithin: Duration) async throws -> [CohortRecord]
    /// The cohorts of a deployment, for answers.
    func cohorts(of deployment: ID<Deployment>) async throws -> [CohortRecord]
    /// The clusters that have cohorts to keep, or retired ones whose labels may not be gone.
    func clustersWithCohorts(retiredWithin: Duration) async throws -> [ID<Cluster>]
    /// Notes who has the label now, where the cohort is still of that epoch.
    func note(
        _ members: CohortMembers, deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64
    ) async throws
    /// Notes what was written and waits for the proxies.
    func noteWritten(
        _ written: JSONValue, deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64
    ) async throws
    /// Takes or lengthens the lease `name`; `false` where another holder has it. On the database clock.
    func takeLease(_ name: String, holder: String, length: Duration) async throws -> Bool
    /// Gives the lease up, where the holder has it.
    func giveUpLease(_ name: String, holder: String) async throws
}
