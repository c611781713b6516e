import Domain

/// The service accounts that an AuthorizationPolicy lets in (`<trust domain>/ns/<namespace>/sa/<account>`) have to exist.
enum Principals {
    static let family = RuleFamily(
        "principals", codes: [.unknownPrincipal, .foreignPrincipal], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        guard subject.set.has(.serviceAccount) || subject.set.knowsWorkloads else { return [] }
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
        let ends = Wildcards(principal)
        return domains.contains { domain in
            set.fact(KnownNames.accounts).contains { ends.match("\(domain)\($0)") }
        }
    }
}

/// A text in which each `*` stands for anything.
private struct Wildcards {
    let parts: [Substring]

    init(_ pattern: String) { parts = pattern.split(separator: "*", omittingEmptySubsequences: false) }

    func match(_ text: String) -> Bool {
        guard parts.count > 1, let first = parts.first, let last = parts.last, text.hasPrefix(first) else {
            return false
        }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(ofText: part) else { return false }
            rest = rest[found...].dropFirst(part.count)
        }
        return rest.hasSuffix(last)
    }
}

extension StringProtocol {
    /// Where `text` first begins.
    fileprivate func firstRange(ofText text: some StringProtocol) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}

extension SetIndex {
    /// Workloads by the service account that they run as: `namespace/name`.
    static let accounts = SetIndex("workloads by service account", of: [.pod] + Workload.templated) { object in
        let spec = object.kind == .pod ? object.spec : Workload(object: object).pod["spec"]
        return ["\(object.namespace)/\(spec["serviceAccountName"].string ?? "default")"]
    }
}

extension KnownNames {
    /// Of the service accounts, as principals without their trust domain.
    static let accounts = SetFact("service accounts") { set in
        let accounts = set.objects(.serviceAccount).map { "\($0.namespace)/\($0.name)" }
        let used = ([.pod] + Workload.templated).flatMap { set.objects($0) }.flatMap { SetIndex.accounts.keys($0) }
        return Set(accounts + used).sorted().compactMap { name in
            name.firstIndex(of: "/").map { "/ns/\(name[..<$0])/sa/\(name[name.index(after: $0)...])" }
        }
    }
}

extension ValidationSet {
    /// Whether there is the service account, or something that runs as it.
    func isAccount(_ name: String, in namespace: String) -> Bool {
        object(.serviceAccount, namespace, name) != nil || !objects(.accounts, "\(namespace)/\(name)").isEmpty
    }
}
