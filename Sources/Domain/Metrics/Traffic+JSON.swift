extension Traffic {
    /// Rates per second, as the watch stores what was before.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "requests": .double(requests), "failures": .double(failures), "unauthorized": .double(unauthorized),
            "connections": .double(connections), "connectionFailures": .double(connectionFailures),
            "circuitBreakerTrips": .double(circuitBreakerTrips), "rbacDenials": .double(rbacDenials),
            "denied": .double(denied), "dryRunDenied": .double(dryRunDenied), "dryRunAllowed": .double(dryRunAllowed),
            "tlsHandshakeFailures": .double(tlsHandshakeFailures), "outlierEjections": .double(outlierEjections),
            "latency": latency.json,
        ]
        if reports != ClientReports() { members["reports"] = reports.json }
        if !uncounted.isEmpty { members["uncounted"] = .int(Int64(uncounted.rawValue)) }
        return .object(members)
    }

    package init(json: JSONValue) {
        self.init()
        func rate(_ key: String) -> Double { json[key]?.number.flatMap { $0.isFinite ? $0 : nil } ?? 0 }
        requests = rate("requests")
        failures = rate("failures")
        unauthorized = rate("unauthorized")
        connections = rate("connections")
        connectionFailures = rate("connectionFailures")
        circuitBreakerTrips = rate("circuitBreakerTrips")
        rbacDenials = rate("rbacDenials")
        (denied, dryRunDenied, dryRunAllowed) = (rate("denied"), rate("dryRunDenied"), rate("dryRunAllowed"))
        tlsHandshakeFailures = rate("tlsHandshakeFailures")
        outlierEjections = rate("outlierEjections")
        reports = ClientReports(json: json["reports"] ?? .null)
        uncounted = OptionalCounters(rawValue: UInt8(truncatingIfNeeded: json["uncounted"]?.int ?? 0))
        latency = LatencyHistogram(json: json["latency"] ?? .null)
    }

    /// The standard metrics by name, for answers; those without data are left out.
    package var values: JSONValue {
        var members: [String: JSONValue] = [:]
        for metric in TrafficMetric.allCases {
            guard let value = value(of: metric), value.isFinite else { continue }
            members[metric.rawValue] = .double(value)
        }
        return .object(members)
    }
}

extension LatencyHistogram {
    /// Pairs of upper bound (`null`: infinite) and rate.
    package var json: JSONValue {
        .array(
            buckets.sorted { $0.key < $1.key }.map { bound, rate in
                [bound.isFinite ? .double(bound) : .null, .double(rate)]
            })
    }

    package init(json: JSONValue) {
        var buckets: [Double: Double] = [:]
        for pair in json.array ?? [] {
            guard let rate = pair[1]?.number, rate.isFinite else { continue }
            buckets[pair[0]?.number ?? .infinity] = rate
        }
        self.init(buckets)
    }
}
