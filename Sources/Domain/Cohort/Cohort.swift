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
