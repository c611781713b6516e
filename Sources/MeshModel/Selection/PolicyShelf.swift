import Domain

/// The objects of one kind in one namespace, oldest first, found by the labels of a pod without asking each of them.
struct PolicyShelf: Sendable {
    private(set) var objects: [PolicyObject] = []
    private var selectors: [LabelSelector] = []
    private var byLabel: [Label: [Int]] = [:]
    private var others: [Int] = []

    private struct Label: Hashable {
        let key: String
        let value: String
    }

    /// - Parameters:
    ///   - objects: Oldest first.
    ///   - selector: Reads an object's workload selector; `nil` for an object without one, which selects everything.
    init(_ objects: [PolicyObject], selector: (PolicyObject) -> LabelSelector?) {
        self.objects = objects
        for (index, object) in objects.enumerated() {
            let selector = selector(object) ?? LabelSelector(nil)
            selectors.append(selector)
            if let label = selector.requiredLabel {
                byLabel[Label(key: label.key, value: label.value), default: []].append(index)
            } else {
                others.append(index)
            }
        }
    }

    /// Those whose selector selects the labels, oldest first.
    func selecting(_ labels: [String: String]) -> [PolicyObject] {
        var found = others.filter { selectors[$0].selects(labels) }
        if !byLabel.isEmpty {
            for (key, value) in labels {
                guard let some = byLabel[Label(key: key, value: value)] else { continue }
                found += some.filter { selectors[$0].selects(labels) }
            }
        }
        return found.sorted().map { objects[$0] }
    }
}
