import CRabbitMQ
import Glibc
import Ports

/// One logged-in connection of librabbitmq. Belongs to one thread; nothing here waits except `open`, and sending where
/// the kernel's buffer is full.
final class AMQPSession {
    let settings: BrokerSettings
    /// The socket, to wait on.
    let descriptor: Int32
    /// The most channels that the broker allows.
    let channelLimit: UInt16
    /// Seconds, as agreed with the broker.
    let heartbeat: Int
    let pool = WirePool()
    private let state: amqp_connection_state_t
    private var assembler: ContentAssembler

    /// Takes over a connection that has logged in.
    init(_ state: amqp_connection_state_t, _ settings: BrokerSettings) {
        self.state = state
        self.settings = settings
        descriptor = amqp_get_sockfd(state)
        let limit = amqp_get_channel_max(state)
        channelLimit = limit > 0 ? UInt16(clamping: limit) : 2047
        heartbeat = max(1, Int(amqp_get_heartbeat(state)))
        assembler = ContentAssembler(maximumBody: settings.maximumBody)
    }

    deinit { amqp_destroy_connection(state) }

    /// The next thing that the broker said; `nil` when nothing is there. Sends heartbeats that are due.
    func read() throws(WireFailure) -> Inbound? {
        while true {
            var frame = amqp_frame_t()
            var noWait = timeval()
            let status = amqp_simple_wait_frame_noblock(state, &frame, &noWait)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try check(status)
            defer { amqp_maybe_release_buffers_on_channel(state, frame.channel) }
            if let inbound = try inbound(frame) { return inbound }
        }
    }

    private func inbound(_ frame: amqp_frame_t) throws(WireFailure) -> Inbound? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: return try method(frame.payload.method, frame.channel)
        case AMQP_FRAME_HEADER:
            let header = frame.payload.properties
            guard header.class_id == UInt16(AMQP_BASIC_CLASS), let decoded = header.decoded else {
                throw .violation("a content header of class \(header.class_id)")
            }
            let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            return try assembler.header(Delivery.Content(properties), size: header.body_size, channel: frame.channel)
        case AMQP_FRAME_BODY:
            let part = frame.payload.body_fragment
            return try assembler.body(
                UnsafeRawBufferPointer(start: part.bytes, count: part.len), channel: frame.channel)
        default: return nil
        }
    }

    private func method(_ method: amqp_method_t, _ channel: UInt16) throws(WireFailure) -> Inbound? {
        switch InboundMethod(method) {
        case .deliver(let message):
            try assembler.begin(message, channel: channel)
            return nil
        case .returned(let message, let reason):
            try assembler.begin(message, channel: channel, returned: reason)
            return nil
        case .other(let other):
            return other(channel)
        case nil:
            return nil
        }
    }

    /// Forgets a channel that is closed.
    func forget(channel: UInt16) {
        assembler.drop(channel: channel)
        amqp_maybe_release_buffers_on_channel(state, channel)
    }

    /// Sends one method. The caller's arguments live in `pool`, which is recycled here.
    func send<Method>(_ id: UInt32, _ method: Method, channel: UInt16) throws(WireFailure) {
        var method = method
        let status = withUnsafeMutablePointer(to: &method) { amqp_send_method(state, channel, id, $0) }
        pool.recycle()
        try check(status)
    }

    /// Publishes one message, persistent. It must have no `objection`.
    func publish(_ message: OutgoingMessage, channel: UInt16) throws(WireFailure) {
        defer { pool.recycle() }
        var properties = try self.properties(message)
        let (exchange, key) = (try pool.bytes(message.exchange), try pool.bytes(message.routingKey))
        let status = message.body.withUnsafeBytes { body in
            amqp_basic_publish(
                state, channel, exchange, key, message.mandatory ? 1 : 0, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        try check(status)
    }

    private func properties(_ message: OutgoingMessage) throws(WireFailure) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG
        properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        if let text = message.contentType {
            properties.content_type = try pool.bytes(text)
            flags |= AMQP_BASIC_CONTENT_TYPE_FLAG
        }
        if let text = message.messageID {
            properties.message_id = try pool.bytes(text)
            flags |= AMQP_BASIC_MESSAGE_ID_FLAG
        }
        if let text = message.correlationID {
            properties.correlation_id = try pool.bytes(text)
            flags |= AMQP_BASIC_CORRELATION_ID_FLAG
        }
        if let text = message.replyTo {
            properties.reply_to = try pool.bytes(text)
            flags |= AMQP_BASIC_REPLY_TO_FLAG
        }
        if !message.headers.isEmpty {
            properties.headers = try pool.table(message.headers)
            flags |= AMQP_BASIC_HEADERS_FLAG
        }
        properties._flags = UInt32(flags)
        return properties
    }

    /// Holds small packets back (`true`) until the batch is complete (`false`): most of the cost of a frame is its
    /// packet.
    func cork(_ on: Bool) {
        var flag: Int32 = on ? 1 : 0
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &flag, socklen_t(MemoryLayout<Int32>.size))
    }

    private func check(_ status: Int32) throws(WireFailure) {
        guard status == AMQP_STATUS_OK.rawValue else { throw .library(status) }
    }
}
