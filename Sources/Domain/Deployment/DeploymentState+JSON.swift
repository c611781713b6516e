extension DeploymentState {
    private static let schema: Int64 = 2

    /// The oldest schema that can hold this state: who does not know findings would drop them, and wait for ever.
    private var neededSchema: Int64 {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position):
            position.findings.isEmpty ? 1 : Self.schema
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: 1
        }
    }

    /// The stored form, which carries its schema version. Sets are sorted: equal states have equal text.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["schema": .int(neededSchema), "epoch": .int(epoch)]
        if skipsWaits { members["skipsWaits"] = true }
        switch phase {
        case .queued: members["phase"] = "queued"
        case .pending(let position): members.merge(position.json(phase: "pending")) { $1 }
        case .advancing(let position): members.merge(position.json(phase: "advancing")) { $1 }
        case .held(let position): members.merge(position.json(phase: "held")) { $1 }
        case .restoring(let restoration): members.merge(restoration.json) { $1 }
        case .completed: members["phase"] = "completed"
        case .failed(let reason, let wroteSomething, let ground):
            members.merge([
                "phase": "failed", "reason": .string(reason), "wroteSomething": .bool(wroteSomething),
            ]) { $1 }
            // Who does not know that it was given up reads what it did before: that others may have it.
            if ground == .givenUp { members["givenUp"] = true }
            if ground.isKept { members["ground"] = .string(ground.rawValue) }
        case .rolledBack(let reason):
            members.merge(["phase": "rolledBack", "reason": .string(reason)]) { $1 }
        case .aborted(let reason):
            members.merge(["phase": "aborted", "reason": .string(reason)]) { $1 }
        }
        return .object(members)
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard let schema = json["schema"]?.int, (1...Self.schema).contains(schema),
            let epoch = json["epoch"]?.int, let phase = Phase(json: json)
        else { throw UnknownSchema(what: "The deployment's state") }
        self.init(phase: phase, epoch: epoch)
        skipsWaits = json["skipsWaits"]?.bool ?? false
    }
}

extension Phase {
    fileprivate init?(json: JSONValue) {
        let reason = json["reason"]?.string
        switch json["phase"]?.string {
        case "queued": self = .queued
        case "pending": guard let position = Position(json: json) else { return nil }; self = .pending(position)
        case "advancing": guard let position = Position(json: json) else { return nil }; self = .advancing(position)
        case "held": guard let position = Position(json: json) else { return nil }; self = .held(position)
        case "restoring":
            guard let restoration = Restoration(json: json) else { return nil }
            self = .restoring(restoration)
        case "completed": self = .completed
        case "failed":
            guard let reason, let wroteSomething = json["wroteSomething"]?.bool else { return nil }
            guard let isGivenUp = json["givenUp"].map(\.bool) ?? false else { return nil }
            let free: Ground = isGivenUp ? .givenUp : .free
            guard let ground = json["ground"].map({ $0.string.flatMap(Ground.init(rawValue:)) }) ?? free else {
                return nil
            }
            self = .failed(reason: reason, wroteSomething: wroteSomething, ground: ground)
        case "rolledBack": guard let reason else { return nil }; self = .rolledBack(reason: reason)
        case "aborted": guard let reason else { return nil }; self = .aborted(reason: reason)
        default: return nil
        }
    }
}

extension Position {
    fileprivate func json(phase: String) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "phase": .string(phase), "step": .int(Int64(step)), "outstanding": .ids(outstanding),
        ]
        members["note"] = note.map { .string($0) }
        members["delays"] = Delay.json(of: delays)
        if !findings.isEmpty {
            members["findings"] = .object(
                Dictionary(findings.map { ($0.description, $1.json) }) { first, _ in first })
        }
        if !hasBegun { members["hasBegun"] = false }
        members["asking"] = asking.map { ["cluster": .string($0.cluster.description), "over": .bool($0.isOver)] }
        return members
    }

    fileprivate init?(json: JSONValue) {
        guard let step = json["step"]?.int, let outstanding = json["outstanding"]?.ids(of: Cluster.self),
            let delays = Delay.byCluster(json: json["delays"])
        else { return nil }
        self.init(step: Int(clamping: step), outstanding: Set(outstanding), note: json["note"]?.string)
        self.delays = delays
        for (key, value) in json["findings"]?.object ?? [:] {
            guard let cluster = ID<Cluster>(key), let finding = ComparisonOutcome(json: value) else { return nil }
            findings[cluster] = finding
        }
        hasBegun = json["hasBegun"]?.bool ?? true
        asking = json["asking"].flatMap(Asking.init(json:))
    }
}

