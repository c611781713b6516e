/// The status of a deployment as it is seen from outside (`DESIGN.md` 3).
///
/// `AwaitingApproval` is part of the contract and belongs to the approval workflow; nothing leads to it yet.
package enum DeploymentStatus: String, Hashable, Sendable, CaseIterable {
    case pending = "Pending"
    case validating = "Validating"
    case awaitingApproval = "AwaitingApproval"
    case inProgress = "InProgress"
    case paused = "Paused"
    case rollingBack = "RollingBack"
    case completed = "Completed"
    case failed = "Failed"
    case rolledBack = "RolledBack"
    case aborted = "Aborted"

    /// Whether nothing will happen any more unless a person asks for it.
    package var isTerminal: Bool {
        switch self {
        case .completed, .failed, .rolledBack, .aborted: true
        case .pending, .validating, .awaitingApproval, .inProgress, .paused, .rollingBack: false
        }
    }
}
