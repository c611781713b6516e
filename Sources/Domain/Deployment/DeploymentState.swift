/// Where a deployment stands. The whole state: what is not here is not known to the machine.
package struct DeploymentState: Hashable, Sendable {
    package var phase: Phase
    /// The fence: raised by every abort and rollback, drawn from one sequence for all deployments, so that of two
    /// writers the one with the higher number is the later decision.
    package var epoch: Int64
    /// A person has promoted to the end: what waves that are still to come would wait for is passed over.
    package var skipsWaits = false

    package init(phase: Phase, epoch: Int64) {
        self.phase = phase
        self.epoch = epoch
    }

    /// The state of a deployment that was just accepted.
    package static func accepted(plan: Plan, epoch: Int64) -> DeploymentState {
        DeploymentState(phase: .pending(Position(step: 0, outstanding: Set(plan.clusters(of: 0)))), epoch: epoch)
    }

    /// The state of a deployment that waits until what it wants to write is free.
    package static func queued(epoch: Int64) -> DeploymentState { DeploymentState(phase: .queued, epoch: epoch) }
}

/// The step of the plan and the clusters that have not reported it done.
package struct Position: Hashable, Sendable {
    package var step: Int
    package var outstanding: Set<ID<Cluster>>
    /// Why it stands here, where there is something to say: who holds it, what made HotSwap ask for a person, how a
    /// comparison ended.
    package var note: String?
    /// Where the step cannot be done now.
    package var delays: [ID<Cluster>: Delay] = [:]
    /// What a comparison has found, where it has.
    package var findings: [ID<Cluster>: ComparisonOutcome] = [:]
    /// Of what a person holds: whether a worker had begun. What had not is pending again when it is resumed.
    package var hasBegun = true
    /// Of what is held because the watch asked for a person: what it says now.
    package var asking: Asking?

    package init(step: Int, outstanding: Set<ID<Cluster>>, note: String? = nil) {
        self.step = step
        self.outstanding = outstanding
        self.note = note
    }
}

/// The watch of a cluster has asked for a person.
package struct Asking: Hashable, Sendable {
    package let cluster: ID<Cluster>
    /// What it asked for is over; the person decides all the same.
    package let isOver: Bool

    package init(cluster: ID<Cluster>, isOver: Bool = false) {
        self.cluster = cluster
        self.isOver = isOver
    }
}

/// Why a cluster's part of a step, or of the way back, waits.
package struct Delay: Hashable, Sendable {
    /// The first time that it could not be done.
    package var since: Timestamp
    /// In the words of the worker, which name the cluster or the environment.
    package var reason: String
    /// When it is asked again, where the environment may not be changed now; `nil`: it is tried again and again.
    package var until: Timestamp?
    /// Whether it was long enough to be told.
    package var isTold = false
    /// How much of the time since then somebody has looked.
    package var counted: Duration = .zero
    /// The look up to which that was counted.
    package var lookedAt: Timestamp

    package init(since: Timestamp, reason: String, until: Timestamp?) {
        self.since = since
        self.reason = reason
        self.until = until
        lookedAt = since
    }

    /// So much of the time between two looks counts at most: whoever comes back later was away.
    private static let longestLook = Duration.seconds(30)

    /// How long somebody has looked by now, where somebody looks now.
    package func waited(at now: Timestamp) -> Duration {
        counted + min(max(now - lookedAt, .zero), Self.longestLook)
    }

    /// The sentence that people read.
    var text: String { until == nil ? "waiting since \(since.description.prefix(19))Z: \(reason)" : reason }
}

/// The way back, under way.
package struct Restoration: Hashable, Sendable {
    /// Why the deployment goes back, which decides how it ends.
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// A person asked for `/rollback`: ends RolledBack.
        case requested
        /// A step failed: ends RolledBack.
        case failure
        /// A person asked for `/abort`: ends Aborted.
        case abort
    }

    package var cause: Cause
    package var reason: String
    package var outstanding: Set<ID<Cluster>>
    /// What could not be restored, in the words of the workers.
    package var failures: [String]
    /// Whether anything of the deployment is left where it could not be restored.
    package var stands: Bool
    /// Where it cannot be done now.
    package var delays: [ID<Cluster>: Delay] = [:]
    /// The clusters whose turn has not come, in the order of their turns.
    package var later: [[ID<Cluster>]] = []

    package init(cause: Cause, reason: String, outstanding: Set<ID<Cluster>>, failures: [String] = []) {
        self.cause = cause
        self.reason = reason
        self.outstanding = outstanding
        self.failures = failures
        stands = !failures.isEmpty
    }
}

/// What becomes of the locks and stakes of a deployment that has failed: copies, labels and splits that stand on a
/// cluster are changed by nobody else until they are gone.
package enum Ground: String, Hashable, Sendable, CaseIterable {
    /// Others may have it: nothing stands but whole objects.
    case free
    /// What was written step by step stands, as the plan wants it (`onFailure: stop`).
    case kept
    /// It stands because a way back was refused.
    case stuck
    /// It stands, and a person has let go of it: others may have it.
    case givenUp

    /// Whether nobody else may have it.
    var isKept: Bool {
        switch self {
        case .kept, .stuck: true
        case .free, .givenUp: false
        }
    }
}

/// The phases of a deployment. `docs/state-machine.md` has the diagram; a test compares it with `decide`.
package enum Phase: Hashable, Sendable {
    /// Accepted; another deployment holds what it wants to write. → pending, rolledBack, aborted
    case queued
    /// Accepted; no worker has begun. → advancing, held, restoring, failed, rolledBack, aborted
    case pending(Position)
    /// A step is under way: worked on, watched, or waiting for a person (gates). → advancing (next step), held,
    /// restoring, completed, failed, rolledBack, aborted
    case advancing(Position)
    /// A person holds it, or the watch asks for one; the step under way ends, none begins. → advancing, restoring,
    /// pending (what had not begun), completed, failed, rolledBack, aborted
    case held(Position)
    /// What was written is being taken back. → rolledBack, aborted, failed
    case restoring(Restoration)
    /// Every step is done. Final: a rollback of it is a new deployment.
    case completed
    /// A step failed and nothing was taken back, or taking back failed. → restoring, when a person asks; failed, when
    /// one lets go of what stands
    case failed(reason: String, wroteSomething: Bool, ground: Ground = .free)
    /// Everything is as it was before. Final.
    case rolledBack(reason: String)
    /// A person stopped it and everything is as it was before. Final.
    case aborted(reason: String)
}

extension DeploymentState {
    /// The status that the outside sees.
    package func status(plan: Plan) -> DeploymentStatus {
        switch phase {
        case .queued, .pending: .pending
        case .advancing(let position): plan.step(position.step)?.status ?? .inProgress
        case .held: .paused
        case .restoring: .rollingBack
        case .completed: .completed
        case .failed: .failed
        case .rolledBack: .rolledBack
        case .aborted: .aborted
        }
    }

    /// Whether a person holds it, or is asked for: what is under way ends, and nothing begins.
    package var isHeld: Bool { if case .held = phase { true } else { false } }

    /// Why the deployment stands where it stands, where there is something to say.
    package var reason: String? {
        switch phase {
        case .queued: "it waits for another deployment of the same policies to end"
        case .held(let position): position.note
        case .advancing(let position): position.note ?? position.delays.text
        case .pending, .completed: nil
        case .restoring(let restoration):
            [restoration.reason, restoration.delays.text].compactMap(\.self).joined(separator: "; ")
        case .failed(let reason, _, _), .rolledBack(let reason), .aborted(let reason): reason
        }
    }
}
