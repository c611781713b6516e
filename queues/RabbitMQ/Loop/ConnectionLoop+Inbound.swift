import CRabbitMQ
import Ports

extension ConnectionLoop {
    /// What comes for a channel that we do not have is ignored: it was under way when the channel was closed.
    func handle(_ inbound: Inbound) throws(WireFailure) {
        switch inbound {
        case .delivery(let channel, let message):
            guard case .consuming(let lane) = channelsByNumber[channel]?.role else { return }
            try lane.receive(message)
        case .returned(let channel, let message, let reason):
            guard case .publishing(let lane) = channelsByNumber[channel]?.role else { return }
            lane.returned(message, reason)
        case .confirm(let channel, let number, let multiple, let taken):
            guard case .publishing(let lane) = channelsByNumber[channel]?.role else { return }
            lane.confirm(number, multiple: multiple, taken: taken)
        case .reply(let channel, let reply): try answer(channel, reply)
        case .consumerCancelled(let channel): consumerCancelled(channel)
        case .channelClosed(let number, let reason):
            try session.sendChannelCloseOK(number)
            guard let channel = channelsByNumber[number] else { return }
            remove(channel, reason.portError("\(session.settings.address) closed the channel"))
        case .connectionClosed(let reason):
            try? session.sendCloseOK()
            throw .closed(reason)
        case .connectionCloseOK: closing?.deadline = now
        case .blocked(let reason): setBlocked(reason.isEmpty ? "no reason given" : reason)
        case .unblocked: setBlocked(nil)
        }
    }

    private func answer(_ number: UInt16, _ reply: Reply) throws(WireFailure) {
        guard let channel = channelsByNumber[number] else { return }
        if case .consuming(let lane) = channel.role { lane.flushArrived() }
        try channel.answer(reply)
        guard reply.method == AMQP_CHANNEL_CLOSE_OK_METHOD else { return }
        remove(channel, Self.channelGone)
    }

    /// The queue is gone, or its node is; deliveries already here can still be acknowledged as far as that means
    /// anything.
    private func consumerCancelled(_ number: UInt16) {
        guard case .consuming(let lane) = channelsByNumber[number]?.role else { return }
        lane.flushArrived()
        lane.isRetiring = true
        lane.end(PortError(.transient, "RabbitMQ", "the broker ended the subscription (was the queue deleted?)"))
    }

    private func setBlocked(_ reason: String?) {
        guard blocked != reason else { return }
        blocked = reason
        shared.setBlocked(reason)
    }
}
