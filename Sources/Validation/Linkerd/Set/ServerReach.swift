import Domain

/// Servers that select nothing.
enum ServerReach {
    static let family = RuleFamily(
        "linkerd-server-reach", codes: [.serverSelectsNothing, .serverPortUnknown], kinds: [.server], scope: .set
    ) { subject in
        let selector = subject.spec["podSelector"]
        guard subject.object.selectsPods, subject.set.knowsWorkloads(in: subject.object.namespace) else { return [] }
        let workloads = subject.set.workloads(of: subject.object)
        guard !workloads.isEmpty else {
            let labels = selector["matchLabels"].texts
            guard !subject.set.mayHaveMakersPods(labels, in: subject.object.namespace) else { return [] }
            return [
                Remark(
                    .serverSelectsNothing, selector, "selects no pod of namespace \(subject.object.namespace)",
                    hint: "compare it with the labels of the pods")
            ]
        }
        let port = subject.spec["port"]
        guard let name = port.string,
            !workloads.contains(where: { subject.set.ports(of: $0).contains { $0.name == name } })
        else { return [] }
        return [
            Remark(
                .serverPortUnknown, port, "none of the selected pods names a port \(name)",
                hint: "name the port in the container's ports, or give its number")
        ]
    }
}
