/// What the warnings of validation mean for a deployment.
package struct WarningPolicy: Hashable, Sendable {
    /// Whether a warning, or an error of references and conflicts, that nobody has accepted holds the deployment: in
    /// Production it does. What the mesh itself refuses of an object holds it everywhere.
    package let blocks: Bool
    /// The codes that an Admin has accepted, with the deployment's reason.
    package let accepted: [String]

    package init(blocks: Bool = false, accepted: [String] = []) {
        self.blocks = blocks
        self.accepted = accepted
    }
}

extension WarningPolicy {
    var json: JSONValue {
        ["block": .bool(blocks), "accepted": .array(accepted.map { .string($0) })]
    }

    init(json: JSONValue?) {
        self.init(
            blocks: json?["block"]?.bool ?? false, accepted: json?["accepted"]?.array?.compactMap(\.string) ?? [])
    }
}
