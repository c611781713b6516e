import Domain
import Synchronization

/// The ports of some pods, and those of the Services in front of them, which are others often enough.
struct SelectedPorts: Sendable {
    /// Where the pods listen, as far as their containers and the Services say it.
    private(set) var ports: Set<Int64> = []
    /// Whether every workload declares its ports.
    private(set) var areDeclared = true
    /// The ports of the Services …
    private var services: [Int64: (name: String, target: Int64)] = [:]
    /// … and those of which nobody knows where they lead.
    private var open: Set<Int64> = []

    /// `nil` where nothing can be said: no pods are known, or no Service.
    fileprivate init?(_ labels: [String: String], in namespace: String, _ set: ValidationSet) {
        guard set.isKnown(.service, in: namespace) else { return nil }
        let workloads = set.instances(selectedBy: labels, in: namespace)
        guard !workloads.isEmpty, !workloads.contains(where: \.isMachine) else { return nil }
        var named: [String: Set<Int64>] = [:]
        for workload in workloads {
            let servers = workload.servers
            areDeclared = areDeclared && servers.contains { !$0.isMeshProxy && !$0.ports.isEmpty }
            for port in servers.flatMap(\.ports) {
                guard let number = port["containerPort"].int else { continue }
                ports.insert(number)
                if let name = port["name"].string { named[name, default: []].insert(number) }
            }
        }
        let fronts = Set(workloads.map(\.labels)).flatMap { set.objects(.services, selecting: $0, in: namespace) }
        guard !fronts.isEmpty else { return nil }
        for service in fronts { add(service, named) }
    }

    private mutating func add(_ service: KnownObject, _ named: [String: Set<Int64>]) {
        for port in service.spec["ports"].elements {
            guard let number = port["port"].int else { continue }
            let target = port["targetPort"]
            let reached: Set<Int64> =
                target.isEmpty ? [number] : target.int.map { [$0] } ?? named[target.string ?? ""] ?? []
            ports.formUnion(reached)
            if let first = reached.min() { services[number] = (service.name, first) } else { open.insert(number) }
        }
    }

    /// Whether the pods are known not to listen on a port.
    func lacks(_ port: Int64) -> Bool { !ports.contains(port) && !open.contains(port) }

    /// The Service that has a port which its pods do not have, and where it leads.
    func service(of port: Int64) -> (name: String, target: Int64)? { lacks(port) ? services[port] : nil }
}

/// Those of a set, each looked up once: many policies select the same pods.
private final class SelectedPortsBook: Sendable {
    static let fact = SetFact("ports of selected pods") { _ in SelectedPortsBook() }
    private let made = Mutex<[String: SelectedPorts?]>([:])

    func ports(_ labels: [String: String], in namespace: String, _ set: ValidationSet) -> SelectedPorts? {
        let word = "\(namespace)\n\(LabelText.of(labels))"
        if let known = made.withLock({ $0[word] }) { return known }
        let ports = SelectedPorts(labels, in: namespace, set)
        made.withLock { $0[word] = .some(ports) }
        return ports
    }
}

extension ValidationSet {
    /// `nil` where nothing can be said of them.
    func ports(ofPodsWith labels: [String: String], in namespace: String) -> SelectedPorts? {
        fact(SelectedPortsBook.fact).ports(labels, in: namespace, self)
    }
}
