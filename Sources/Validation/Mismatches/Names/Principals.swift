import Domain

/// The service accounts that an AuthorizationPolicy lets in (`<trust domain>/ns/<namespace>/sa/<account>`) have to exist.
enum Principals {
    static let family = RuleFamily(
        "principals", codes: [.unknownPrincipal, .foreignPrincipal], kinds: [.authorizationPolicy], scope: .set
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
        return Remark(
            .unknownPrincipal, field, "is no service account that there is",
            hint: "write <trust domain>/ns/<namespace>/sa/<service account>")
    }

    private static func trustDomains(_ settings: MeshSettings) -> [String] {
        [settings.trustDomain] + Field(root: settings.meshConfig)["trustDomainAliases"].strings
    }

    private static func exists(_ principal: String, _ domains: [String], _ set: ValidationSet) -> Bool {
        guard principal.hasPrefix("*") || principal.hasSuffix("*") else {
            let parts = principal.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, parts[1] == "ns", parts[3] == "sa", domains.contains(parts[0]) else { return false }
            return set.isAccount(parts[4], in: parts[2])
        }
        let names = set.fact(AccountNames.all)
        return domains.contains { names.holds(principal, domain: $0) }
    }
}
