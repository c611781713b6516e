import CRabbitMQ
import Domain
import Glibc
import Ports

extension AMQPSession {
    /// Connects and logs in. Waits, at most about `connectLimit` twice (once to connect, once to log in).
    /// - Throws: `transient` where nobody answers, `permanent` where the broker refuses us.
    static func open(_ settings: BrokerSettings) throws(PortError) -> AMQPSession {
        guard let state = amqp_new_connection() else {
            throw PortError(.transient, "RabbitMQ", "no memory for a connection")
        }
        do throws(PortError) {
            try connect(state, settings)
            try logIn(state, settings)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        return AMQPSession(state, settings)
    }

    private static func connect(_ state: amqp_connection_state_t, _ settings: BrokerSettings) throws(PortError) {
        let address = settings.address
        var limit = timeval(settings.connectLimit)
        amqp_set_handshake_timeout(state, &limit)
        let socket = address.tls == nil ? amqp_tcp_socket_new(state) : amqp_ssl_socket_new(state)
        guard let socket else { throw PortError(.transient, "RabbitMQ", "no memory for a socket") }
        if let tls = address.tls { try load(tls, into: socket) }
        let status = amqp_socket_open_noblock(socket, address.host, Int32(address.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else { throw noConnection(status, address) }
    }

    private static func load(_ files: BrokerAddress.TLSFiles, into socket: OpaquePointer) throws(PortError) {
        amqp_ssl_socket_set_verify_peer(socket, 1)
        amqp_ssl_socket_set_verify_hostname(socket, 1)
        let newest = AMQP_TLSvLATEST
        guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, newest) == AMQP_STATUS_OK.rawValue else {
            throw PortError(.permanent, "RabbitMQ", "this system's OpenSSL does not speak TLS 1.2")
        }
        guard amqp_ssl_socket_set_cacert(socket, files.authorities) == AMQP_STATUS_OK.rawValue else {
            throw PortError(
                .permanent, "RabbitMQ",
                "cannot read certificate authorities from \(files.authorities): it must be a PEM file (cacertfile=)")
        }
        guard let certificate = files.certificate, let key = files.key else { return }
        guard amqp_ssl_socket_set_key(socket, certificate, key) == AMQP_STATUS_OK.rawValue else {
            throw PortError(
                .permanent, "RabbitMQ",
                "cannot use certificate \(certificate) with key \(key): both must be PEM files that belong together")
        }
    }

    private static func noConnection(_ status: Int32, _ address: BrokerAddress) -> PortError {
        let why: String
        switch amqp_status_enum(status) {
        case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED: why = "the name \(address.host) is not known"
        case AMQP_STATUS_TIMEOUT: why = "no answer in time"
        case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED: why = "its certificate is not for \(address.host)"
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_ERROR:
            why =
                "TLS failed: either its certificate is not signed by an authority in "
                + "\(address.tls?.authorities ?? "the file"), is not for \(address.host) or has expired, "
                + "or that port does not speak TLS"
        case AMQP_STATUS_SOCKET_ERROR: why = "nothing accepts connections there; is RabbitMQ running?"
        default: why = WireFailure.text(of: status)
        }
        return PortError(.transient, "RabbitMQ", "cannot connect to \(address): \(why)", code: String(status))
    }

    private static func logIn(_ state: amqp_connection_state_t, _ settings: BrokerSettings) throws(PortError) {
        let address = settings.address
        let pool = WirePool()
        var properties = amqp_table_t()
        do throws(WireFailure) {
            properties = try pool.table([
                "product": "HotSwap",
                "connection_name": .string(settings.name),
                "capabilities": [
                    "publisher_confirms": true, "basic.nack": true, "consumer_cancel_notify": true,
                    "connection.blocked": true, "authentication_failure_close": true,
                ],
            ])
        } catch {
            throw error.portError(address)
        }
        let reply = hotswap_amqp_login_plain(
            state, address.virtualHost, 2047, 131_072, Int32(clamping: settings.heartbeat), &properties, address.user,
            address.password.secret)
        guard reply.reply_type != AMQP_RESPONSE_NORMAL else { return }
        throw refusal(reply, address)
    }

    private static func refusal(_ reply: amqp_rpc_reply_t, _ address: BrokerAddress) -> PortError {
        guard reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION, reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD,
            let close = reply.reply.decoded?.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
        else {
            let why = WireFailure.text(of: reply.library_error)
            return PortError(
                .transient, "RabbitMQ",
                "\(address) accepted the connection but did not let us log in (\(why)); is that RabbitMQ's AMQP port?",
                code: String(reply.library_error))
        }
        let reason = BrokerReason(code: close.reply_code, text: String(close.reply_text))
        guard reason.code == 403 else {
            return reason.portError("\(address) refused user \(address.user)")
        }
        return PortError(
            .permanent, "RabbitMQ",
            "\(address) does not know user \(address.user) with that password; correct the broker's URL", code: "403")
    }
}

extension timeval {
    /// A duration of at least a microsecond.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(
            tv_sec: Int(clamping: max(0, seconds)), tv_usec: Int(clamping: max(1, attoseconds / 1_000_000_000_000)))
    }
}
