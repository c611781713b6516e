package import Domain

/// The names of every queue and exchange and how they are declared: the whole of what HotSwap keeps in a broker.
///
/// Jobs go through the default exchange (routing key = queue name), so that one lookup routes them. What a queue gives
/// up (rejected, or delivered too often) goes to the dead-letter queue beside it.
package struct Topology: Hashable, Sendable {
    /// The stages that have a queue: all there are. A new stage gets its queues when the topology is declared next.
    package static let allStages = Stage.allCases.map(\.rawValue)

    /// What all names begin with: `hotswap`, or something of its own where several installations share a broker.
    package let prefix: String
    /// The stages of this topology, see `allStages`.
    package let stages: [String]
    /// How often a message may come back unacknowledged before it is dead-lettered. A worker that dies hands back
    /// everything it held, so this is well above the number of crashes that a healthy message lives through.
    package let deliveryLimit: Int64

    package init(prefix: String = "hotswap", stages: [String] = Topology.allStages, deliveryLimit: Int64 = 20) {
        self.prefix = prefix
        self.stages = stages
        self.deliveryLimit = deliveryLimit
    }

    /// The queue of `stage`.
    package func jobs(_ stage: String) -> String { "\(prefix).jobs.\(stage)" }
    /// The dead-letter queue of `stage`.
    package func dead(_ stage: String) -> String { "\(prefix).dead.\(stage)" }
    /// The queue by which requests come in.
    package var requests: String { "\(prefix).requests" }
    /// The dead-letter queue of `requests`.
    package var deadRequests: String { "\(prefix).requests.dead" }
    /// The topic exchange that carries events.
    package var events: String { "\(prefix).events" }

    /// All queues, each after the one that its dead letters go to.
    package var queues: [QueueDeclaration] {
        let work = stages.map { (jobs($0), dead($0)) } + [(requests, deadRequests)]
        return work.flatMap { live, dead in
            [
                QueueDeclaration(name: dead, arguments: ["x-queue-type": "quorum"]),
                QueueDeclaration(
                    name: live,
                    arguments: [
                        "x-queue-type": "quorum",
                        "x-delivery-limit": .int(deliveryLimit),
                        "x-dead-letter-exchange": "",
                        "x-dead-letter-routing-key": .string(dead),
                    ]),
            ]
        }
    }

    /// All exchanges; every one is durable.
    package var exchanges: [ExchangeDeclaration] { [ExchangeDeclaration(name: events, type: "topic")] }
}

/// A durable queue.
package struct QueueDeclaration: Hashable, Sendable {
    package let name: String
    /// The AMQP arguments; strings, integers and booleans only.
    package let arguments: [String: JSONValue]

    package init(name: String, arguments: [String: JSONValue]) {
        self.name = name
        self.arguments = arguments
    }
}

/// A durable exchange.
package struct ExchangeDeclaration: Hashable, Sendable {
    package let name: String
    /// `topic`, `direct`, `fanout` or `headers`.
    package let type: String

    package init(name: String, type: String) {
        self.name = name
        self.type = type
    }
}
