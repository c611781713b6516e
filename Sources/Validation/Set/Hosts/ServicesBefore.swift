import Domain

extension SetIndex {
    /// Services by `namespace`, a new line, and each label of their selector.
    static let serviceSelectors = SetIndex("services by each label of their selector", of: [.service]) { service in
        service.spec["selector"].texts.map { "\(service.namespace)\n\($0.key)=\($0.value)" }
    }
}

extension ValidationSet {
    /// The Services that surely lead to pods with these labels, each once.
    func services(before labels: [String: String], in namespace: String) -> [KnownObject] {
        services(near: labels, in: namespace).filter { service in
            service.spec["selector"].texts.allSatisfy { labels[$0.key] == $0.value }
        }
    }

    /// The Services that lead to pods with these labels, or do if the pods have more labels than these: they have one
    /// in common, and none against them. Each once, by the first label that they have in common.
    func services(near labels: [String: String], in namespace: String) -> [KnownObject] {
        var seen: Set<String> = []
        return labels.sorted { $0.key < $1.key }
            .flatMap { objects(.serviceSelectors, "\(namespace)\n\($0.key)=\($0.value)") }
            .filter { service in
                let wanted = service.spec["selector"].texts
                return wanted.allSatisfy { key, value in labels[key].map { $0 == value } ?? true }
                    && seen.insert(service.name).inserted
            }
    }
}
