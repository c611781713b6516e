package import Domain
package import Ports
package import Validation

/// What is kept of a deployment's validation on a cluster: what it found and let pass, what was suppressed with which
/// reason, and what it could not check.
package struct ValidationRecord: Sendable {
    private let report: ValidationReport
    private let settings: MeshSettings
    private let pending: [PendingVersion]
    private let warnings: WarningPolicy

    /// How many lines of each list are kept; the counts are those of all.
    private static let limit = 100

    /// `nil` where there is nothing to tell.
    package init?(
        _ report: ValidationReport, _ settings: MeshSettings, _ pending: [PendingVersion], _ warnings: WarningPolicy
    ) {
        guard !report.findings.isEmpty || !report.unchecked.isEmpty || !report.suppressed.isEmpty else { return nil }
        self.report = report
        self.settings = settings
        self.pending = pending
        self.warnings = warnings
    }

    package var json: JSONValue {
        let whole = report.json(settings)
        var kept: [String: JSONValue] = [
            "accepted": .array(warnings.accepted.map { .string($0) }), "pending": pending.json,
        ]
        for member in ["target", "counts"] { kept[member] = whole[member] }
        for member in ["findings", "unchecked", "suppressed"] {
            kept[member] = .array(Array((whole[member]?.array ?? []).prefix(Self.limit)))
        }
        kept["holding"] = .array(warnings.objections(to: report).prefix(Self.limit).map { .string($0) })
        return .object(kept)
    }
}

extension [PendingVersion] {
    /// How many there are, and the first hundred.
    package var json: JSONValue {
        [
            "count": .int(Int64(count)),
            "first": .array(
                prefix(100).map { pending in
                    [
                        "policy": .string(pending.policy.description), "object": .string(pending.key.description),
                        "version": .int(Int64(pending.version)),
                        "deployment": pending.deployment.map { .string($0.description) } ?? .null,
                    ]
                }),
        ]
    }
}
