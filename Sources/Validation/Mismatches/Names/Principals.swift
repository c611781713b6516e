import Domain

/// The service accounts that an AuthorizationPolicy lets in (`<trust domain>/ns/<namespace>/sa/<account>`) have to exist.
enum Principals {
    static let family = RuleFamily(
        "principals", codes: [.unknownPrincipal, .unlistedPrincipal, .foreignPrincipal], kinds: [.authorizationPolicy],
        scope: .set
    ) { subject in
        guard subject.set.isKnown(.serviceAccount) || subject.set.knowsWorkloads else { return [] }
        return subject.spec["rules"].elements.flatMap { $0["from"].elements }.flatMap { from in
            from["source"]["principals"].elements.compactMap { remark($0, subject) }
        }
    }

    private static func remark(_ field: Field, _ subject: Subject) -> Remark? {
        guard let principal = field.string, principal != "*" else { return nil }
        let domains = trustDomains(subject.settings)
        if exists(principal, domains, subject.set) { return nil }
        let domain = principal.firstRange(ofText: "/ns/").map { String(principal[..<$0]) } ?? ""
        if !principal.contains("*"), !domain.isEmpty, !domains.contains(domain) {
            return Remark(
                .foreignPrincipal, field, "is of trust domain \(domain), which this mesh does not know",
                hint: "list the domain in trustDomainAliases, where it is meant")
        }
        guard let code = code(for: principal, subject.set) else { return nil }
        return Remark(
            code, field,
            code == .unknownPrincipal
                ? "is no service account that there is"
                : "is no service account that anything known runs as, and those of its namespace are not known",
            hint: code == .unknownPrincipal
                ? "write <trust domain>/ns/<namespace>/sa/<service account>"
                : "name the file with the ServiceAccount as context, or judge beside the cluster")
    }

    /// What a principal that nobody has weighs: of a namespace whose accounts are not known there may be more.
    private static func code(for principal: String, _ set: ValidationSet) -> FindingCode? {
        if set.listed.contains(.serviceAccount) { return .unknownPrincipal }
        let parts = principal.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let word = parts.firstIndex(of: "ns"), word + 1 < parts.count else {
            // What has no namespace is nobody's, unless a star stands for it.
            return principal.contains("*") ? nil : .unknownPrincipal
        }
        let namespace = parts[word + 1]
        guard !namespace.contains("*") else { return nil }
        if set.isKnown(.serviceAccount, in: namespace) { return .unknownPrincipal }
        return set.knowsWorkloads(in: namespace) ? .unlistedPrincipal : nil
    }

    private static func trustDomains(_ settings: MeshSettings) -> [String] {
        [settings.trustDomain] + Field(root: settings.meshConfig)["trustDomainAliases"].strings
    }

    private static func exists(_ principal: String, _ domains: [String], _ set: ValidationSet) -> Bool {
        guard principal.hasPrefix("*") || principal.hasSuffix("*") else {
            let parts = principal.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, parts[1] == "ns", parts[3] == "sa", domains.contains(parts[0]) else { return false }
            return set.isAccount(parts[4], in: parts[2])
                || !set.objects(.machineAccounts, "\(parts[2])/\(parts[4])").isEmpty
        }
        let names = set.fact(AccountNames.all)
        return domains.contains { names.holds(principal, domain: $0) }
    }
}
