import Domain
import Ports

/// What `GET /deployments/{id}/metrics` shows of one tick.
extension WatchTick {
    func evaluation(
        _ parts: [JSONValue], _ outcome: SoakOutcome, _ reading: Reading, graceUntil: Timestamp? = nil,
        _ comparison: ComparisonTick? = nil, ticks: [String: JSONValue] = [:], notes: [String] = []
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "at": .string(at.description), "step": .int(Int64(watch.step)), "slot": .int(slot),
            "startedAt": .string(watch.startedAt.description), "elapsedSeconds": seconds(at - watch.startedAt),
            "measurements": .array(compared(parts, comparison)), "outcome": .string(outcome.name),
        ]
        if watch.isStanding {
            members["standing"] = true
        } else {
            members["durationSeconds"] = seconds(length(reading))
        }
        members["reason"] = outcome.reason.map { .string($0) }
        members["graceUntil"] = graceUntil.map { .string($0.description) }
        members["comparison"] = comparison?.json
        let said = [shadowNote(parts), lengthNote(reading)].compactMap(\.self) + notes
        members["note"] = said.isEmpty ? nil : .string(said.joined(separator: ". "))
        return .object(members.merging(source(reading)) { own, _ in own }.merging(ticks) { own, _ in own })
    }

    /// Each measurement with how its versions compare, where they are compared.
    private func compared(_ parts: [JSONValue], _ comparison: ComparisonTick?) -> [JSONValue] {
        guard let comparison else { return parts }
        return parts.enumerated().map { index, part in
            var members = part.object ?? [:]
            members["comparison"] = comparison.json(of: index)
            return .object(members)
        }
    }

    /// Where the numbers come from, and how old they are.
    private func source(_ reading: Reading) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["windowSeconds": .double(reading.window.inSeconds)]
        members["collectedAt"] = reading.takenAt.map { .string($0.description) }
        members["ageSeconds"] = reading.takenAt.map { .double((at - $0).inSeconds) }
        members["problem"] = reading.problem.map { .string($0) }
        let warnings = [reading.warning, reading.now?.warning].compactMap(\.self)
        if !warnings.isEmpty { members["warning"] = .string(warnings.joined(separator: ". ")) }
        return members
    }

    /// Said where the request asked for less.
    private func lengthNote(_ reading: Reading) -> String? {
        guard !watch.isStanding, watch.restoredAt == nil, length(reading) > duration else { return nil }
        return "What was to last \(duration.isoText) lasts \(reading.window.isoText), the window of the rates: before "
            + "that, they are made of requests from before the step as well"
    }

    /// Said where a shadow shows nothing: it goes on all the same, and nobody should take that for a proof.
    private func shadowNote(_ parts: [JSONValue]) -> String? {
        guard watch.isShadow else { return nil }
        let rules = parts.flatMap { $0["rules"]?.array ?? [] }
        let isSeen = rules.contains {
            $0["metric"]?.string == TrafficMetric.wouldBeDenied.rawValue && $0["value"] != nil
        }
        return isSeen
            ? nil
            : "No results of the dry run are in Prometheus, so nothing is known of what the new version would deny: "
                + "either no request came, or the proxies do not export them"
    }

    func seconds(_ duration: Duration) -> JSONValue {
        .double(Double(duration.wholeMicroseconds / 1000) / 1000)
    }

    func answer(
        _ part: CohortMeasurement, _ measured: MeasuredTraffic?, _ step: SoakStep, _ memory: WatchMemory.Part
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "policies": .array(part.policies.map { .string($0.description) }), "unit": .string(part.unit.rawValue),
            "side": .string(part.measurement.side.rawValue), "rules": .array(step.evaluations.map(\.json)),
        ]
        members["about"] = part.about.isEmpty ? nil : .string(part.about)
        members["shareAsked"] = watch.shareAsked.map { .string($0.description) }
        members["shareSeen"] = part.measurement.showsShare ? measured?.shareSeen.map { .double($0) } : nil
        members["cohort"] = measured?.cohort.values
        members["baseline"] = measured?.baseline?.values
        members["before"] = memory.before?.values
        if !memory.standing.isEmpty { members["differedBefore"] = memory.standing.json }
        return .object(members)
    }
}

extension SoakOutcome {
    /// The one that counts of several: a breach above a pause above going on; passed only where all are.
    static func worst(of outcomes: [SoakOutcome]) -> SoakOutcome {
        let order = outcomes.sorted { $0.severity > $1.severity }
        return order.first ?? .goOn
    }

    private var severity: Int {
        switch self {
        case .breached: 3
        case .pause: 2
        case .goOn: 1
        case .passed: 0
        }
    }

    var name: String {
        switch self {
        case .breached: "breached"
        case .pause: "pause"
        case .goOn: "goOn"
        case .passed: "passed"
        }
    }

    var reason: String? {
        switch self {
        case .breached(let reason, _), .pause(let reason): reason
        case .goOn, .passed: nil
        }
    }
}
