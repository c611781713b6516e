import Domain

/// Makes the API's strategy of the options; what is not given is left to the server.
struct StrategyReading {
    let arguments: Arguments

    func members(of name: StrategyName) throws -> [String: JSONValue] {
        switch name {
        case .direct: [:]
        case .canary: try canary()
        case .blueGreen: try blueGreen()
        case .rolling: try rolling()
        case .ab: try comparison()
        }
    }

    private func canary() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["steps"] = try arguments[StrategyOptions.steps].map(Self.steps)
        members["soak"] = try duration(StrategyOptions.soak)
        members["unit"] = word(StrategyOptions.unit)
        members["shadow"] = try duration(StrategyOptions.shadow)
        if arguments.has(StrategyOptions.noAutoPromote) { members["autoPromote"] = false }
        return members
    }

    private static func steps(_ text: String) throws(UsageProblem) -> JSONValue {
        let percents = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.percent(String($0)) }
        guard !percents.contains(nil) else {
            throw UsageProblem("--steps must be percentages with commas, as in 10,30,50, and is \(text)")
        }
        return .array(percents.compactMap { $0.map { .int($0) } })
    }

    /// `25` or `25%`.
    private static func percent(_ text: String) -> Int64? {
        Int64(text.hasSuffix("%") ? String(text.dropLast()) : text)
    }

    private func blueGreen() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["smokeTests"] = checks(StrategyOptions.smokeTests)
        members["watch"] = try duration(StrategyOptions.watch)
        members["keepBlueDuration"] = try duration(StrategyOptions.keepBlue)
        if arguments.has(StrategyOptions.noAutoSwitch) { members["autoSwitch"] = false }
        return members
    }

    private func rolling() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        let (percent, count) = (StrategyOptions.batch, StrategyOptions.batchCount)
        if arguments.has(percent), arguments.has(count) {
            throw UsageProblem("--batch excludes --batch-count: give one of them")
        }
        members["batch"] = try number(percent)
        if let count = try arguments.integer(count, atLeast: 1) { members["batch"] = ["count": .int(Int64(count))] }
        members["unit"] = word(StrategyOptions.unit)
        members["interval"] = try duration(StrategyOptions.interval)
        members["healthChecks"] = checks(StrategyOptions.healthChecks)
        return members
    }

    private func comparison() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["split"] = try number(StrategyOptions.split)
        members["header"] = try pair(StrategyOptions.header)
        members["cookie"] = try pair(StrategyOptions.cookie)
        members["unit"] = word(StrategyOptions.unit)
        let test = try test()
        if !test.isEmpty { members["test"] = .object(test) }
        return members
    }

    private func test() throws -> [String: JSONValue] {
        var test: [String: JSONValue] = [:]
        if let text = arguments[StrategyOptions.confidence] {
            guard let number = Double(text) else {
                throw UsageProblem("--confidence must be a number like 0.95 and is \(text)")
            }
            test["confidence"] = .double(number)
        }
        test["minimumSamples"] = try arguments.integer(StrategyOptions.minimumSamples, atLeast: 1).map {
            .int(Int64($0))
        }
        test["maximumDuration"] = try duration(StrategyOptions.maximumDuration)
        test["metrics"] = word(StrategyOptions.compared)
        test["onInconclusive"] = word(StrategyOptions.onInconclusive)
        return test
    }

    private func word(_ option: Option) -> JSONValue? { arguments[option].map { .string($0) } }

    private func duration(_ option: Option) throws -> JSONValue? {
        try arguments[option].map { .string(try DurationText.iso($0, of: option)) }
    }

    private func number(_ option: Option) throws -> JSONValue? {
        guard let text = arguments[option] else { return nil }
        guard let percent = Self.percent(text) else {
            throw UsageProblem("--\(option.name) must be a percentage, as in 25, and is \(text)")
        }
        return .int(percent)
    }

    private func checks(_ option: Option) -> JSONValue? {
        let urls = arguments.all(option)
        return urls.isEmpty ? nil : .array(urls.map { ["url": .string($0)] })
    }

    private func pair(_ option: Option) throws -> JSONValue? {
        guard let text = arguments[option] else { return nil }
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
            throw UsageProblem("--\(option.name) must be NAME=VALUE and is \(text)")
        }
        return ["name": .string(String(text[..<mark])), "value": .string(String(text[text.index(after: mark)...]))]
    }
}

/// Durations as people type them.
enum DurationText {
    /// `90s`, `5m`, `1h30m`, `2d`, or ISO 8601 as it is: in ISO 8601.
    static func iso(_ text: String, of option: Option) throws(UsageProblem) -> String {
        do throws(InvalidDuration) { return try Duration(isoText: text).isoText } catch {
            guard let short = try? Duration(isoText: spelled(text)) else {
                throw UsageProblem("--\(option.name) must be a duration like 90s, 5m, 1h30m or PT5M and is \(text)")
            }
            return short.isoText
        }
    }

    /// The same as a duration of at least a second.
    static func duration(_ text: String, of option: Option) throws(UsageProblem) -> Duration {
        let iso = try iso(text, of: option)
        guard let duration = try? Duration(isoText: iso), duration >= .seconds(1) else {
            throw UsageProblem("--\(option.name) must be a second or more and is \(text)")
        }
        return duration
    }

    /// `1d2h` as `P1DT2H`.
    private static func spelled(_ text: String) -> String {
        let letters = text.uppercased()
        guard let days = letters.firstIndex(of: "D") else { return "PT" + letters }
        let rest = letters[letters.index(after: days)...]
        return "P" + letters[...days] + (rest.isEmpty ? "" : "T" + rest)
    }
}
