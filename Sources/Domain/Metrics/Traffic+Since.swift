extension Traffic {
    /// The traffic of a destination that had some (`had`) before the rollout, for what has come to it since: all that
    /// fails beyond the usual is put down to that. Latencies cannot be told apart, and are those of all.
    ///
    /// - Parameters:
    ///   - growth: How much of `had` should still come if nothing else had changed.
    ///   - share: The part of all requests, those beside included, that is new at any rate: what `had` counted may have
    ///     ended with whatever sent it.
    func since(_ had: Traffic, growth: Double, share: Double, beside: Traffic, window: Duration) -> Traffic {
        func new(_ now: Double, _ before: Double, beside: Double) -> Double {
            max(now - before * growth, min(now, (now + beside) * share), 0)
        }
        func failed(_ now: Double, of whole: Double, _ before: Double, of all: Double, new: Double) -> Double {
            let usual = all > 0 ? before / all : 0
            return min(usual * new + Excess.of(now, over: usual * whole, window: window), new)
        }
        var rest = self
        rest.requests = new(requests, had.requests, beside: beside.requests)
        rest.connections = new(connections, had.connections, beside: beside.connections)
        rest.failures = failed(failures, of: requests, had.failures, of: had.requests, new: rest.requests)
        rest.unauthorized = failed(unauthorized, of: requests, had.unauthorized, of: had.requests, new: rest.requests)
        rest.connectionFailures = failed(
            connectionFailures, of: connections, had.connectionFailures, of: had.connections, new: rest.connections)
        rest.tlsHandshakeFailures = failed(
            tlsHandshakeFailures, of: handshakes, had.tlsHandshakeFailures, of: had.handshakes,
            new: max(rest.requests, rest.connections))
        for counter in [\Traffic.rbacDenials, \.circuitBreakerTrips, \.outlierEjections] {
            let (now, before) = (self[keyPath: counter], had[keyPath: counter])
            rest[keyPath: counter] = failed(now, of: requests, before, of: had.requests, new: rest.requests)
        }
        return rest
    }
}
