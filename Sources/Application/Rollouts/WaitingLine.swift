import Domain
import Ports

/// Deployments that wait for others of the same policies: accepted without locks, begun when the others have ended.
struct WaitingLine: Sendable {
    let rollouts: any RolloutStore
    let commands: DeploymentCommands
    let ids: any IDSource

    /// Accepts `draft`, which was refused for a lock, to wait; with `supersede` those who hold the locks are aborted.
    func accept(
        _ draft: DeploymentDraft, _ ifActive: DeploymentRequest.IfActive
    ) async throws -> DeploymentDraft {
        var deployment = draft.deployment
        deployment.state = .queued(epoch: deployment.state.epoch)
        let queued = DeploymentDraft(
            deployment: deployment, objects: draft.objects, stakes: draft.stakes,
            jobs: draft.jobs.filter { $0.stage == .notify }, change: draft.change, context: draft.context)
        guard let outcome = try await rollouts.accept([queued]).first else { throw MissingAnswer() }
        _ = try outcome.get()
        if ifActive == .supersede { try await abortHolders(of: queued) }
        return queued
    }

    /// One that has ended meanwhile needs no abort.
    private func abortHolders(of draft: DeploymentDraft) async throws {
        for holder in try await rollouts.holders(for: draft) {
            let context = WriteContext(
                audit: AuditEntry(
                    actor: draft.context.audit.actor, address: draft.context.audit.address,
                    action: "deployment.abort", subject: "deployment/\(holder)",
                    details: ["reason": .string("superseded by \(draft.deployment.id)")]), idempotency: nil)
            do {
                try await commands.run(
                    .abort, on: holder, reason: "Superseded by deployment \(draft.deployment.id)", context)
            } catch StoreRefusal.notAllowed { continue }
        }
    }
}
