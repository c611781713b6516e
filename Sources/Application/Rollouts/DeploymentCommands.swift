package import Domain
package import Ports

/// What people do to a deployment that is there: pause, resume, abort, roll back.
package struct DeploymentCommands: Sendable {
    /// A command, in the words of the API.
    package enum Command: String, Hashable, Sendable, CaseIterable {
        case pause, resume, promote, promoteToEnd, switchTraffic, abort, rollback, giveUp
    }

    private let rollouts: any RolloutStore
    private let dispatcher: JobDispatcher
    private let ids: any IDSource

    package init(rollouts: any RolloutStore, dispatcher: JobDispatcher, ids: any IDSource) {
        self.rollouts = rollouts
        self.dispatcher = dispatcher
        self.ids = ids
    }

    /// Carries out `command`. Throws `StoreRefusal.notAllowed` where the deployment's state does not allow it,
    /// `notFound`, `locked`, or `PortError`. A command that has been carried out already succeeds again.
    package func run(
        _ command: Command, on deployment: ID<Deployment>, reason: String, _ context: WriteContext
    ) async throws {
        let ids = ids
        let settlement = try await rollouts.settle(reports: [], deployments: [deployment], context) { loaded in
            guard loaded.deployments[deployment] != nil else {
                throw StoreRefusal.notFound("deployment \(deployment)")
            }
            var builder = SettlementBuilder(loaded, ids: ids)
            let event = command.event(reason: reason, nextEpoch: builder.freshEpoch(for: deployment))
            if case .refuse(let why) = builder.apply(event, to: deployment) {
                throw StoreRefusal.notAllowed("Cannot \(command.words(of: "deployment \(deployment)")): \(why)")
            }
            return builder.finish()
        }
        dispatcher.dispatch(settlement.newJobs)
    }
}

extension DeploymentCommands.Command {
    /// The command as a person says it.
    fileprivate func words(of what: String) -> String {
        switch self {
        case .pause, .resume, .promote, .abort: "\(rawValue) \(what)"
        case .promoteToEnd: "promote \(what) to the end"
        case .switchTraffic: "switch \(what) to green"
        case .rollback: "roll \(what) back"
        case .giveUp: "give up taking back \(what)"
        }
    }

    fileprivate func event(reason: String, nextEpoch: Int64) -> DeploymentEvent {
        switch self {
        case .pause: .pauseRequested(reason: reason)
        case .resume: .resumeRequested
        case .promote: .promoteRequested(toEnd: false)
        case .promoteToEnd: .promoteRequested(toEnd: true)
        case .switchTraffic: .switchRequested
        case .abort: .abortRequested(reason: reason, nextEpoch: nextEpoch)
        case .rollback: .rollbackRequested(reason: reason, nextEpoch: nextEpoch)
        case .giveUp: .giveUpRequested(reason: reason, nextEpoch: nextEpoch)
        }
    }
}
