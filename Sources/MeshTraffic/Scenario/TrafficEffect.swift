package import Domain

/// What happens to requests that a certain policy governs.
package struct TrafficEffect: Hashable, Sendable {
    /// All of them must hold for a client, a request and a server; empty: every request is meant.
    package var conditions: [PolicyCondition] = []
    /// Only requests to these; empty: any.
    package var services: [ServiceName] = []
    package var change = Change()
    /// Seconds since the conditions first held for any request (and have done so since).
    package var from: Double?
    package var until: Double?
    /// Seconds since the scenario began.
    package var fromStart: Double?
    package var untilStart: Double?
    /// Seconds over which the effect grows to its full size; `nil`: at once.
    package var ramp: Double?

    package init() {}

    /// Shares are 0 to 1; what is not given stays as it is.
    package struct Change: Hashable, Sendable {
        /// Replaces the service's own.
        package var errorRate: Double?
        package var errorCode: Int?
        package var latencyFactor: Double = 1
        /// Milliseconds.
        package var latencyAdd: Double = 0
        /// Answered 403 by the server's proxy.
        package var rbacDenied: Double = 0
        /// Never connect.
        package var connectionFailures: Double = 0
        /// Of the failed connections, those that fail at the handshake.
        package var tlsFailures: Double = 0
        /// Turned away by the client's circuit breaker.
        package var circuitBreakerTrips: Double = 0
        /// Hosts taken out, per minute and client pod.
        package var outlierEjections: Double = 0
        package var requestFactor: Double = 1

        package init() {}
    }
}

/// Something about the object of a kind that governs a request: the rule of the route that it takes, the
/// DestinationRule of its client, the policies of its server's pod …
package struct PolicyCondition: Hashable, Sendable {
    package enum Test: Hashable, Sendable {
        /// Such an object governs the request at all.
        case governs
        case exists
        case absent
        case equals(JSONValue)
        case differs(JSONValue)
        /// The array has this element, or the string this part.
        case contains(JSONValue)
    }

    package var kind: String
    package var namespace: String?
    package var name: String?
    package var namePrefix: String?
    package var nameContains: String?
    package var path: FieldPath
    package var test: Test

    package init(kind: String, path: FieldPath = .root, test: Test = .governs) {
        self.kind = kind
        self.path = path
        self.test = test
    }

    /// Whether it holds for the objects of its kind that govern a request. `absent` and `differs` hold where no object
    /// is there at all.
    func holds(for objects: [JSONValue]) -> Bool {
        let meant = objects.filter(isMeant)
        switch test {
        case .governs: return !meant.isEmpty
        case .exists: return meant.contains { $0[path] != nil }
        case .absent: return meant.allSatisfy { $0[path] == nil }
        case .equals(let value): return meant.contains { $0[path].map { Self.same($0, value) } ?? false }
        case .differs(let value): return !meant.contains { $0[path].map { Self.same($0, value) } ?? false }
        case .contains(let value): return meant.contains { $0[path].map { Self.has($0, value) } ?? false }
        }
    }

    private func isMeant(_ object: JSONValue) -> Bool {
        let own = object["metadata"]?["name"]?.string ?? ""
        return (namespace.map { $0 == object["metadata"]?["namespace"]?.string } ?? true)
            && (name.map { $0 == own } ?? true) && (namePrefix.map { own.hasPrefix($0) } ?? true)
            && (nameContains.map { own.contains($0) } ?? true)
    }

    /// 5 and 5.0 are the same.
    private static func same(_ one: JSONValue, _ other: JSONValue) -> Bool {
        if let one = one.number, let other = other.number { return one == other }
        return one == other
    }

    private static func has(_ whole: JSONValue, _ part: JSONValue) -> Bool {
        if let elements = whole.array { return elements.contains { same($0, part) } }
        guard let text = whole.string, let piece = part.string else { return false }
        return text.contains(piece)
    }
}
