import MeshModel

/// How the requests of a flow fare at one moment: its fate by the policies, with effects and noise.
struct Fare {
    /// Some of the requests, per second.
    struct Part {
        let outcome: Outcome
        let rate: Double
        /// As the client sees it.
        let curve: LatencyCurve
    }

    /// Requests per second in all.
    let rate: Double
    let change: TrafficEffect.Change
    private(set) var parts: [Part] = []

    init(_ flow: Flow, _ change: TrafficEffect.Change, _ noise: Noise, at seconds: Double) {
        self.change = change
        func wave(_ amplitude: Double, _ shift: Double) -> Double {
            guard amplitude > 0 else { return 1 }
            return 1 + amplitude * LatencyCurve.wave(seconds, period: noise.period, phase: flow.phase + shift)
        }
        rate = flow.rate * change.requestFactor * wave(noise.requests, 0)
        let rest = turnedAway(flow)
        guard rest > 0 else { return }
        let own = flow.behaviour
        let curve = LatencyCurve(
            p50: own.p50, p95: own.p95, factor: change.latencyFactor * wave(noise.latency, 2),
            shift: change.latencyAdd)
        let errors = min(max((change.errorRate ?? own.errorRate) * wave(noise.errors, 4), 0), 1)
        let delayed = LatencyCurve(
            p50: own.p50, p95: own.p95, factor: change.latencyFactor, shift: change.latencyAdd + flow.fate.delay)
        serve(flow, rest * (1 - flow.fate.delayShare), errors, curve)
        serve(flow, rest * flow.fate.delayShare, errors, delayed)
    }

    private mutating func add(_ kind: Outcome.Kind, _ code: Int, _ flags: String, _ rate: Double, _ curve: LatencyCurve)
    {
        guard rate > 0 else { return }
        parts.append(Part(outcome: Outcome(kind: kind, code: code, flags: flags), rate: rate, curve: curve))
    }

    /// What does not come as far as the service, in the order of the ways out; returns what does, per second.
    private mutating func turnedAway(_ flow: Flow) -> Double {
        let fate = flow.fate
        var rest = rate
        func take(_ share: Double) -> Double {
            let part = rest * min(max(share, 0), 1)
            rest -= part
            return part
        }
        if let answer = fate.answer {
            add(.answered, answer.status, answer.flags, take(1), .immediate)
            return 0
        }
        add(.answered, fate.abortStatus, "FI", take(fate.abortShare), .immediate)
        add(.overflowed, 503, "UO", take(max(fate.overflow, change.circuitBreakerTrips)), .immediate)
        switch fate.obstacle {
        case .plainTextRefused: add(.unreachable(isHandshake: false), 503, "UC", take(1), .immediate)
        case .handshake: add(.unreachable(isHandshake: true), 503, "UF", take(1), .immediate)
        case nil:
            let failed = take(change.connectionFailures)
            let handshakes = failed * change.tlsFailures
            add(.unreachable(isHandshake: true), 503, "UF", handshakes, .immediate)
            add(.unreachable(isHandshake: false), 503, "UF", failed - handshakes, .immediate)
        }
        switch fate.verdict {
        case .denied: add(.refused, 403, "-", take(1), .immediate)
        case .unauthorized: add(.refused, 401, "-", take(1), .immediate)
        case .notFound: add(.refused, 404, "-", take(1), .immediate)
        case .allowed: add(.refused, 403, "-", take(change.rbacDenied), .immediate)
        }
        return rest
    }

    private mutating func serve(_ flow: Flow, _ rate: Double, _ errors: Double, _ curve: LatencyCurve) {
        var rest = rate
        if let timeout = flow.fate.timeout {
            let late = rate * (1 - curve.share(within: timeout))
            add(.timedOut, 504, "UT", late, LatencyCurve(p50: timeout, p95: timeout * 1.001))
            rest -= late
        }
        add(.served, change.errorCode ?? flow.behaviour.errorCode, "-", rest * errors, curve)
        add(.served, 200, "-", rest * (1 - errors), curve)
    }
}

extension TrafficEffect.Change {
    /// Adds an effect that is so strong (0 to 1). Shares of several effects add up; the last one's error code counts.
    mutating func add(_ other: TrafficEffect.Change, strength: Double, ownErrorRate: Double) {
        if let rate = other.errorRate {
            let before = errorRate ?? ownErrorRate
            errorRate = before + (rate - before) * strength
        }
        errorCode = other.errorCode ?? errorCode
        latencyFactor *= 1 + (other.latencyFactor - 1) * strength
        latencyAdd += other.latencyAdd * strength
        rbacDenied = min(rbacDenied + other.rbacDenied * strength, 1)
        connectionFailures = min(connectionFailures + other.connectionFailures * strength, 1)
        tlsFailures = max(tlsFailures, other.tlsFailures)
        circuitBreakerTrips = min(circuitBreakerTrips + other.circuitBreakerTrips * strength, 1)
        outlierEjections += other.outlierEjections * strength
        requestFactor *= 1 + (other.requestFactor - 1) * strength
    }
}
