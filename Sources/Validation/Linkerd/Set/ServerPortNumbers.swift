import Domain

/// A Server with the number of a Service's port, which leads to another port of the pods.
enum ServerPortNumbers {
    static let family = RuleFamily(
        "linkerd-server-ports", codes: [.serverPortOfService], kinds: [.server], scope: .set
    ) { subject in
        let (set, port) = (subject.set, subject.spec["port"])
        guard subject.object.selectsPods, let number = port.int else { return [] }
        let workloads = set.workloads(of: subject.object)
        guard !workloads.isEmpty, !workloads.contains(where: { set.ports(of: $0).contains { $0.number == number } })
        else { return [] }
        let fronts = workloads.flatMap { set.services(before: $0.labels, in: $0.namespace) }
            .flatMap { service in service.spec["ports"].elements.map { (service: service, port: $0) } }
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
}
