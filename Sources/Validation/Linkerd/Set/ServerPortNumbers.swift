import Domain

/// A Server with the number of a Service's port, which leads to another port of the pods.
enum ServerPortNumbers {
    static let family = RuleFamily(
        "linkerd-server-ports", codes: [.serverPortOfService], kinds: [.server], scope: .set
    ) { subject in
        let (set, port) = (subject.set, subject.spec["port"])
        guard subject.spec["podSelector"].value.object != nil, let number = port.int else { return [] }
        let workloads = set.workloads(of: subject.object)
        guard !workloads.isEmpty, !workloads.contains(where: { set.ports(of: $0).contains { $0.number == number } })
        else { return [] }
        let fronts = workloads.flatMap { ports(before: $0, set) }
        guard !fronts.contains(where: { ServerMTLS.podPort($0.port) == number }),
            let front = fronts.first(where: { $0.port["port"].int == number })
        else { return [] }
        let target = SetIndex.portText(front.port["targetPort"]) ?? ""
        return [
            Remark(
                .serverPortOfService, port,
                "is the port of Service \(front.service.name): the pods listen at \(target)",
                hint: "write \(target)"
            ).naming(front.service)
        ]
    }

    /// The ports of the Services that surely lead to a workload's pods.
    private static func ports(
        before workload: Workload, _ set: ValidationSet
    ) -> [(service: KnownObject, port: Field)] {
        workload.labels.sorted { $0.key < $1.key }
            .flatMap { set.objects(.serviceSelectors, "\(workload.namespace)\n\($0.key)=\($0.value)") }
            .filter { workload.isSelected(by: $0.spec["selector"].texts) }
            .flatMap { service in service.spec["ports"].elements.map { (service, $0) } }
    }
}
