extension Strategy {
    /// The strategy as it was asked for, with every parameter, as answers show it and the plan keeps it. Of the headers
    /// of checks there are the names only: their values may be secrets.
    package var json: JSONValue {
        var members: [String: JSONValue] =
            switch self {
            case .direct: [:]
            case .canary(let canary): canary.members
            case .blueGreen(let blueGreen): blueGreen.members
            case .rolling(let rolling): rolling.members
            case .ab(let ab): ab.members
            }
        members["type"] = .string(name.rawValue)
        return .object(members)
    }
}

extension CanaryStrategy {
    fileprivate var members: [String: JSONValue] {
        [
            "steps": .array(
                steps.map { step in
                    var members = step.share.members
                    members["soak"] = .string(step.soak.isoText)
                    return .object(members)
                }), "unit": .unit(unit), "autoPromote": .bool(autoPromote),
            "shadow": shadow.map { .string($0.isoText) } ?? .null,
        ]
    }
}

extension BlueGreenStrategy {
    fileprivate var members: [String: JSONValue] {
        [
            "smokeTests": .array(smokeTests.map(\.shownJSON)), "autoSwitch": .bool(autoSwitch),
            "watch": .string(watch.isoText), "keepBlueDuration": .string(keepBlue.isoText),
        ]
    }
}

extension RollingStrategy {
    fileprivate var members: [String: JSONValue] {
        [
            "batch": .object(batch.members), "unit": .unit(unit), "interval": .string(interval.isoText),
            "healthChecks": .array(healthChecks.map(\.shownJSON)),
        ]
    }
}

extension ABStrategy {
    fileprivate var members: [String: JSONValue] {
        var members: [String: JSONValue] = ["unit": .unit(unit), "test": test.json]
        switch match {
        case nil: if case .percent(let percent) = split { members["split"] = .int(Int64(percent)) }
        case .header(let name, let value): members["header"] = ["name": .string(name), "value": .string(value)]
        case .cookie(let name, let value): members["cookie"] = ["name": .string(name), "value": .string(value)]
        }
        return members
    }
}

extension Share {
    fileprivate var members: [String: JSONValue] {
        switch self {
        case .percent(let percent): ["percent": .int(Int64(percent))]
        case .count(let count): ["count": .int(Int64(count))]
        }
    }

    /// `{percent}` or `{count}`.
    package var json: JSONValue { .object(members) }
}

extension HTTPCheck {
    fileprivate var shownJSON: JSONValue {
        [
            "url": .string(url), "method": .string(method),
            "headers": .array(headers.keys.sorted().map { .string($0) }),
            "expectedStatus": .int(Int64(expectedStatus)), "bodyContains": bodyContains.map { .string($0) } ?? .null,
            "maximumLatency": .string(maximumLatency.isoText),
        ]
    }
}

extension JSONValue {
    fileprivate static func unit(_ unit: CohortUnit?) -> JSONValue { unit.map { .string($0.rawValue) } ?? .null }
}
