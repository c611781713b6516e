/// What clients say of requests that failed before a server could count them: no connection, no healthy server, no
/// route, turned away by a circuit breaker. Rates per second.
package struct ClientReports: Hashable, Sendable {
    /// All requests and connections, with whose number failures grow by themselves.
    package var calls: Double = 0
    /// Requests that failed so.
    package var unanswered: Double = 0
    /// Requests and connections that failed so for want of a connection.
    package var unconnected: Double = 0
    /// Requests and connections that a circuit breaker turned away.
    package var overflowed: Double = 0

    package init(
        calls: Double = 0, unanswered: Double = 0, unconnected: Double = 0, overflowed: Double = 0
    ) {
        self.overflowed = overflowed
        self.calls = calls
        self.unanswered = unanswered
        self.unconnected = unconnected
    }

    /// The reports of both together.
    package static func += (left: inout ClientReports, right: ClientReports) {
        left.calls += right.calls
        left.unanswered += right.unanswered
        left.unconnected += right.unconnected
        left.overflowed += right.overflowed
    }

    /// How much more failed than would have by the time before, and by more than chance makes of it. Of a time that
    /// nobody called in nothing is known.
    fileprivate func beyond(_ before: ClientReports, window: Duration) -> ClientReports {
        guard before.calls > 0 else { return ClientReports(calls: calls) }
        let growth = calls / before.calls
        return ClientReports(
            calls: calls,
            unanswered: Excess.of(unanswered, over: before.unanswered * growth, window: window),
            unconnected: Excess.of(unconnected, over: before.unconnected * growth, window: window),
            overflowed: Excess.of(overflowed, over: before.overflowed * growth, window: window))
    }
}

extension Traffic {
    /// The traffic with the requests that only clients know of, as far as there are more of those than `before`, and no
    /// more than its servers lack of their share: what others' servers did not answer is not charged. What they lack is
    /// taken as it is, chance and all: it only says whose the failures are, and that there are more is certain already.
    ///
    /// - Parameter share: What part of all calls is to come here; `nil`: nobody says.
    func charged(beyond before: Traffic, share: Double?, window: Duration) -> Traffic {
        let excess = reports.beyond(before.reports, window: window)
        let missing = share.map { max($0 * reports.calls - max(requests, connections), 0) } ?? .infinity
        let (unanswered, unconnected) = (min(excess.unanswered, missing), min(excess.unconnected, missing))
        var charged = self
        charged.requests += unanswered
        charged.failures += unanswered
        charged.connections += unconnected
        charged.connectionFailures += unconnected
        charged.circuitBreakerTrips += min(excess.overflowed, missing)
        return charged
    }
}

extension ClientReports {
    var json: JSONValue {
        [
            "calls": .double(calls), "unanswered": .double(unanswered), "unconnected": .double(unconnected),
            "overflowed": .double(overflowed),
        ]
    }

    init(json: JSONValue) {
        func rate(_ key: String) -> Double { json[key]?.number.flatMap { $0.isFinite ? $0 : nil } ?? 0 }
        self.init(
            calls: rate("calls"), unanswered: rate("unanswered"), unconnected: rate("unconnected"),
            overflowed: rate("overflowed"))
    }
}
