import Domain

extension TrafficEffect {
    init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        self.init()
        let reader = try ScenarioReader(
            value, path,
            knowing: [
                "when", "services", "errorRate", "errorCode", "latencyFactor", "latencyAdd", "rbacDenied",
                "connectionFailures", "tlsFailures", "circuitBreakerTrips", "outlierEjections", "requestFactor",
                "from", "until", "fromStart", "untilStart", "ramp",
            ])
        for (value, path) in try reader.each("when") { conditions.append(try PolicyCondition(value, path)) }
        for (value, path) in try reader.each("services") {
            services.append(try ScenarioReader.serviceName(value, at: path))
        }
        change = try Change(reader)
        from = try reader.number("from")
        until = try reader.number("until")
        fromStart = try reader.number("fromStart")
        untilStart = try reader.number("untilStart")
        ramp = try reader.number("ramp", 0.001...1e9)
        if change == Change() {
            throw ScenarioProblem(
                path: path.description, message: "the effect changes nothing; give one, e.g. errorRate")
        }
    }
}

extension TrafficEffect.Change {
    fileprivate init(_ reader: ScenarioReader) throws(ScenarioProblem) {
        self.init()
        errorRate = try reader.share("errorRate")
        errorCode = try reader.int("errorCode", 400...599)
        latencyFactor = try reader.number("latencyFactor", 0.001...1e6) ?? 1
        latencyAdd = try reader.number("latencyAdd") ?? 0
        rbacDenied = try reader.share("rbacDenied") ?? 0
        connectionFailures = try reader.share("connectionFailures") ?? 0
        tlsFailures = try reader.share("tlsFailures") ?? 0
        circuitBreakerTrips = try reader.share("circuitBreakerTrips") ?? 0
        outlierEjections = try reader.number("outlierEjections") ?? 0
        requestFactor = try reader.number("requestFactor", 0...1e6) ?? 1
    }
}

extension PolicyCondition {
    /// The kinds that govern requests.
    static let kinds =
        PolicyKind.allCases.map(\.rawValue) + ["MeshTLSAuthentication", "NetworkAuthentication"]

    init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        let reader = try ScenarioReader(
            value, path,
            knowing: [
                "kind", "namespace", "name", "namePrefix", "nameContains", "path", "equals", "differs", "exists",
                "contains",
            ])
        let kind = try reader.string("kind") ?? ""
        guard Self.kinds.contains(kind) else {
            throw reader.problem("kind", "is one of \(PolicyKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var field = FieldPath.root
        if let text = try reader.string("path") {
            guard let read = FieldPath(text) else {
                throw reader.problem("path", "is no path; one looks like spec.http[0].timeout")
            }
            field = read
        }
        self.init(kind: kind, path: field, test: try Self.test(reader))
        guard test == .governs || field != .root else {
            throw reader.problem("path", "what of the object is to be looked at? e.g. spec.http[0].timeout")
        }
        namespace = try reader.string("namespace")
        name = try reader.string("name")
        namePrefix = try reader.string("namePrefix")
        nameContains = try reader.string("nameContains")
    }

    private static func test(_ reader: ScenarioReader) throws(ScenarioProblem) -> Test {
        let given = ["equals", "differs", "exists", "contains"].filter(reader.has)
        guard given.count <= 1 else { throw reader.problem(given[1], "one test is enough, there is \(given[0]) too") }
        if let value = reader["equals"] { return .equals(value) }
        if let value = reader["differs"] { return .differs(value) }
        if let value = reader["contains"] { return .contains(value) }
        if let exists = try reader.bool("exists") { return exists ? .exists : .absent }
        return reader.has("path") ? .exists : .governs
    }
}
