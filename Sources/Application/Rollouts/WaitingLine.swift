import Domain
package import Ports

/// Deployments that wait for others of the same policies: accepted without locks, begun when the others have ended.
package struct WaitingLine: Sendable {
    let rollouts: any RolloutStore
    let commands: DeploymentCommands

    package init(rollouts: any RolloutStore, commands: DeploymentCommands) {
        self.rollouts = rollouts
        self.commands = commands
    }

    /// Accepts `draft`, which was refused for a lock, to wait; with `supersede` those who hold the locks, and those
    /// who waited for them before, are aborted: at once, or when its own time has come (`superseding`).
    func accept(
        _ draft: DeploymentDraft, _ ifActive: DeploymentRequest.IfActive, at moment: Timestamp
    ) async throws -> DeploymentDraft {
        var deployment = draft.deployment
        deployment.state = .queued(epoch: deployment.state.epoch)
        let queued = DeploymentDraft(
            deployment: deployment, objects: draft.objects, stakes: draft.stakes,
            jobs: draft.jobs.filter { $0.stage == .notify }, change: draft.change, context: draft.context)
        guard let outcome = try await rollouts.accept([queued]).first else { throw MissingAnswer() }
        _ = try outcome.get()
        if ifActive == .supersede, deployment.plan.startsAt ?? moment <= moment {
            let audit = draft.context.audit
            let others =
                try await rollouts.waiting(before: deployment.id)
                + rollouts.holders(of: queued.objects, stakes: queued.stakes)
            try await abort(others, for: deployment.id, audit.actor, audit.address)
        }
        return queued
    }

    /// Those whose time has come, and who were accepted to supersede whoever is in their way.
    package func clearWays(limit: Int) async throws {
        for waiting in try await rollouts.superseding(limit: limit) {
            let others =
                try await rollouts.waiting(before: waiting.deployment) + rollouts.holders(for: waiting.deployment)
            try await abort(others, for: waiting.deployment, waiting.requestedBy, "scheduler")
        }
    }

    /// Whoever waits for the same since before goes first: else it would have its turn as soon as the holder ends. One
    /// that has ended meanwhile needs no abort.
    private func abort(
        _ others: [ID<Deployment>], for deployment: ID<Deployment>, _ actor: String, _ address: String
    ) async throws {
        for other in others where other != deployment {
            let context = WriteContext(
                audit: AuditEntry(
                    actor: actor, address: address, action: "deployment.abort", subject: "deployment/\(other)",
                    details: ["reason": .string("superseded by \(deployment)")]), idempotency: nil)
            do {
                try await commands.run(.abort, on: other, reason: "Superseded by deployment \(deployment)", context)
            } catch StoreRefusal.notAllowed { continue }
        }
    }
}
