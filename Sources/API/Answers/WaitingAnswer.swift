import Domain
import Ports

/// For whom a queued deployment waits.
struct WaitingAnswer {
    private let holders: [Deployment]

    /// Nothing where the deployment does not wait for others.
    init(for deployment: Deployment, in deployments: any DeploymentStore) async throws {
        guard deployment.state.phase == .queued else {
            holders = []
            return
        }
        let ids = try await deployments.inTheWay(of: deployment.id)
        holders = try await deployments.deployments(ids).map(\.deployment).sorted { $0.id < $1.id }
    }

    /// The member `waitsFor` of answers.
    var json: JSONValue {
        .array(
            holders.map { holder in
                [
                    "deployment": .string(holder.id.description), "status": .string(holder.status.rawValue),
                    "reason": holder.standing.map { .string($0) } ?? .null,
                ]
            })
    }

    /// The same in a sentence; `nil` where there is nobody.
    var sentence: String? {
        guard !holders.isEmpty else { return nil }
        return "it waits for " + holders.map(\.standingAsHolder).joined(separator: ", ") + " to end"
    }
}

extension Deployment {
    /// What is to be known of a deployment that has failed and keeps others from what it has written; `nil` where it
    /// keeps nobody.
    var stands: String? {
        guard state.phase.keepsGround else { return nil }
        return "what it has written stands, and keeps other deployments away until it is rolled back, or left as it is "
            + "(abort with giveUp)"
    }

    fileprivate var standingAsHolder: String {
        guard state.phase.keepsGround else { return "deployment \(id) (\(status.rawValue))" }
        return "deployment \(id) (Failed, and what it has written stands: roll it back, or abort it with giveUp)"
    }
}
