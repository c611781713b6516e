import CRabbitMQ

extension AMQPSession {
    /// Tells the broker about a delivery.
    func send(_ frame: AckLedger.Frame, channel: UInt16) throws(WireFailure) {
        switch frame {
        case .ack(let number, let multiple):
            let ack = amqp_basic_ack_t(delivery_tag: number, multiple: multiple ? 1 : 0)
            try send(AMQP_BASIC_ACK_METHOD, ack, channel: channel)
        case .reject(let number, let requeue):
            let reject = amqp_basic_reject_t(delivery_tag: number, requeue: requeue ? 1 : 0)
            try send(AMQP_BASIC_REJECT_METHOD, reject, channel: channel)
        }
    }

    /// Confirms that we have closed a channel as the broker demanded.
    func sendChannelCloseOK(_ channel: UInt16) throws(WireFailure) {
        try send(AMQP_CHANNEL_CLOSE_OK_METHOD, amqp_channel_close_ok_t(), channel: channel)
    }

    /// Says farewell; the broker answers.
    func sendClose() throws(WireFailure) {
        var close = amqp_connection_close_t()
        close.reply_code = UInt16(AMQP_REPLY_SUCCESS)
        try send(AMQP_CONNECTION_CLOSE_METHOD, close, channel: 0)
    }

    /// Answers the broker's farewell.
    func sendCloseOK() throws(WireFailure) {
        try send(AMQP_CONNECTION_CLOSE_OK_METHOD, amqp_connection_close_ok_t(), channel: 0)
    }
}
