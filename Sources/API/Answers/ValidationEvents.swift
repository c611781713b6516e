import Domain
import Ports
import Synchronization

/// What a deployment's validation could not check, told in its event stream once: when it has ended, before the change
/// of status that follows.
final class ValidationEvents: Sendable {
    private let store: any ValidationStore
    private let deployment: ID<Deployment>
    /// The status before the next change.
    private let status: Mutex<DeploymentStatus?>

    /// - Parameter status: The last status that the reader of the stream knows; `nil`: none.
    init(_ store: any ValidationStore, of deployment: ID<Deployment>, after status: DeploymentStatus?) {
        self.store = store
        self.deployment = deployment
        self.status = Mutex(status)
    }

    /// The data of the events that come before `change`. What cannot be read is left to the report.
    func due(before change: StatusChange) async -> [JSONValue] {
        let last = status.withLock { status in
            defer { status = change.status }
            return status
        }
        guard last == .validating, change.status != .validating,
            let validations = try? await store.validations(of: deployment)
        else { return [] }
        return validations.compactMap { validation in
            guard let unchecked = validation.record["unchecked"]?.array, let first = unchecked.first else { return nil }
            return [
                "deployment": .string(deployment.description), "cluster": .string(validation.clusterName),
                "unchecked": .int(Int64(unchecked.count)), "first": first, "at": .string(validation.at.description),
            ]
        }
    }
}
