import Domain
import MeshModel

/// Requests of one client pod to one server pod, as far as they fare alike.
struct Flow: Sendable {
    /// Indices into the map's pods; no server where the requests end before one, or outside of the cluster.
    let client: Int
    var server: Int?
    /// What was called in the end, after routing.
    let destination: Destination
    /// Requests per second, before noise and effects.
    let rate: Double
    /// The effects that hold for it, as indices of the scenario's.
    var effects: [Int] = []
    let behaviour: ServiceBehaviour
    var fate = Fate()
    let isHTTP: Bool
    /// Where its counters are, by outcome; made when an outcome first occurs.
    var handles: [Outcome: SeriesHandles] = [:]
    /// Where its noise's wave begins, in radians.
    var phase: Double = 0
}

/// What the counters of a flow depend on: where it is the same as before, they are too.
struct FlowKey: Hashable {
    let client: String
    let server: String?
    let destination: Destination
    let fate: Fate
    let isHTTP: Bool

    init(_ flow: Flow, _ map: TrafficMap) {
        client = map.pods[flow.client].owner
        server = flow.server.map { map.pods[$0].owner }
        (destination, fate, isHTTP) = (flow.destination, flow.fate, flow.isHTTP)
    }
}

/// A service, one of its subsets, and the port, as metrics name them.
struct Destination: Hashable, Sendable {
    /// `nil` for a host that the mesh knows nothing of.
    let service: ServiceName?
    let host: String
    let subset: String
    let port: Int
}

/// What the mesh's policies make of a flow, whatever the service does.
struct Fate: Hashable, Sendable {
    /// The client's proxy answers by itself.
    struct Answer: Hashable, Sendable {
        let status: Int
        let flags: String
    }

    enum Verdict: Hashable, Sendable {
        case allowed
        /// 403 by authorization.
        case denied
        /// 401: the token is not taken.
        case unauthorized
        /// 404: a Server's routes do not take it.
        case notFound
    }

    /// Why no connection comes about.
    enum Obstacle: Hashable, Sendable {
        /// Plain text to a server that demands mutual TLS.
        case plainTextRefused
        /// TLS to a server that does not speak it.
        case handshake
    }

    var answer: Answer?
    var abortShare = 0.0
    var abortStatus = 503
    var delayShare = 0.0
    /// Milliseconds.
    var delay = 0.0
    /// The share that the client's circuit breaker turns away.
    var overflow = 0.0
    var obstacle: Obstacle?
    var isMutualTLS = false
    var verdict = Verdict.allowed
    /// What dry-run policies would have said.
    var shadowDeny: Bool?
    var shadowAllow: Bool?
    /// Milliseconds.
    var timeout: Double?
    /// Consecutive errors until outlier detection takes the host out, and seconds for which it does.
    var ejectionAfter: Int?
    var ejectionTime = 30.0
    /// Linkerd's inbound policy, for its labels.
    var linkerd: LinkerdDecision?
}

/// How some of a flow's requests end.
struct Outcome: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// By the client's proxy: no route, a fault, a direct response.
        case answered
        case overflowed
        /// No connection to the server.
        case unreachable(isHandshake: Bool)
        /// By the server's proxy.
        case refused
        /// By the service, well or badly.
        case served
        /// The service would have answered, too late.
        case timedOut
    }

    let kind: Kind
    let code: Int
    /// Envoy's response flags.
    let flags: String

    var reachesServer: Bool {
        switch kind {
        case .answered, .overflowed, .unreachable: false
        case .refused, .served, .timedOut: true
        }
    }
}
