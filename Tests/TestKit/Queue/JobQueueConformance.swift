package import Ports

/// What every job queue must do, whatever is behind it. Each function takes a queue of its own, with the stages `apply`
/// and `notify`, empty and with nobody else at it, and throws `ConformanceFailure` where it does something else.
package enum JobQueueConformance {
    package typealias Queue = JobPublishing & JobConsuming & QueueDepths

    /// All of them, by name, for a parameterised test.
    package static let all: [(name: String, run: @Sendable (any Queue) async throws -> Void)] = [
        ("deliversWhatWasPublished", deliversWhatWasPublished),
        ("outcomesAreInOrder", outcomesAreInOrder),
        ("nextReturnsAtMostMax", nextReturnsAtMostMax),
        ("prefetchBoundsWhatIsHeld", prefetchBoundsWhatIsHeld),
        ("acknowledgedIsGone", acknowledgedIsGone),
        ("requeuedComesAgain", requeuedComesAgain),
        ("rejectedDoesNotComeAgain", rejectedDoesNotComeAgain),
        ("cancelEndsNextAndGivesBack", cancelEndsNextAndGivesBack),
        ("takenCanBeAcknowledgedAfterCancel", takenCanBeAcknowledgedAfterCancel),
        ("cancelledTaskStopsWaiting", cancelledTaskStopsWaiting),
        ("unknownStageIsPermanent", unknownStageIsPermanent),
        ("depthsCountWhatWaits", depthsCountWhatWaits),
        ("foreignTagsAreIgnored", foreignTagsAreIgnored),
    ]

    /// `count` jobs for `stage` with ids that a person can tell apart.
    package static func jobs(_ count: Int, stage: String = "apply") -> [JobMessage] {
        (1...max(1, count)).map { number in
            let digits = String(number, radix: 16)
            let id = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
            return JobMessage(jobID: id, stage: stage)
        }
    }

    /// Takes `count` deliveries, or fewer where the subscription ends.
    package static func take(
        _ count: Int, from subscription: any QueueSubscription<JobDelivery>, max: Int = 100
    ) async -> [JobDelivery] {
        var taken: [JobDelivery] = []
        while taken.count < count, let more = await subscription.next(max: min(max, count - taken.count)) {
            taken += more
        }
        return taken
    }

    /// Fails unless `holds`.
    static func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws(ConformanceFailure) {
        guard holds else { throw ConformanceFailure(what()) }
    }

    /// Publishes and fails unless everything is confirmed.
    static func publish(_ jobs: [JobMessage], _ queue: any Queue) async throws(ConformanceFailure) {
        let outcomes = await queue.publish(jobs: jobs)
        try expect(outcomes == jobs.map { _ in .confirmed }, "not confirmed: \(outcomes.filter { !$0.isConfirmed })")
    }
}

/// What an implementation does otherwise than it must.
package struct ConformanceFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
