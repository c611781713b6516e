import CRabbitMQ

/// A method frame, read.
enum InboundMethod {
    /// The beginning of a message.
    case deliver(InboundMessage)
    /// The beginning of a message that comes back.
    case returned(InboundMessage, BrokerReason)
    /// Complete in itself, once the channel is known.
    case other((UInt16) -> Inbound)

    /// `nil` for what we never asked for and can leave unanswered.
    init?(_ method: amqp_method_t) {
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            guard let deliver = Self.read(method, as: amqp_basic_deliver_t.self) else { return nil }
            self = .deliver(
                InboundMessage(
                    number: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
                    exchange: String(deliver.exchange), routingKey: String(deliver.routing_key)))
        case AMQP_BASIC_RETURN_METHOD:
            guard let returned = Self.read(method, as: amqp_basic_return_t.self) else { return nil }
            self = .returned(
                InboundMessage(
                    number: 0, redelivered: false, exchange: String(returned.exchange),
                    routingKey: String(returned.routing_key)),
                BrokerReason(code: returned.reply_code, text: String(returned.reply_text)))
        default:
            guard let other = Self.confirm(method) ?? Self.ending(method) ?? Self.reply(method) else { return nil }
            self = .other(other)
        }
    }

    private static func confirm(_ method: amqp_method_t) -> ((UInt16) -> Inbound)? {
        switch method.id {
        case AMQP_BASIC_ACK_METHOD:
            guard let ack = read(method, as: amqp_basic_ack_t.self) else { return nil }
            return {
                .confirm(channel: $0, number: ack.delivery_tag, multiple: ack.multiple != 0, taken: true)
            }
        case AMQP_BASIC_NACK_METHOD:
            guard let nack = read(method, as: amqp_basic_nack_t.self) else { return nil }
            return {
                .confirm(channel: $0, number: nack.delivery_tag, multiple: nack.multiple != 0, taken: false)
            }
        default: return nil
        }
    }

    private static func ending(_ method: amqp_method_t) -> ((UInt16) -> Inbound)? {
        switch method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            guard let close = read(method, as: amqp_channel_close_t.self) else { return nil }
            let reason = BrokerReason(code: close.reply_code, text: String(close.reply_text))
            return { .channelClosed(channel: $0, reason) }
        case AMQP_CONNECTION_CLOSE_METHOD:
            guard let close = read(method, as: amqp_connection_close_t.self) else { return nil }
            let reason = BrokerReason(code: close.reply_code, text: String(close.reply_text))
            return { _ in .connectionClosed(reason) }
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let reason = read(method, as: amqp_connection_blocked_t.self).map { String($0.reason) } ?? ""
            return { _ in .blocked(reason) }
        case AMQP_CONNECTION_UNBLOCKED_METHOD: return { _ in .unblocked }
        case AMQP_CONNECTION_CLOSE_OK_METHOD: return { _ in .connectionCloseOK }
        case AMQP_BASIC_CANCEL_METHOD: return { .consumerCancelled(channel: $0) }
        default: return nil
        }
    }

    private static func reply(_ method: amqp_method_t) -> ((UInt16) -> Inbound)? {
        var reply = Reply(method: method.id)
        switch method.id {
        case AMQP_QUEUE_DECLARE_OK_METHOD:
            reply.messages = read(method, as: amqp_queue_declare_ok_t.self)?.message_count ?? 0
        case AMQP_QUEUE_DELETE_OK_METHOD:
            reply.messages = read(method, as: amqp_queue_delete_ok_t.self)?.message_count ?? 0
        case AMQP_CHANNEL_OPEN_OK_METHOD, AMQP_CHANNEL_CLOSE_OK_METHOD, AMQP_CONFIRM_SELECT_OK_METHOD,
            AMQP_EXCHANGE_DECLARE_OK_METHOD, AMQP_EXCHANGE_DELETE_OK_METHOD, AMQP_QUEUE_BIND_OK_METHOD,
            AMQP_BASIC_QOS_OK_METHOD, AMQP_BASIC_CONSUME_OK_METHOD, AMQP_BASIC_CANCEL_OK_METHOD:
            break
        default: return nil
        }
        let complete = reply
        return { .reply(channel: $0, complete) }
    }

    private static func read<Fields>(_ method: amqp_method_t, as type: Fields.Type) -> Fields? {
        method.decoded?.assumingMemoryBound(to: type).pointee
    }
}
