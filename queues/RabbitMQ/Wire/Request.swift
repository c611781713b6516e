import CRabbitMQ
import JobEnvelope

/// What the broker can be asked on a channel; it answers in the order of asking.
enum Request: Sendable {
    case openChannel
    case closeChannel
    /// Publisher confirms from now on.
    case confirmSelect
    case prefetch(Int)
    case consume(queue: String)
    case cancelConsumer
    case declareQueue(QueueDeclaration)
    /// How many messages a queue holds; the channel is closed (404) where there is no such queue.
    case countMessages(queue: String)
    case declareExchange(ExchangeDeclaration)
    /// A queue of this connection alone, that goes with it.
    case declareTransientQueue(name: String)
    case bind(queue: String, exchange: String, routingKey: String)
    case deleteQueue(String)
    case deleteExchange(String)

    /// The one consumer of a channel needs a tag only to be cancelled by.
    private static let consumerTag = "hotswap"

    /// The method that answers.
    var answer: UInt32 {
        switch self {
        case .openChannel: AMQP_CHANNEL_OPEN_OK_METHOD
        case .closeChannel: AMQP_CHANNEL_CLOSE_OK_METHOD
        case .confirmSelect: AMQP_CONFIRM_SELECT_OK_METHOD
        case .prefetch: AMQP_BASIC_QOS_OK_METHOD
        case .consume: AMQP_BASIC_CONSUME_OK_METHOD
        case .cancelConsumer: AMQP_BASIC_CANCEL_OK_METHOD
        case .declareQueue, .countMessages, .declareTransientQueue: AMQP_QUEUE_DECLARE_OK_METHOD
        case .declareExchange: AMQP_EXCHANGE_DECLARE_OK_METHOD
        case .bind: AMQP_QUEUE_BIND_OK_METHOD
        case .deleteQueue: AMQP_QUEUE_DELETE_OK_METHOD
        case .deleteExchange: AMQP_EXCHANGE_DELETE_OK_METHOD
        }
    }

    /// Sends it.
    func send(on channel: UInt16, by session: AMQPSession) throws(WireFailure) {
        let pool = session.pool
        switch self {
        case .openChannel:
            try session.send(AMQP_CHANNEL_OPEN_METHOD, amqp_channel_open_t(), channel: channel)
        case .closeChannel:
            var close = amqp_channel_close_t()
            close.reply_code = UInt16(AMQP_REPLY_SUCCESS)
            try session.send(AMQP_CHANNEL_CLOSE_METHOD, close, channel: channel)
        case .confirmSelect:
            try session.send(AMQP_CONFIRM_SELECT_METHOD, amqp_confirm_select_t(), channel: channel)
        case .prefetch(let count):
            var quality = amqp_basic_qos_t()
            quality.prefetch_count = UInt16(clamping: max(1, count))
            try session.send(AMQP_BASIC_QOS_METHOD, quality, channel: channel)
        case .consume(let queue):
            var consume = amqp_basic_consume_t()
            consume.queue = try pool.bytes(queue)
            consume.consumer_tag = try pool.bytes(Self.consumerTag)
            try session.send(AMQP_BASIC_CONSUME_METHOD, consume, channel: channel)
        case .cancelConsumer:
            var cancel = amqp_basic_cancel_t()
            cancel.consumer_tag = try pool.bytes(Self.consumerTag)
            try session.send(AMQP_BASIC_CANCEL_METHOD, cancel, channel: channel)
        case .declareQueue, .countMessages, .declareTransientQueue, .bind, .deleteQueue:
            try sendAboutQueue(on: channel, by: session)
        case .declareExchange(let declaration):
            var declare = amqp_exchange_declare_t()
            declare.exchange = try pool.bytes(declaration.name)
            declare.type = try pool.bytes(declaration.type)
            declare.durable = 1
            try session.send(AMQP_EXCHANGE_DECLARE_METHOD, declare, channel: channel)
        case .deleteExchange(let name):
            var delete = amqp_exchange_delete_t()
            delete.exchange = try pool.bytes(name)
            try session.send(AMQP_EXCHANGE_DELETE_METHOD, delete, channel: channel)
        }
    }

    private func sendAboutQueue(on channel: UInt16, by session: AMQPSession) throws(WireFailure) {
        let pool = session.pool
        var declare = amqp_queue_declare_t()
        switch self {
        case .declareQueue(let declaration):
            declare.queue = try pool.bytes(declaration.name)
            declare.durable = 1
            declare.arguments = try pool.table(declaration.arguments)
        case .countMessages(let queue):
            declare.queue = try pool.bytes(queue)
            declare.passive = 1
        case .declareTransientQueue(let name):
            declare.queue = try pool.bytes(name)
            declare.exclusive = 1
            declare.auto_delete = 1
        case .bind(let queue, let exchange, let routingKey):
            var bind = amqp_queue_bind_t()
            bind.queue = try pool.bytes(queue)
            bind.exchange = try pool.bytes(exchange)
            bind.routing_key = try pool.bytes(routingKey)
            return try session.send(AMQP_QUEUE_BIND_METHOD, bind, channel: channel)
        case .deleteQueue(let name):
            var delete = amqp_queue_delete_t()
            delete.queue = try pool.bytes(name)
            return try session.send(AMQP_QUEUE_DELETE_METHOD, delete, channel: channel)
        case .openChannel, .closeChannel, .confirmSelect, .prefetch, .consume, .cancelConsumer, .declareExchange,
            .deleteExchange:
            return
        }
        try session.send(AMQP_QUEUE_DECLARE_METHOD, declare, channel: channel)
    }
}
