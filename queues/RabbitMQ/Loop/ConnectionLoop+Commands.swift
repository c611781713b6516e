import Ports

extension ConnectionLoop {
    func handle(_ command: Command) throws(WireFailure) {
        if case .close(let limit, let reason) = command {
            if closing == nil { closing = Closing(deadline: now + limit, reason: reason) }
            return
        }
        switch command {
        case .open, .request, .publish:
            guard closing == nil else {
                return command.fail(PortError(.transient, "RabbitMQ", "the connection is being closed"))
            }
        case .ack, .reject, .retire, .close: break
        }
        try perform(command)
    }

    private func perform(_ command: Command) throws(WireFailure) {
        switch command {
        case .open(let id, let purpose, let completion): try open(id, purpose, completion)
        case .request(let id, let request, let completion):
            guard let channel = channel(id) else { return command.fail(Self.channelGone) }
            try channel.ask(request, by: session, now: now, completion)
        case .publish(let id, let messages, let completion):
            guard let channel = channel(id), case .publishing(let lane) = channel.role else {
                return command.fail(Self.channelGone)
            }
            lane.add(messages, now: now, completion)
        case .ack(let id, let numbers): consumeLane(id)?.ack(numbers)
        case .reject(let id, let numbers, let requeue): consumeLane(id)?.reject(numbers, requeue: requeue)
        case .retire(let id): consumeLane(id)?.isRetiring = true
        case .close: break
        }
    }

    /// The channel, unless it is on its way out.
    private func channel(_ id: UInt64) -> LoopChannel? {
        channels[id].flatMap { $0.isClosing ? nil : $0 }
    }

    private func consumeLane(_ id: UInt64) -> ConsumeLane? {
        guard case .consuming(let lane) = channel(id)?.role else { return nil }
        return lane
    }

    private func open(
        _ id: UInt64, _ purpose: ChannelPurpose, _ completion: @escaping Command.Completion<Result<Reply, PortError>>
    ) throws(WireFailure) {
        guard let number = freeNumber() else {
            return completion(.failure(PortError(.transient, "RabbitMQ", "all channels of the connection are in use")))
        }
        let channel = LoopChannel(id: id, number: number, role: role(id, purpose))
        channels[id] = channel
        channelsByNumber[number] = channel
        try channel.ask(.openChannel, by: session, now: now, completion)
    }

    private func role(_ id: UInt64, _ purpose: ChannelPurpose) -> LoopChannel.Role {
        switch purpose {
        case .requests: .requests
        case .publishing(let ended): .publishing(PublishLane(session.settings, ended: ended))
        case .consuming(let deliver, let ended): .consuming(ConsumeLane(id: id, deliver: deliver, ended: ended))
        }
    }

    private func freeNumber() -> UInt16? {
        if let number = freeNumbers.popFirst() { return number }
        guard highestNumber < session.channelLimit else { return nil }
        highestNumber += 1
        return highestNumber
    }

    /// Closes a channel of our own accord.
    func close(_ channel: LoopChannel) throws(WireFailure) {
        try channel.ask(.closeChannel, by: session, now: now) { _ in }
    }

    /// Forgets a channel that both sides know to be closed.
    func remove(_ channel: LoopChannel, _ error: PortError) {
        channels[channel.id] = nil
        channelsByNumber[channel.number] = nil
        session.forget(channel: channel.number)
        freeNumbers.append(channel.number)
        channel.end(error)
    }

    static let channelGone = PortError(.transient, "RabbitMQ", "the channel is closed")
}
