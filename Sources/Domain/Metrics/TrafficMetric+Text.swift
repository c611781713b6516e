extension TrafficMetric {
    /// What people call it in a sentence.
    package var title: String {
        switch self {
        case .successRate: "success rate"
        case .errorRate: "error rate"
        case .p50: "p50 latency"
        case .p95: "p95 latency"
        case .p99: "p99 latency"
        case .requestsPerSecond: "requests"
        case .connectionFailures: "connection failures"
        case .circuitBreakerTrips: "circuit breaker trips"
        case .rbacDenials: "RBAC denials"
        case .unauthorized: "answers with 401 or 403"
        case .tlsHandshakeFailures: "TLS handshake failures"
        case .outlierEjections: "outlier ejections"
        case .refused: "refused requests"
        case .tlsFailures: "failed TLS handshakes"
        case .wouldBeDenied: "requests that would be denied"
        }
    }
}

/// Numbers as people read them: no more digits than tell something.
enum NumberText {
    /// `23.4 %`, `180 ms`, `100/min`, `3`. At least so many digits that it differs from `other`, where it does.
    static func quantity(_ value: Double, unit: String, unlike other: Double? = nil) -> String {
        var places = abs(value) < 1 ? 3 : 2
        var text = decimal(value, places: places)
        while let other, other != value, places < 9, text == decimal(other, places: places) {
            places += 1
            text = decimal(value, places: places)
        }
        guard let first = unit.first else { return text }
        return first == "/" ? text + unit : "\(text) \(unit)"
    }

    static func seconds(_ duration: Duration) -> String { "\(decimal(duration.inSeconds, places: 1)) s" }

    static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        guard rounded.isFinite, abs(rounded) < 1e15 else { return value.description }
        return rounded == rounded.rounded() ? String(Int64(rounded)) : rounded.description
    }
}
