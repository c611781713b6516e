import Domain
import MeshModel

/// The service accounts that an AuthorizationPolicy lets in (`<trust domain>/ns/<namespace>/sa/<account>`) have to
/// exist.
enum Principals {
    static let family = RuleFamily(
        "principals", codes: [.unknownPrincipal, .unlistedPrincipal, .foreignPrincipal], kinds: [.authorizationPolicy],
        scope: .set
    ) { subject in
        guard subject.set.isKnown(.serviceAccount) || subject.set.knowsWorkloads else { return [] }
        return subject.spec["rules"].elements.flatMap { rule in
            NamedCallers.principals(rule).compactMap { remark($0, subject) }
                + NamedCallers.accounts(rule).compactMap { account($0, subject) }
                + NamedCallers.trustDomains(rule).compactMap { domain($0, subject) }
        }
    }

    /// Istio compares accounts as a whole: a star in one is another rule's business.
    private static func account(_ field: Field, _ subject: Subject) -> Remark? {
        guard let text = field.string, !text.isEmpty, !text.contains("*") else { return nil }
        let (namespace, name) = NamedCallers.account(text, from: subject.object.namespace)
        let principal = "\(subject.settings.trustDomain)/ns/\(namespace)/sa/\(name)"
        guard !exists(principal, [subject.settings.trustDomain], subject.set) else { return nil }
        return unknown(principal, field, subject, form: "<namespace>/<service account>")
    }

    private static func domain(_ field: Field, _ subject: Subject) -> Remark? {
        guard let domain = field.string, !domain.isEmpty, !domain.contains("*"),
            !trustDomains(subject.settings).contains(domain)
        else { return nil }
        return foreign(domain, field)
    }

    private static func foreign(_ domain: String, _ field: Field) -> Remark {
        Remark(
            .foreignPrincipal, field, "is of trust domain \(domain), which this mesh does not know",
            hint: "list the domain in trustDomainAliases, where it is meant")
    }

    private static func remark(_ field: Field, _ subject: Subject) -> Remark? {
        guard let principal = field.string, principal != "*" else { return nil }
        let domains = trustDomains(subject.settings)
        if exists(principal, domains, subject.set) { return nil }
        let domain = principal.firstRange(ofText: "/ns/").map { String(principal[..<$0]) } ?? ""
        if !principal.contains("*"), !domain.isEmpty, !domains.contains(domain) {
            return foreign(domain, field)
        }
        return unknown(principal, field, subject, form: "<trust domain>/ns/<namespace>/sa/<service account>")
    }

    private static func unknown(
        _ principal: String, _ field: Field, _ subject: Subject, form: String
    ) -> Remark? {
        guard let code = code(for: principal, subject.set) else { return nil }
        return Remark(
            code, field,
            code == .unknownPrincipal
                ? "is no service account that there is"
                : "is no service account that anything known runs as, and those of its namespace are not known",
            hint: code == .unknownPrincipal
                ? hint(principal, subject.set) ?? "write \(form)"
                : "name the file with the ServiceAccount as context, or judge beside the cluster")
    }

    /// For what is well written: the accounts that its namespace has.
    private static func hint(_ principal: String, _ set: ValidationSet) -> String? {
        guard let name = PrincipalName(principal), !principal.contains("*") else { return nil }
        let known = set.objects(.serviceAccount).filter { $0.namespace == name.namespace }.map(\.name).sorted()
        if let meant = Spelling.nearest(to: name.account, in: known) { return "did you mean \(meant)?" }
        guard !known.isEmpty else { return "there is none that is known in namespace \(name.namespace)" }
        let more = known.count > mostAccounts ? " and \(known.count - mostAccounts) more" : ""
        return "namespace \(name.namespace) has \(known.prefix(mostAccounts).joined(separator: ", "))\(more)"
    }

    /// How many accounts a hint writes out.
    private static let mostAccounts = 5

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
        if parts.count == word + 4, set.isOfMaker(parts[word + 3], in: namespace) { return nil }
        if set.isInstalledInto(namespace) { return .unlistedPrincipal }
        if set.isKnown(.serviceAccount, in: namespace) { return .unknownPrincipal }
        return set.knowsWorkloads(in: namespace) ? .unlistedPrincipal : nil
    }

    private static func trustDomains(_ settings: MeshSettings) -> [String] {
        [settings.trustDomain] + Field(root: settings.meshConfig)["trustDomainAliases"].strings
    }

    private static func exists(_ principal: String, _ domains: [String], _ set: ValidationSet) -> Bool {
        guard principal.hasPrefix("*") || principal.hasSuffix("*") else {
            guard let name = PrincipalName(principal), domains.contains(name.trustDomain) else { return false }
            return set.isAccount(name.account, in: name.namespace)
                || !set.objects(.machineAccounts, "\(name.namespace)/\(name.account)").isEmpty
        }
        let names = set.fact(AccountNames.all)
        return domains.contains { names.holds(principal, domain: $0) }
    }
}
