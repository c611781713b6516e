import Ports

/// An open channel. Belongs to the connection's thread.
final class LoopChannel {
    /// What the channel does beside answering requests.
    enum Role {
        case requests
        case publishing(PublishLane)
        case consuming(ConsumeLane)
    }

    private struct Asked {
        let answer: UInt32
        let deadline: ContinuousClock.Instant
        let completion: Command.Completion<Result<Reply, PortError>>
    }

    /// The name that the rest of the program uses: numbers are used again, ids never.
    let id: UInt64
    let number: UInt16
    let role: Role
    private var asked = Fifo<Asked>()
    /// Set once we have asked for its end.
    private(set) var isClosing = false

    init(id: UInt64, number: UInt16, role: Role) {
        self.id = id
        self.number = number
        self.role = role
    }

    /// Until when the oldest request must be answered.
    var deadline: ContinuousClock.Instant? { asked.first?.deadline }

    /// Asks the broker.
    func ask(
        _ request: Request, by session: AMQPSession, now: ContinuousClock.Instant,
        _ completion: @escaping Command.Completion<Result<Reply, PortError>>
    ) throws(WireFailure) {
        if case .closeChannel = request { isClosing = true }
        asked.append(
            Asked(answer: request.answer, deadline: now + session.settings.requestLimit, completion: completion))
        try request.send(on: number, by: session)
    }

    /// The broker has answered its oldest request.
    func answer(_ reply: Reply) throws(WireFailure) {
        guard let oldest = asked.popFirst() else {
            throw .violation("an answer that was not asked for (method \(reply.method))")
        }
        guard oldest.answer == reply.method else {
            oldest.completion(.failure(PortError(.transient, "RabbitMQ", "the broker answered something else")))
            throw .violation("method \(reply.method) where method \(oldest.answer) answers")
        }
        oldest.completion(.success(reply))
    }

    /// Tells everybody that waits for something on this channel that it is gone.
    func end(_ error: PortError) {
        while let request = asked.popFirst() { request.completion(.failure(error)) }
        switch role {
        case .requests: break
        case .publishing(let lane): lane.end(error)
        case .consuming(let lane): lane.end(error)
        }
    }
}
