import Ports

extension ConnectionLoop {
    /// Everything that must be looked at by a certain time.
    var deadlines: [ContinuousClock.Instant] {
        var found = closing.map { [$0.deadline] } ?? []
        for channel in channels.values {
            if blocked == nil, let deadline = channel.deadline { found.append(deadline) }
            if case .publishing(let lane) = channel.role, let deadline = lane.deadline { found.append(deadline) }
        }
        return found
    }

    /// Gives up what takes too long. A broker that leaves a request unanswered is not to be trusted with another one;
    /// one that has said that it is blocked does not read requests at all.
    func checkDeadlines() throws(WireFailure) {
        for channel in channels.values {
            if case .publishing(let lane) = channel.role { lane.expire(now: now, blocked: blocked) }
            if blocked == nil, let deadline = channel.deadline, deadline <= now {
                throw .violation("no answer to a request within \(session.settings.requestLimit)")
            }
        }
    }

    /// Says farewell when everything is confirmed, or there is no time left to wait for that.
    /// - Returns: whether there is no more to wait for at all.
    func closingIsDone() throws(WireFailure) -> Bool {
        guard let closing else { return false }
        if closing.deadline <= now { return true }
        let isIdle = channels.values.allSatisfy { channel in
            guard case .publishing(let lane) = channel.role else { return true }
            return lane.isIdle
        }
        guard isIdle || blocked != nil, !closing.farewellSent else { return false }
        self.closing?.farewellSent = true
        try session.sendClose()
        return false
    }
}
