import Domain
package import Ports

/// What the watch of a deployment on a cluster remembers from tick to tick: one part for each measurement.
struct WatchMemory: Hashable, Sendable {
    struct Part: Hashable, Sendable {
        var soak = SoakState()
        /// The traffic before the rollout; `nil` until it was measured.
        var before: Traffic?
        /// The part of it that went where the cohort's goes, where only that tells who has which version.
        var had: Traffic?
        /// How the cohort and those beside differed then.
        var standing = StandingDifferences()
        /// What part of all requests those who have the new version had then; `nil`: that says nothing of now.
        var usualShare: Double?
        /// Absolute counts since the step began, for comparisons.
        var cohortTotal = Traffic()
        var baselineTotal = Traffic()
        var countedUntil: Timestamp?
        var comparison = ABState()
    }

    var parts: [Part] = []
    /// The last tick that found a person asked, or asked one, for want of data.
    var askedAt: Timestamp?
    /// What was missing then; `nil`: nothing, a person is asked for another reason.
    var lack: WatchLack?
    /// How many ticks a soak or a comparison has had that could have had data.
    var ticks = 0
    /// How many of them had none.
    var ticksWithoutData = 0

    mutating func prepare(_ index: Int) {
        while parts.count <= index { parts.append(Part()) }
    }
}

extension WatchMemory.Part {
    /// Adds what happened since the last tick, at the rates of this one; at first what its whole window has. A longer
    /// gap counts as two intervals at most: nobody knows what was in it.
    mutating func accumulate(
        _ measured: MeasuredTraffic, until now: Timestamp, from start: Timestamp, interval: Duration
    ) {
        let elapsed = (countedUntil.map { min(now - $0, interval + interval) } ?? min(now - start, measured.window))
            .inSeconds
        countedUntil = now
        guard elapsed > 0 else { return }
        cohortTotal += measured.cohort.scaled(by: elapsed)
        if let baseline = measured.baseline { baselineTotal += baseline.scaled(by: elapsed) }
    }
}

extension WatchMemory {
    private static let schema: Int64 = 1

    var json: JSONValue {
        var members: [String: JSONValue] = ["schema": .int(Self.schema), "parts": .array(parts.map(\.json))]
        members["askedAt"] = askedAt.map { .int($0.microseconds) }
        members["lack"] = lack.map { .string($0.rawValue) }
        if ticks > 0 { members["ticks"] = .int(Int64(ticks)) }
        if ticksWithoutData > 0 { members["ticksWithoutData"] = .int(Int64(ticksWithoutData)) }
        return .object(members)
    }

    /// What cannot be read is forgotten: the watch then begins anew, which only lengthens a soak.
    init(json: JSONValue?) {
        guard let json, json["schema"]?.int == Self.schema else { return }
        parts = (json["parts"]?.array ?? []).map(Part.init(json:))
        askedAt = json["askedAt"]?.int.map { Timestamp(microseconds: $0) }
        lack = json["lack"]?.string.flatMap(WatchLack.init(rawValue:))
        ticks = json["ticks"]?.int.map { Int(clamping: $0) } ?? 0
        ticksWithoutData = json["ticksWithoutData"]?.int.map { Int(clamping: $0) } ?? 0
    }
}

extension WatchMemory.Part {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["soak": soak.json]
        members["before"] = before?.json
        members["had"] = had?.json
        if !standing.isEmpty { members["standing"] = standing.json }
        members["usualShare"] = usualShare.map { .double($0) }
        members["countedUntil"] = countedUntil.map { .int($0.microseconds) }
        members["comparison"] = comparison.json
        members["cohortTotal"] = cohortTotal.json
        members["baselineTotal"] = baselineTotal.json
        return .object(members)
    }

    fileprivate init(json: JSONValue) {
        soak = json["soak"].flatMap { try? SoakState(json: $0) } ?? SoakState()
        before = json["before"].map { Traffic(json: $0) }
        had = json["had"].map { Traffic(json: $0) }
        usualShare = json["usualShare"]?.number
        standing = json["standing"].map { StandingDifferences(json: $0) } ?? StandingDifferences()
        countedUntil = json["countedUntil"]?.int.map { Timestamp(microseconds: $0) }
        comparison = json["comparison"].flatMap { try? ABState(json: $0) } ?? ABState()
        cohortTotal = json["cohortTotal"].map { Traffic(json: $0) } ?? Traffic()
        baselineTotal = json["baselineTotal"].map { Traffic(json: $0) } ?? Traffic()
    }
}

extension Watch {
    /// What is judged: what the cluster had before the rollout is not. Variants are compared in one place for each
    /// policy.
    var judged: [CohortMeasurement] {
        let found = (cohort?.measurements ?? []).filter { !$0.isIdle }
        guard case .compare = subject else { return found }
        var seen: Set<ID<Policy>> = []
        return found.filter { part in
            defer { seen.formUnion(part.policies) }
            return part.policies.isEmpty || !seen.isSuperset(of: part.policies)
        }
    }

    /// Whether the cluster had all of the new versions before the rollout, so that nothing there says anything about
    /// it.
    var isIdle: Bool { judged.isEmpty && cohort?.measurements.isEmpty == false }

    /// Whether the traffic before the rollout is still to be found out.
    ///
    /// - Parameter sharing: Other clusters are in the same numbers: what is not of one cluster alone is never known.
    package func lacksBefore(sharing: Bool) -> Bool {
        guard restoredAt == nil, !isIdle else { return false }
        guard let parts = state?["parts"]?.array else { return true }
        return judged.enumerated().contains { index, part in
            (!sharing || part.measurement.isOfOneCluster)
                && (!parts.indices.contains(index) || parts[index]["before"] == nil)
        }
    }
}

extension Traffic {
    /// The traffic of so many seconds, as counts.
    func scaled(by factor: Double) -> Traffic {
        var scaled = self
        scaled.requests *= factor
        scaled.failures *= factor
        scaled.unauthorized *= factor
        scaled.connections *= factor
        scaled.connectionFailures *= factor
        scaled.circuitBreakerTrips *= factor
        scaled.rbacDenials *= factor
        scaled.denied *= factor
        scaled.dryRunDenied *= factor
        scaled.dryRunAllowed *= factor
        scaled.tlsHandshakeFailures *= factor
        scaled.outlierEjections *= factor
        scaled.latency = LatencyHistogram(latency.buckets.mapValues { $0 * factor })
        return scaled
    }
}
