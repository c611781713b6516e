/// The cohort of a deployment: which label marks its pods, and how its helper objects are named.
package struct Cohort: Hashable, Sendable {
    /// Eight lower-case hexadecimal digits of the deployment's id, from its random part.
    package let id: String

    package init(_ deployment: ID<Deployment>) {
        let digits = String(deployment.low & 0xFFFF_FFFF, radix: 16)
        id = String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The label on the pods of the cohort; it belongs to the deployment and goes with it.
    package var labelKey: String { Self.labelPrefix + id }
    /// What the keys of all cohorts' labels begin with.
    package static let labelPrefix = "cohort.hotswap.io/"
    /// The value of that label.
    package static let labelValue = "canary"
    /// The request header by which smoke tests reach what production traffic does not see.
    package static let greenHeader = "x-hotswap-green"

    /// The name of an object that stands beside `name` for the length of the rollout. It sorts after `name`, and is
    /// shortened where it would be longer than Kubernetes allows (253 bytes).
    package func copyName(of name: String, _ role: String = "canary") -> String {
        let suffix = "-hs-\(role)-\(id)"
        return String(name.prefix(253 - suffix.utf8.count)) + suffix
    }
}

/// Which units of a whole are in the cohort: a pure function of their identities and the share, so that it is the same
/// whoever computes it, and a larger share contains the smaller one.
package enum CohortMembership {
    /// The members among `units` (pod uids, namespace names): those with the lowest hashes.
    package static func members(of units: [String], share: Share, cohort: Cohort) -> Set<String> {
        let ranked = units.map { (hash(cohort.id + "/" + $0), $0) }.sorted { $0 < $1 }
        return Set(ranked.prefix(share.of(units.count)).map(\.1))
    }

    /// With a final mix: names that differ in their last letters alone lie far apart.
    static func hash(_ text: String) -> UInt64 {
        var value = FNV1a.hash(text)
        value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ (value >> 33)
    }
}
