package import Domain

/// What somebody asks for with `POST /api/v1/deployments` (`DESIGN.md` 7).
package struct DeploymentRequest: Hashable, Sendable {
    /// A policy of the bundle; `nil` as version is the newest.
    package let policies: [PolicyReference]
    /// Where to: an environment or clusters, by name.
    package let target: Target
    package let strategy: Strategy
    package let onFailure: FailurePolicy
    package let onConflict: ConflictPolicy
    package let reason: String
    package let requestedBy: String
    package let traceparent: String?

    /// Where a deployment goes.
    package enum Target: Hashable, Sendable {
        case environment(String)
        case clusters([String])
    }

    package init(
        policies: [PolicyReference], target: Target, strategy: Strategy, onFailure: FailurePolicy,
        onConflict: ConflictPolicy, reason: String, requestedBy: String, traceparent: String?
    ) {
        self.policies = policies
        self.target = target
        self.strategy = strategy
        self.onFailure = onFailure
        self.onConflict = onConflict
        self.reason = reason
        self.requestedBy = requestedBy
        self.traceparent = traceparent
    }
}

/// Why a request cannot be carried out, whoever asks: answered with 404 or 422.
package enum RequestProblem: Error, Hashable, Sendable {
    /// Something that the request names does not exist.
    case unknown(field: String, message: String)
    /// The request cannot be fulfilled as it is.
    case impossible(field: String, code: String, message: String)
}