extension Asking {
    /// Who cannot read it says nothing anew: the question stays as it was told.
    fileprivate init?(json: JSONValue) {
        guard let cluster = json["cluster"]?.string.flatMap(ID<Cluster>.init) else { return nil }
        self.init(cluster: cluster, isOver: json["over"]?.bool ?? false)
    }
}

extension Restoration {
    fileprivate var json: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "phase": "restoring", "cause": .string(cause.rawValue), "reason": .string(reason),
            "outstanding": .ids(outstanding), "failures": .array(failures.map { .string($0) }),
        ]
        members["delays"] = Delay.json(of: delays)
        if !failures.isEmpty, !stands { members["stands"] = false }
        if !later.isEmpty { members["later"] = .array(later.map { .ids(Set($0)) }) }
        return members
    }

    fileprivate init?(json: JSONValue) {
        guard let cause = json["cause"]?.string.flatMap(Cause.init(rawValue:)), let reason = json["reason"]?.string,
            let outstanding = json["outstanding"]?.ids(of: Cluster.self), let failures = json["failures"]?.array,
            let delays = Delay.byCluster(json: json["delays"])
        else { return nil }
        self.init(
            cause: cause, reason: reason, outstanding: Set(outstanding), failures: failures.compactMap(\.string))
        self.delays = delays
        // Who wrote it without a word about that may have left something.
        guard let stands = json["stands"].map(\.bool) ?? !self.failures.isEmpty else { return nil }
        self.stands = stands
        let later = (json["later"]?.array ?? []).map { $0.ids(of: Cluster.self) }
        guard !later.contains(nil) else { return nil }
        self.later = later.compactMap(\.self)
    }
}

extension Delay {
    /// `nil` where there are none, so that most states are stored as ever.
    fileprivate static func json(of delays: [ID<Cluster>: Delay]) -> JSONValue? {
        guard !delays.isEmpty else { return nil }
        return .object(Dictionary(delays.map { ($0.description, $1.json) }) { first, _ in first })
    }

    /// `nil` where they cannot be read.
    fileprivate static func byCluster(json: JSONValue?) -> [ID<Cluster>: Delay]? {
        guard let json else { return [:] }
        guard let members = json.object else { return nil }
        var delays: [ID<Cluster>: Delay] = [:]
        for (key, value) in members {
            guard let cluster = ID<Cluster>(key), let delay = Delay(json: value) else { return nil }
            delays[cluster] = delay
        }
        return delays
    }

    private var json: JSONValue {
        var members: [String: JSONValue] = [
            "since": .int(since.microseconds), "reason": .string(reason), "told": .bool(isTold),
        ]
        members["until"] = until.map { .int($0.microseconds) }
        if counted > .zero { members["counted"] = .int(counted.wholeMicroseconds) }
        if lookedAt != since { members["lookedAt"] = .int(lookedAt.microseconds) }
        return .object(members)
    }

    private init?(json: JSONValue) {
        guard let since = json["since"]?.int, let reason = json["reason"]?.string else { return nil }
        self.init(
            since: Timestamp(microseconds: since), reason: reason,
            until: json["until"]?.int.map { Timestamp(microseconds: $0) })
        isTold = json["told"]?.bool ?? false
        counted = json["counted"]?.int.map { .microseconds($0) } ?? .zero
        lookedAt = json["lookedAt"]?.int.map { Timestamp(microseconds: $0) } ?? self.since
    }
}

extension JSONValue {
    fileprivate static func ids(_ ids: Set<ID<Cluster>>) -> JSONValue {
        .array(ids.sorted().map { .string($0.description) })
    }
}
