import Domain
import MeshModel

/// What a selector may take: labels that others add to pods are not known from files.
extension ValidationSet {
    /// Whether a selector takes any Pod, template of pods or machine that `isMeant`, or may, or the pods that Istio
    /// makes for a Gateway, which have a proxy always, or those of controllers. Cheaper than to list them.
    func hasWorkload(
        selectedBy selector: [String: String], in namespace: String?, where isMeant: (Workload) -> Bool = { _ in true }
    ) -> Bool {
        let written = written(selector)
        func isFound(_ object: KnownObject) -> Bool {
            let workload = Workload(object: object)
            return mayTake(selector, workload) && isMeant(workload)
        }
        return candidates(.pods, [.pod], written, namespace).contains(where: isFound)
            || candidates(.templates, Workload.templated + foreignTemplates, written, namespace)
                .contains(where: isFound)
            || candidates(.machines, Workload.machines, written, namespace).contains(where: isFound)
            || hasMadePods(selectedBy: selector, in: namespace) || mayHaveMakersPods(selector, in: namespace)
    }

    /// The part of a selector that asks for nothing but labels of files.
    private func written(_ selector: [String: String]) -> [String: String] {
        selector.keys.contains { AddedLabels.has($0, in: self) }
            ? selector.filter { !AddedLabels.has($0.key, in: self) } : selector
    }

    private func mayTake(_ selector: [String: String], _ workload: Workload) -> Bool {
        let own = workload.labels
        return selector.allSatisfy { key, value in
            if PlaceLabels.has(key) { return PlaceLabels.mayBe(key, value, of: workload, in: self) }
            guard let stated = own[key] else { return AddedLabels.mayGive(key, value, to: workload, in: self) }
            return stated == value
        }
    }

    /// The labels of a workload's pods, with those among what a selector of Kubernetes asks for that others may add.
    func labels(of workload: Workload, askedBy selector: Field) -> [String: String] {
        var labels = workload.labels
        func assume(_ key: String, _ values: [String?]) {
            guard labels[key] == nil else { return }
            labels[key] = values.first { AddedLabels.mayGive(key, $0, to: workload, in: self) }.map { $0 ?? "" }
        }
        for (key, value) in selector["matchLabels"].texts { assume(key, [value]) }
        for expression in selector["matchExpressions"].elements {
            guard let key = expression["key"].string else { continue }
            switch expression["operator"].string {
            case "In": assume(key, expression["values"].strings)
            case "Exists": assume(key, [nil])
            // A pod may also lack what others add to most.
            default: break
            }
        }
        return labels
    }

    /// The Pods and the objects with templates of pods that a selector of Kubernetes takes, or may.
    func workloads(askedBy selector: Field, in namespace: String) -> [Workload] {
        let labels = written(selector["matchLabels"].texts)
        let wanted = LabelSelector(selector.value)
        return workloads(selectedBy: labels, in: namespace)
            .filter { wanted.selects(self.labels(of: $0, askedBy: selector)) }
    }
}
