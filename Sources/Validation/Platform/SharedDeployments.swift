import Domain

/// Deployments behind several Services that do not agree on what a port is.
enum SharedDeployments {
    static let family = RuleFamily(
        "ports of deployments", codes: [.severalProtocols, .severalPorts], kinds: [.deployment], scope: .set
    ) { subject in
        let workload = Workload(object: subject.object)
        guard subject.object.labels["gateway.istio.io/managed"] != "istio.io-mesh-controller",
            subject.set.isInMesh(workload), !subject.isOfKubernetes
        else { return [] }
        let services = subject.set.objects(
            .services, selecting: workload.labels, in: subject.object.namespace)
        return protocols(subject, services) + targets(subject, services)
    }

    private static func protocols(_ subject: Subject, _ services: [KnownObject]) -> [Remark] {
        var known: [Int64: Set<String>] = [:]
        for port in services.flatMap({ $0.spec["ports"].elements }) {
            guard let number = port["port"].int else { continue }
            known[number, default: []].insert(port["protocol"].string ?? "TCP")
        }
        return known.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { port, protocols in
            Remark(
                .severalProtocols, subject.root["metadata"]["name"],
                "\(names(services)) give port \(port) the protocols \(protocols.sorted().joined(separator: ", "))",
                hint: "give the port one protocol in all Services")
        }
    }

    private static func targets(_ subject: Subject, _ services: [KnownObject]) -> [Remark] {
        var known: [String: Set<Int64>] = [:]
        for port in services.flatMap({ $0.spec["ports"].elements }) {
            guard let number = port["port"].int else { continue }
            let target = port["targetPort"].string ?? port["targetPort"].int.map(String.init) ?? ""
            known[target.isEmpty || target == "0" ? String(number) : target, default: []].insert(number)
        }
        return known.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { target, ports in
            let list = ports.sorted().map(String.init).joined(separator: ", ")
            return Remark(
                .severalPorts, subject.root["metadata"]["name"],
                "\(names(services)) lead from the ports \(list) to port \(target) of the pods",
                hint: "use one port number for one port of the pods")
        }
    }

    private static func names(_ services: [KnownObject]) -> String {
        services.map(\.name).sorted().prefix(5).joined(separator: ", ")
    }
}
