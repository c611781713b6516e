/// What the warnings of validation mean for a deployment.
package struct WarningPolicy: Hashable, Sendable {
    /// Whether a warning that nobody has accepted holds the deployment: in Production it does.
    package let blocks: Bool
    /// The codes that an Admin has accepted, with the deployment's reason. Errors of one's own rules (not those that the
    /// mesh itself refuses) can be accepted, too.
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
