import Domain

/// The service accounts of a set as principals without their trust domain (`/ns/<namespace>/sa/<account>`).
struct AccountNames: Sendable {
    private let names: NameTable

    static let all = SetFact("service accounts") { set in
        let accounts = set.objects(.serviceAccount).map { "\($0.namespace)/\($0.name)" }
        let kinds = [.pod] + Workload.templated + set.foreignTemplates + Workload.machines
        let used = kinds.flatMap { set.objects($0) }.flatMap { SetIndex.accounts.keys($0) }
        let made = set.objects(.kubernetesGateway).compactMap { gateway in
            MadeGateway(gateway, in: set).map { "\(gateway.namespace)/\($0.account)" }
        }
        return AccountNames(Set(accounts + used + made))
    }

    private init(_ accounts: Set<String>) {
        names = NameTable(
            accounts.compactMap { name in
                name.firstIndex(of: "/").map { "/ns/\(name[..<$0])/sa/\(name[name.index(after: $0)...])" }
            })
    }

    /// Whether a pattern takes one of the accounts in a trust domain.
    func holds(_ pattern: String, domain: String) -> Bool {
        if pattern.hasPrefix("*"), !pattern.dropFirst().contains("*"), !pattern.dropFirst(2).contains("/ns/") {
            return names.holdsEnd(pattern.dropFirst())
        }
        return names.holds(pattern, after: domain)
    }
}

extension SetIndex {
    /// Workloads by the service account that they run as: `namespace/name`.
    static let accounts = SetIndex(
        "workloads by service account", of: [.pod] + Workload.templated, andForeignTemplates: true
    ) { ["\($0.namespace)/\(Workload(object: $0).account)"] }

    /// Machines outside of the cluster by the same words.
    static let machineAccounts = SetIndex("machines by service account", of: Workload.machines) {
        ["\($0.namespace)/\(Workload(object: $0).account)"]
    }
}

extension ValidationSet {
    /// Whether there is the service account, or something that runs as it. Kubernetes gives each namespace `default`,
    /// and Istio each Gateway that it serves its own.
    func isAccount(_ name: String, in namespace: String) -> Bool {
        name == "default" || object(.serviceAccount, namespace, name) != nil
            || !objects(.accounts, "\(namespace)/\(name)").isEmpty || isMadeAccount(name, in: namespace)
    }
}
