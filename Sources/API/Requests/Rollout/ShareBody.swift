import Domain

/// Shares: a number is percent; `{percent}` and `{count}` say which of both it is.
extension BodyReader {
    /// The member's share; `nil` where it is not given or wrong.
    mutating func share(_ name: String) -> Share? {
        guard let value = value(name) else { return nil }
        guard value.object == nil else { return object(value, at: [.key(name)]) { $0.ownShare() } }
        return percent(value, at: [.key(name)])
    }

    /// `steps` of a canary: each a number (percent) or `{percent | count, soak}`, rising.
    mutating func canarySteps(soak: Duration) -> [CanaryStep]? {
        guard let elements = elements("steps", atMost: RolloutBounds.steps) else { return nil }
        guard !elements.isEmpty else {
            complain("steps", "empty", "must not be empty")
            return nil
        }
        var steps: [CanaryStep] = []
        for (index, element) in elements.enumerated() {
            let path: FieldPath = ["steps", .index(index)]
            guard let step = step(element, at: path, soak: soak) else { continue }
            if let last = steps.last?.share, let problem = problem(of: step.share, after: last) {
                complain(at: path, "notRising", problem)
            }
            steps.append(step)
        }
        return steps
    }

    private mutating func step(_ value: JSONValue, at path: FieldPath, soak: Duration) -> CanaryStep? {
        guard value.object != nil else { return percent(value, at: path).map { CanaryStep(share: $0, soak: soak) } }
        return object(value, at: path) { inner in
            let own = inner.duration("soak", in: RolloutBounds.wait)
            return inner.ownShare().map { CanaryStep(share: $0, soak: own ?? soak) }
        }
    }

    /// Numbers of pods may come before percentages, for nobody can tell yet which is more; the other way round is a
    /// slip.
    private func problem(of share: Share, after last: Share) -> String? {
        let isRising =
            switch (last, share) {
            case (.percent(let before), .percent(let now)), (.count(let before), .count(let now)): now > before
            case (.count, .percent): true
            case (.percent, .count): false
            }
        return isRising ? nil : "must be more than the step before (\(last)) and is \(share)"
    }

    private mutating func percent(_ value: JSONValue, at path: FieldPath) -> Share? {
        guard let number = value.int else {
            let wanted = "must be a whole number of percent, {percent} or {count}"
            let given = value.number == nil ? value.typeName : value.jsonText.shortened
            complain(at: path, "wrongType", "\(wanted) and is \(given)")
            return nil
        }
        guard let percent = Int(exactly: number), RolloutBounds.percent.contains(percent) else {
            complain(at: path, "outOfRange", "must be 1 to 100 percent and is \(number)")
            return nil
        }
        return .percent(percent)
    }

    /// `{percent}` or `{count}`.
    private mutating func ownShare() -> Share? {
        let (hasPercent, hasCount) = (value("percent") != nil, value("count") != nil)
        guard hasPercent != hasCount else {
            if hasPercent {
                complain("count", "ambiguous", "excludes percent: send one of them")
            } else {
                complain("percent", "missing", "is missing: send percent or count")
            }
            return nil
        }
        return hasPercent
            ? int("percent", in: RolloutBounds.percent).map { .percent($0) }
            : int("count", in: RolloutBounds.count).map { .count($0) }
    }
}
