import Domain

/// Linkerd's validator takes no field that it does not know, at any depth of a ServiceProfile.
enum ProfileFields {
    static let family = RuleFamily(
        "linkerd-profile-fields", codes: [.profileUnknownField], kinds: [.serviceProfile]
    ) { subject in
        let spec = subject.spec
        return unknown(in: spec["retryBudget"], known: ["minRetriesPerSecond", "retryRatio", "ttl"])
            + spec["dstOverrides"].elements.flatMap { unknown(in: $0, known: ["authority", "weight"]) }
            + spec["routes"].elements.flatMap { route in
                unknown(in: route, known: ["condition", "isRetryable", "name", "responseClasses", "timeout"])
                    + route["responseClasses"].elements.flatMap { unknown(in: $0, known: ["condition", "isFailure"]) }
            }
    }

    /// The validator reads names without case.
    static func unknown(in field: Field, known: [String]) -> [Remark] {
        guard case .object(let members) = field.value else { return [] }
        return members.keys.filter { name in !known.contains { $0.lowercased() == name.lowercased() } }.sorted().map {
            Remark(
                .profileUnknownField, field[$0], "Linkerd does not know the field",
                hint: Spelling.nearest(to: $0, in: known).map { "did you mean \($0)?" }
                    ?? "known are \(known.sorted().joined(separator: ", "))")
        }
    }
}
