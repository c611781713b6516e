/// Finds the objects whose selector of labels takes a workload. Each object stands under one word, the first pair of
/// its selector, so that a workload looks under its own labels only.
struct SelectorIndex: Sendable {
    let index: SetIndex
    /// The labels that an object selects by: empty takes everything, `nil` nothing.
    let selector: @Sendable (KnownObject) -> [String: String]?

    init(
        _ name: String, of kinds: [ObjectKind], selector: @escaping @Sendable (KnownObject) -> [String: String]?
    ) {
        self.selector = selector
        index = SetIndex(name, of: kinds) { object in
            guard let labels = selector(object) else { return [] }
            guard let first = labels.min(by: { $0.key < $1.key }) else { return [object.namespace + "\n"] }
            return ["\(object.namespace)\n\(first.key)=\(first.value)"]
        }
    }
}

extension ValidationSet {
    /// The objects of `namespace` whose selector takes something with these labels.
    func objects(_ index: SelectorIndex, selecting labels: [String: String], in namespace: String) -> [KnownObject] {
        var found = objects(index.index, namespace + "\n")
        for (key, value) in labels {
            found += objects(index.index, "\(namespace)\n\(key)=\(value)").filter { object in
                index.selector(object)?.allSatisfy { labels[$0.key] == $0.value } ?? false
            }
        }
        return found
    }
}

extension SelectorIndex {
    /// Services by the pods that they select; one without a selector selects none.
    static let services = SelectorIndex("service selectors", of: [.service]) { service in
        let labels = service.spec["selector"].texts
        return labels.isEmpty ? nil : labels
    }
}

/// Labels that something is selected by, as one text that is the same for the same labels.
enum LabelText {
    static func of(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
