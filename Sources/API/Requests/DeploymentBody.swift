import Application
import Domain

/// The body of `POST /deployments` (`DESIGN.md` 7), read and checked as far as it can be without the database.
struct DeploymentBody {
    let request: DeploymentRequest
    /// Codes of warnings that an Admin takes upon themselves.
    let acceptWarnings: [String]

    init(_ value: JSONValue, requestedBy: String, traceparent: String?) throws(Problem) {
        var reader = BodyReader(value)
        let policies = Self.policies(&reader)
        let target = Self.target(&reader)
        let strategy = Self.strategy(&reader)
        let onFailure = reader.choice("onFailure", FailurePolicy.self) ?? .rollback
        let onConflict = reader.choice("onConflict", ConflictPolicy.self) ?? .refuse
        Self.checkIfActive(&reader)
        acceptWarnings = reader.strings("acceptWarnings") ?? []
        let reason = reader.string("reason") ?? ""
        try reader.finish()
        request = DeploymentRequest(
            policies: policies, target: target, strategy: strategy, onFailure: onFailure, onConflict: onConflict,
            reason: reason, requestedBy: requestedBy, traceparent: traceparent)
    }

    private static func policies(_ reader: inout BodyReader) -> [PolicyReference] {
        guard let value = reader.value("policies") else {
            reader.complain("policies", "missing", "is missing: send an array of {id, version}")
            return []
        }
        guard let elements = value.array else {
            reader.complain("policies", "wrongType", "must be an array of {id, version} and is \(value.typeName)")
            return []
        }
        var references: [PolicyReference] = []
        for (index, element) in elements.enumerated() {
            let reference = reader.object(element, at: ["policies", .index(index)], policy)
            references += [reference].compactMap(\.self)
        }
        return references
    }

    private static func policy(_ item: inout BodyReader) -> PolicyReference? {
        let text = item.required("id")
        let version = item.int("version")
        let id = ID<Policy>(text)
        if id == nil, !text.isEmpty { item.complain("id", "invalid", "must be a UUID and is \(text.shortened)") }
        if let version, version < 1 { item.complain("version", "invalid", "must be 1 or more and is \(version)") }
        return id.map { PolicyReference(policy: $0, version: version) }
    }

    /// Where to; what is wrong with it, `finish` throws.
    private static func target(_ reader: inout BodyReader) -> DeploymentRequest.Target {
        let hasEnvironment = reader.value("environment") != nil
        let hasClusters = reader.value("clusters") != nil
        if hasEnvironment, hasClusters {
            reader.complain("clusters", "ambiguous", "excludes environment: send one of them")
        }
        if !hasEnvironment, !hasClusters {
            reader.complain("environment", "missing", "is missing: name an environment or clusters")
        }
        return hasClusters
            ? .clusters(reader.strings("clusters") ?? []) : .environment(reader.nonEmpty("environment") ?? "")
    }

    /// `{type: "Direct"}`, or the type alone; Direct where nothing is said.
    private static func strategy(_ reader: inout BodyReader) -> Strategy {
        guard let value = reader.value("strategy") else { return .direct }
        let whole: JSONValue = value.string.map { ["type": .string($0)] } ?? value
        return reader.object(whole, at: ["strategy"]) { inner in
            if inner.value("type") == nil { inner.complain("type", "missing", "is missing") }
            return inner.choice("type", StrategyName.self)
        }.map { _ in .direct } ?? .direct
    }

    /// A second deployment of a policy is refused while one is under way; there is no other choice yet.
    private static func checkIfActive(_ reader: inout BodyReader) {
        guard let word = reader.string("ifActive"), word.lowercased() != "refuse" else { return }
        reader.complain("ifActive", "unknownValue", "must be refuse and is \(word.shortened)")
    }
}
