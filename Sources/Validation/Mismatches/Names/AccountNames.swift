import Domain

/// The service accounts of a set as principals without their trust domain (`/ns/<namespace>/sa/<account>`), ordered so
/// that those with a beginning or an end are found without looking through all.
struct AccountNames: Sendable {
    private let ascending: [String]
    private let reversed: [String]

    static let all = SetFact("service accounts") { set in
        let accounts = set.objects(.serviceAccount).map { "\($0.namespace)/\($0.name)" }
        let kinds = [.pod] + Workload.templated + set.foreignTemplates + Workload.machines
        let used = kinds.flatMap { set.objects($0) }.flatMap { SetIndex.accounts.keys($0) }
        return AccountNames(Set(accounts + used))
    }

    private init(_ accounts: Set<String>) {
        ascending = accounts.compactMap { name in
            name.firstIndex(of: "/").map { "/ns/\(name[..<$0])/sa/\(name[name.index(after: $0)...])" }
        }.sorted()
        reversed = ascending.map { String($0.reversed()) }.sorted()
    }

    /// Whether a pattern, with stars for anything, takes one of the accounts in a trust domain.
    func holds(_ pattern: String, domain: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].isEmpty {
            if domain.hasPrefix(parts[0]) { return !ascending.isEmpty }
            return parts[0].hasPrefix(domain)
                && Self.hasPrefix(String(parts[0].dropFirst(domain.count)), ascending)
        }
        if parts.count == 2, parts[0].isEmpty, !parts[1].dropFirst().contains("/ns/") {
            return Self.hasPrefix(String(parts[1].reversed()), reversed)
        }
        return ascending.contains { Self.matches(parts, domain + $0) }
    }

    /// Whether one of the ordered names begins so.
    private static func hasPrefix(_ prefix: String, _ names: [String]) -> Bool {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = low + (high - low) / 2
            if names[middle] < prefix { low = middle + 1 } else { high = middle }
        }
        return low < names.count && names[low].hasPrefix(prefix)
    }

    /// Whether the parts between the stars stand in the text, in order, the first and the last at its ends.
    private static func matches(_ parts: [Substring], _ text: String) -> Bool {
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
    func firstRange(ofText text: some StringProtocol) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
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
    /// Whether there is the service account, or something that runs as it.
    func isAccount(_ name: String, in namespace: String) -> Bool {
        object(.serviceAccount, namespace, name) != nil || !objects(.accounts, "\(namespace)/\(name)").isEmpty
    }
}
