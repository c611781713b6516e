/// What the findings of validation mean for a deployment.
package struct WarningPolicy: Hashable, Sendable {
    /// Whether a warning that nobody has accepted holds the deployment: in Production it does. An error holds it
    /// everywhere.
    package let blocks: Bool
    /// The codes that an Admin has accepted, with the deployment's reason.
    package let accepted: [String]
    /// Findings that an Admin wants to hear no more of, each with its reason.
    package let suppressed: [SuppressedFinding]

    package init(blocks: Bool = false, accepted: [String] = [], suppressed: [SuppressedFinding] = []) {
        self.blocks = blocks
        self.accepted = accepted
        self.suppressed = suppressed
    }
}

/// A finding that somebody has looked at and wants to hear no more of.
package struct SuppressedFinding: Hashable, Sendable {
    package let code: String
    /// `Kind/namespace/name`, where `*` stands for any of the three; `nil`: every object.
    package let object: String?
    package let reason: String

    package init(code: String, object: String?, reason: String) {
        self.code = code
        self.object = object
        self.reason = reason
    }

    /// As plans and the audit log carry it.
    package var json: JSONValue {
        ["code": .string(code), "object": object.map { .string($0) } ?? .null, "reason": .string(reason)]
    }

    fileprivate init?(json: JSONValue) {
        guard let code = json["code"]?.string, let reason = json["reason"]?.string else { return nil }
        self.init(code: code, object: json["object"]?.string, reason: reason)
    }
}

extension WarningPolicy {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "block": .bool(blocks), "accepted": .array(accepted.map { .string($0) }),
        ]
        if !suppressed.isEmpty { members["suppressed"] = .array(suppressed.map(\.json)) }
        return .object(members)
    }

    init(json: JSONValue?) {
        self.init(
            blocks: json?["block"]?.bool ?? false, accepted: json?["accepted"]?.array?.compactMap(\.string) ?? [],
            suppressed: json?["suppressed"]?.array?.compactMap(SuppressedFinding.init(json:)) ?? [])
    }
}
