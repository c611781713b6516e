package import JobEnvelope
package import Ports

extension RabbitMQConnection {
    /// Declares everything in `topology`; what is there already stays as it is. RabbitMQ answers INTERNAL_ERROR where
    /// somebody else consumes from a quorum queue that is just being declared; that closes the connection, and the same
    /// declaration passes on the next one.
    /// - Throws: `permanent` where something of that name is there but different, naming it.
    package func declare(_ topology: Topology) async throws(PortError) {
        let channel = try await openChannel(.requests)
        for exchange in topology.exchanges {
            try await declare(.declareExchange(exchange), "exchange \(exchange.name)", on: channel)
        }
        for queue in topology.queues { try await declare(.declareQueue(queue), "queue \(queue.name)", on: channel) }
        try await request(.closeChannel, on: channel)
    }

    private func declare(_ declaration: Request, _ name: String, on channel: UInt64) async throws(PortError) {
        do throws(PortError) {
            try await request(declaration, on: channel)
        } catch {
            let advice =
                error.code == "406"
                ? "; it is there with other settings: delete it, or use another prefix" : ""
            throw PortError(
                error.kind, error.subject, "cannot declare \(name): \(error.message)\(advice)", code: error.code)
        }
    }

    /// How many messages are ready in each of `queues`; a queue that does not exist is left out.
    /// - Throws: `transient` while the broker is blocked: it would not answer.
    package func messageCounts(_ queues: [String]) async throws(PortError) -> [String: Int] {
        if let reason = blockedReason {
            throw PortError(.transient, "RabbitMQ", "the broker is blocked (\(reason)) and counts nothing")
        }
        var counts: [String: Int] = [:]
        var channel = try await openChannel(.requests)
        for queue in queues {
            do throws(PortError) {
                counts[queue] = Int(try await request(.countMessages(queue: queue), on: channel).messages)
            } catch {
                guard error.code == "404" else { throw error }
                channel = try await openChannel(.requests)
            }
        }
        try await request(.closeChannel, on: channel)
        return counts
    }

    /// Deletes everything in `topology`, with all messages.
    package func delete(_ topology: Topology) async throws(PortError) {
        let channel = try await openChannel(.requests)
        for queue in topology.queues { try await request(.deleteQueue(queue.name), on: channel) }
        for exchange in topology.exchanges { try await request(.deleteExchange(exchange.name), on: channel) }
        try await request(.closeChannel, on: channel)
    }

    /// Makes a queue that lives as long as this connection and gets what is published to `exchange` with a routing key
    /// that `pattern` matches (`#`: all).
    package func listen(to exchange: String, pattern: String, queue: String) async throws(PortError) {
        let channel = try await openChannel(.requests)
        try await request(.declareTransientQueue(name: queue), on: channel)
        try await request(.bind(queue: queue, exchange: exchange, routingKey: pattern), on: channel)
        try await request(.closeChannel, on: channel)
    }
}
