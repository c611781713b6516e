/// What the evaluations of a soak remember from one to the next.
package struct SoakState: Hashable, Sendable {
    /// By the names of the rules.
    package var rules: [String: RuleState]

    package init(rules: [String: RuleState] = [:]) { self.rules = rules }

    /// What is remembered of one rule.
    package struct RuleState: Hashable, Sendable {
        /// The breach that is under way.
        package var breach: Run?
        /// The time without data that is under way.
        package var silence: Run?
        /// Whether the rule was ever judged by a value with enough requests.
        package var wasJudged = false

        package init() {}
    }

    /// Something that evaluations in a row have seen.
    package struct Run: Hashable, Sendable {
        /// The first evaluation that saw it.
        package let since: Timestamp
        /// The last one.
        package let seen: Timestamp

        package init(since: Timestamp, seen: Timestamp) {
            self.since = since
            self.seen = seen
        }

        /// Whether another evaluation now still belongs to it: nobody knows what was in a longer gap.
        func isAlive(at moment: Timestamp, patience: Duration) -> Bool { moment - seen <= patience }

        /// The run, seen again now; a new one where the old is forgotten.
        static func seen(at moment: Timestamp, after run: Run?, patience: Duration) -> Run {
            guard let run, run.isAlive(at: moment, patience: patience) else {
                return Run(since: moment, seen: moment)
            }
            return Run(since: run.since, seen: max(run.seen, moment))
        }
    }
}

extension SoakState {
    private static let schema: Int64 = 1

    /// The stored form, which carries its schema version.
    package var json: JSONValue {
        ["schema": .int(Self.schema), "rules": .object(rules.mapValues(\.json))]
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard json["schema"]?.int == Self.schema, let members = json["rules"]?.object else {
            throw UnknownSchema(what: "The state of a soak")
        }
        self.init()
        for (name, member) in members {
            guard let rule = RuleState(json: member) else { throw UnknownSchema(what: "The state of a soak") }
            rules[name] = rule
        }
    }
}

extension SoakState.RuleState {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["judged": .bool(wasJudged)]
        members["breach"] = breach?.json
        members["silence"] = silence?.json
        return .object(members)
    }

    fileprivate init?(json: JSONValue) {
        guard let judged = json["judged"]?.bool else { return nil }
        wasJudged = judged
        if let member = json["breach"] {
            guard let run = SoakState.Run(json: member) else { return nil }
            breach = run
        }
        if let member = json["silence"] {
            guard let run = SoakState.Run(json: member) else { return nil }
            silence = run
        }
    }
}

extension SoakState.Run {
    fileprivate var json: JSONValue {
        ["since": .int(since.microseconds), "seen": .int(seen.microseconds)]
    }

    fileprivate init?(json: JSONValue) {
        guard let since = json["since"]?.int, let seen = json["seen"]?.int else { return nil }
        self.init(since: Timestamp(microseconds: since), seen: Timestamp(microseconds: seen))
    }
}
