/// A stored plan or state that this program cannot read: it was written by a newer one.
package struct UnknownSchema: Error, Hashable, Sendable, CustomStringConvertible {
    package let what: String
    package init(what: String) { self.what = what }
    package var description: String { "\(what) was written by a newer HotSwap; upgrade this process" }
}

extension Plan {
    private static let schema: Int64 = 3

    /// The oldest schema that can hold this plan: who reads no newer one can still do all of it.
    private var neededSchema: Int64 { byClusters == nil && uncountedBatch == nil ? 2 : Self.schema }

    /// The stored form, which carries its schema version.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "schema": .int(neededSchema), "clusters": .list(clusters), "steps": .array(steps.map(\.json)),
            "onFailure": .string(onFailure.rawValue),
        ]
        if waves != [clusters] { members["waves"] = .array(waves.map { .list($0) }) }
        if !units.isEmpty {
            members["units"] = .object(
                Dictionary(units.map { ($0.key.description, .string($0.value.rawValue)) }) { first, _ in first })
        }
        if !undecided.isEmpty {
            members["undecided"] = .array(undecided.sorted().map { .string($0.description) })
        }
        members["byClusters"] = byClusters?.json
        members["uncountedBatch"] = uncountedBatch.map { .int(Int64($0)) }
        if !rules.isEmpty { members["rules"] = .array(rules.map(\.json)) }
        members["progressDeadline"] = progressDeadline.map { .int($0.wholeMicroseconds) }
        members["strategy"] = strategy
        if warnings != WarningPolicy() { members["warnings"] = warnings.json }
        if !notes.isEmpty { members["notes"] = .array(notes.map { .string($0) }) }
        if supersedes { members["supersedes"] = true }
        if returnsInReverse { members["returnsInReverse"] = true }
        members["startsAt"] = startsAt.map { .int($0.microseconds) }
        return .object(members)
    }

    /// Reads the stored form; also the first schema, whose steps were for all clusters.
    package init(json: JSONValue) throws(UnknownSchema) {
        let unknown = UnknownSchema(what: "The deployment's plan")
        guard let schema = json["schema"]?.int, (1...Self.schema).contains(schema),
            let clusters = json["clusters"]?.ids(of: Cluster.self), let steps = json["steps"]?.steps,
            let onFailure = json["onFailure"]?.string.flatMap(FailurePolicy.init(rawValue:))
        else { throw unknown }
        let waves = json["waves"]?.waves
        let units = (json["units"]?.object ?? [:]).map {
            (ID<Policy>($0.key), $0.value.string.flatMap(CohortUnit.init(rawValue:)))
        }
        guard waves != nil || json["waves"] == nil, units.allSatisfy({ $0.0 != nil && $0.1 != nil }),
            PlannedStep.areOf(waves?.count ?? 1, steps)
        else { throw unknown }
        var rules: [SoakRule] = []
        for rule in json["rules"]?.array ?? [] { rules.append(try SoakRule(json: rule)) }
        self.init(
            clusters: clusters, waves: waves, steps: steps, onFailure: onFailure,
            units: Dictionary(units.compactMap { pair in pair.0.flatMap { id in pair.1.map { (id, $0) } } }) { $1 },
            rules: rules,
            progressDeadline: json["progressDeadline"]?.int.map { .microseconds($0) },
            startsAt: json["startsAt"]?.int.map { Timestamp(microseconds: $0) })
        strategy = json["strategy"]
        supersedes = json["supersedes"]?.bool ?? false
        returnsInReverse = json["returnsInReverse"]?.bool ?? false
        warnings = WarningPolicy(json: json["warnings"])
        notes = (json["notes"]?.array ?? []).compactMap(\.string)
        guard let undecided = (json["undecided"] ?? .array([])).ids(of: Policy.self) else { throw unknown }
        self.undecided = Set(undecided)
        uncountedBatch = json["uncountedBatch"]?.int.map { Int(clamping: $0) }
        if let way = json["byClusters"] {
            guard let byClusters = ByClusters(json: way) else { throw unknown }
            self.byClusters = byClusters
        }
    }
}

extension Plan.ByClusters {
    fileprivate var json: JSONValue {
        ["waves": .array(waves.map { .list($0) }), "steps": .array(steps.map(\.json))]
    }

    fileprivate init?(json: JSONValue) {
        guard let waves = json["waves"]?.waves, let steps = json["steps"]?.steps, PlannedStep.areOf(waves.count, steps)
        else { return nil }
        self.init(waves: waves, steps: steps)
    }
}

extension PlannedStep {
    fileprivate var json: JSONValue {
        var members = step.members
        members["step"] = .string(step.name)
        members["wave"] = wave.map { .int(Int64($0)) }
        return .object(members)
    }

    fileprivate init?(json: JSONValue) {
        guard let step = Step(json: json) else { return nil }
        self.init(step, wave: json["wave"]?.int.map { Int(clamping: $0) })
    }

    /// Whether none of the steps is of a wave that there is not: it would be done on every cluster.
    fileprivate static func areOf(_ waves: Int, _ steps: [PlannedStep]) -> Bool {
        steps.allSatisfy { $0.wave.map((0..<waves).contains) ?? true }
    }
}

extension JSONValue {
    fileprivate static func list(_ ids: [ID<Cluster>]) -> JSONValue { .array(ids.map { .string($0.description) }) }

    /// An array of waves; `nil` where something in it is none.
    fileprivate var waves: [[ID<Cluster>]]? { whole { $0.ids(of: Cluster.self) } }

    /// An array of steps; `nil` where an element is none.
    fileprivate var steps: [PlannedStep]? { whole(PlannedStep.init(json:)) }

    private func whole<Element>(_ read: (JSONValue) -> Element?) -> [Element]? {
        guard let elements = array else { return nil }
        let found = elements.compactMap(read)
        return found.count == elements.count ? found : nil
    }

    /// An array of ids; `nil` where an element is none.
    func ids<Entity>(of _: Entity.Type) -> [ID<Entity>]? {
        whole { $0.string.flatMap(ID<Entity>.init) }
    }
}
