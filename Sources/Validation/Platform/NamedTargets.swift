import Domain

/// Ports of a Service that lead to a name which no container of its pods gives a port.
enum NamedTargets {
    static let family = RuleFamily(
        "ports that pods name", codes: [.unnamedTarget], kinds: [.service], scope: .set
    ) { subject in
        guard !subject.isOfKubernetes, let names = names(subject) else { return [] }
        return subject.spec["ports"].elements.map { $0["targetPort"] }.compactMap { target in
            guard let name = target.string, !name.isEmpty, !names.contains(name) else { return nil }
            let meant =
                Int64(name) != nil
                ? "leave out the quotes: in quotes it is the name of a port"
                : Spelling.nearest(to: name, in: names.sorted()).map { "did you mean \($0)?" }
            return Remark(
                .unnamedTarget, target, "no container of its pods names a port \(name), so requests to it go nowhere",
                hint: meant ?? "name the port in the container's ports, or give its number")
        }
    }

    /// What the pods call their ports, those of the proxies included; `nil` where not all that may be behind the
    /// Service is known.
    private static func names(_ subject: Subject) -> Set<String>? {
        let (set, namespace) = (subject.set, subject.object.namespace)
        guard let selector = subject.spec["selector"].labelSelector, !selector.isEmpty,
            !set.mayHaveMakersPods(selector, in: namespace), !set.hasMadePods(selectedBy: selector, in: namespace)
        else { return nil }
        let workloads = set.workloads(selectedBy: selector, in: namespace)
        let isWhole = workloads.allSatisfy { !$0.pod["spec"]["containers"].isEmpty }
        // Machines name their ports otherwise.
        guard !workloads.isEmpty, isWhole,
            !set.instances(selectedBy: selector, in: namespace).contains(where: \.isMachine)
        else { return nil }
        return Set(workloads.flatMap { set.ports(of: $0).compactMap(\.name) } + ofIstiosProxy)
    }

    private static let ofIstiosProxy = ["http-envoy-prom"]
}
