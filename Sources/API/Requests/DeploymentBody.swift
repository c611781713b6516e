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
        guard let target else { throw Problem(.invalidRequest, "Name an environment or clusters") }
        request = DeploymentRequest(
            policies: policies, target: target, strategy: strategy, onFailure: onFailure, onConflict: onConflict,
            reason: reason, requestedBy: requestedBy, traceparent: traceparent)
    }

    private static func policies(_ reader: inout BodyReader) -> [PolicyReference] {
        guard let elements = reader.value("policies")?.array else {
            reader.complain("policies", "missing", "must be an array of {id, version}")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            var item = BodyReader(element, prefix: "policies[\(index)]")
            let text = item.required("id")
            let version = item.int("version")
            let id = ID<Policy>(text)
            if id == nil, !text.isEmpty { item.complain("id", "invalid", "must be a UUID and is \(text)") }
            if let version, version < 1 { item.complain("version", "invalid", "must be 1 or more") }
            do throws(Problem) { try item.finish() } catch { reader.take(error.errors) }
            return id.map { PolicyReference(policy: $0, version: version) }
        }
    }

    private static func target(_ reader: inout BodyReader) -> DeploymentRequest.Target? {
        let environment = reader.string("environment")
        let clusters = reader.strings("clusters")
        switch (environment, clusters) {
        case (.some(let name), nil): return .environment(name)
        case (nil, .some(let names)): return .clusters(names)
        case (.some, .some): reader.complain("clusters", "ambiguous", "excludes environment: send one of them")
        case (nil, nil): reader.complain("environment", "missing", "is missing: name an environment or clusters")
        }
        return nil
    }

    /// `{type: "Direct"}`, or the type alone; Direct where nothing is said.
    private static func strategy(_ reader: inout BodyReader) -> Strategy {
        guard let value = reader.value("strategy") else { return .direct }
        var inner = BodyReader(value.string.map { ["type": .string($0)] } ?? value, prefix: "strategy")
        let strategy = inner.choice("type", Strategy.self)
        if strategy == nil, inner.errors.isEmpty { inner.complain("type", "missing", "is missing") }
        do throws(Problem) { try inner.finish() } catch { reader.take(error.errors) }
        return strategy ?? .direct
    }

    /// A second deployment of a policy is refused while one is under way; there is no other choice yet.
    private static func checkIfActive(_ reader: inout BodyReader) {
        guard let word = reader.string("ifActive"), word != "refuse" else { return }
        reader.complain("ifActive", "unknownValue", "must be refuse and is \(word)")
    }
}
