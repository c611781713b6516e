import Ports

/// The messages of one call to publish and what has become of them. Belongs to the connection's thread.
final class PublishBatch {
    let deadline: ContinuousClock.Instant
    private(set) var messages: [OutgoingMessage]
    private var outcomes: [PublishOutcome?]
    private var unsettled: Int
    private let completion: Command.Completion<[PublishOutcome]>
    /// The next message to be sent.
    private(set) var next = 0

    init(
        _ messages: [OutgoingMessage], deadline: ContinuousClock.Instant,
        completion: @escaping Command.Completion<[PublishOutcome]>
    ) {
        self.messages = messages
        self.deadline = deadline
        self.completion = completion
        outcomes = Array(repeating: nil, count: messages.count)
        unsettled = messages.count
        if messages.isEmpty { completion([]) }
    }

    var isSettled: Bool { unsettled == 0 }
    /// Messages that have not been sent.
    var waiting: Int { isSettled ? 0 : messages.count - next }

    /// Moves on to the message after `next`.
    func advance() { next += 1 }

    /// Notes what became of message `index`; answers the caller with the last one. A late second word is ignored.
    func settle(_ index: Int, _ outcome: PublishOutcome) {
        guard !isSettled, outcomes[index] == nil else { return }
        outcomes[index] = outcome
        unsettled -= 1
        if isSettled { complete(rest: outcome) }
    }

    /// Gives up everything that is not known yet.
    func giveUp(_ reason: String) {
        guard !isSettled else { return }
        unsettled = 0
        complete(rest: .lost(reason))
    }

    private func complete(rest: PublishOutcome) {
        completion(outcomes.map { $0 ?? rest })
        messages = []
        outcomes = []
    }
}
