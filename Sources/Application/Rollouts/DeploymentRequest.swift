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
    /// How the rollout is watched and timed.
    package let options: Options

    /// What a request may say about a rollout beside its strategy.
    package struct Options: Hashable, Sendable {
        /// What is judged while traffic is watched; `nil`: `SoakRule.defaults`.
        package var rules: [SoakRule]?
        /// The clusters by name in the order in which they get the new version; `nil`: as the strategy says.
        package var waves: [[String]]?
        package var progressDeadline: Duration?
        /// Not before this moment.
        package var startsAt: Timestamp?
        package var ifActive: IfActive
        /// Codes of findings that an Admin takes upon themselves.
        package var acceptedWarnings: [String] = []
        /// Findings that an Admin wants to hear no more of, each with its reason.
        package var suppressed: [SuppressedFinding] = []

        package init(
            rules: [SoakRule]? = nil, waves: [[String]]? = nil, progressDeadline: Duration? = nil,
            startsAt: Timestamp? = nil, ifActive: IfActive = .refuse
        ) {
            self.rules = rules
            self.waves = waves
            self.progressDeadline = progressDeadline
            self.startsAt = startsAt
            self.ifActive = ifActive
        }
    }

    /// What becomes of a deployment of policies that another one is changing.
    package enum IfActive: String, Hashable, Sendable, CaseIterable {
        /// 409 with the other one's id.
        case refuse
        /// It waits until the other one has ended.
        case queue
        /// The other one is aborted, and this one waits until everything is as it was.
        case supersede
    }

    /// Where a deployment goes.
    package enum Target: Hashable, Sendable {
        case environment(String)
        case clusters([String])
    }

    package init(
        policies: [PolicyReference], target: Target, strategy: Strategy, onFailure: FailurePolicy,
        onConflict: ConflictPolicy, reason: String, requestedBy: String, traceparent: String?,
        options: Options = Options()
    ) {
        self.policies = policies
        self.target = target
        self.strategy = strategy
        self.onFailure = onFailure
        self.onConflict = onConflict
        self.reason = reason
        self.requestedBy = requestedBy
        self.traceparent = traceparent
        self.options = options
    }
}

/// Why a request cannot be carried out, whoever asks: answered with 404 or 422.
package enum RequestProblem: Error, Hashable, Sendable {
    /// Something that the request names does not exist.
    case unknown(field: String, message: String)
    /// The request cannot be fulfilled as it is.
    case impossible(field: String, code: String, message: String)
}
