/// A stored plan or state that this program cannot read: it was written by a newer one.
package struct UnknownSchema: Error, Hashable, Sendable, CustomStringConvertible {
    package let what: String
    package var description: String { "\(what) was written by a newer HotSwap; upgrade this process" }
}

extension Plan {
    private static let schema: Int64 = 1

    /// The stored form, which carries its schema version.
    package var json: JSONValue {
        [
            "schema": .int(Self.schema),
            "clusters": .array(clusters.map { .string($0.description) }),
            "steps": .array(steps.map(\.json)),
            "onFailure": .string(onFailure.rawValue),
        ]
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard json["schema"]?.int == Self.schema, let clusters = json["clusters"]?.ids(of: Cluster.self),
            let steps = json["steps"]?.array?.map(Step.init(json:)), !steps.contains(nil),
            let onFailure = json["onFailure"]?.string.flatMap(FailurePolicy.init(rawValue:))
        else { throw UnknownSchema(what: "The deployment's plan") }
        self.init(clusters: clusters, steps: steps.compactMap(\.self), onFailure: onFailure)
    }
}

extension Step {
    fileprivate var json: JSONValue {
        switch self {
        case .validate, .apply: ["step": .string(name)]
        case .restore(let deployment): ["step": .string(name), "of": .string(deployment.description)]
        }
    }

    fileprivate init?(json: JSONValue) {
        switch json["step"]?.string {
        case "validate": self = .validate
        case "apply": self = .apply
        case "restore":
            guard let deployment = json["of"]?.string.flatMap(ID<Deployment>.init) else { return nil }
            self = .restore(of: deployment)
        default: return nil
        }
    }
}

extension JSONValue {
    /// An array of ids; `nil` where an element is none.
    func ids<Entity>(of _: Entity.Type) -> [ID<Entity>]? {
        guard let elements = array else { return nil }
        let ids = elements.compactMap { $0.string.flatMap(ID<Entity>.init) }
        return ids.count == elements.count ? ids : nil
    }
}
