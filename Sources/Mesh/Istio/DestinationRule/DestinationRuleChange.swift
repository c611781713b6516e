import Domain
import MeshModel

/// A change of a DestinationRule with what all three ways to roll it out need.
struct DestinationRuleChange: Sendable {
    let change: PolicyChange
    let name: MeshObjectName
    let cohort: Cohort
    let surroundings: Surroundings
    let hosts: IstioHosts
    /// The specs; empty where there is no object.
    let old: [String: JSONValue]
    let new: [String: JSONValue]
    /// The rule's host in full.
    let host: String
    let index: DestinationRuleIndex

    init(_ change: PolicyChange, in surroundings: Surroundings, cohort: Cohort) throws(Impossible) {
        self.change = change
        self.surroundings = surroundings
        self.cohort = cohort
        name = MeshObjectName(change.key)
        hosts = IstioHosts(surroundings: surroundings)
        old = TrafficDocument.spec(change.old)
        new = TrafficDocument.spec(change.new)
        guard let given = (change.old == nil ? new : old)["host"]?.string else {
            throw TrafficOffers.no("the DestinationRule has no spec.host")
        }
        host = hosts.full(given, from: name.namespace)
        index = DestinationRuleIndex(surroundings, host: host, except: name)
        try refuseFrameChanges()
        try refuseNeighbours()
    }

    private func refuseFrameChanges() throws(Impossible) {
        guard old["workloadSelector"] == nil, new["workloadSelector"] == nil else {
            throw TrafficOffers.no(
                "the DestinationRule selects its clients itself (workloadSelector), and of two selectors on one pod Istio "
                    + "does not say which one wins")
        }
        guard change.old != nil, change.new != nil else { return }
        let fields = TrafficDocument.differences(old, new, except: ["trafficPolicy", "subsets"])
        guard fields.isEmpty else {
            throw TrafficOffers.no(
                "spec changes \(fields.joined(separator: ", ")): for which host and which clients the rule is at all "
                    + "cannot be split; change it in a step of its own")
        }
    }

    private func refuseNeighbours() throws(Impossible) {
        let same = index.own(name.namespace).first {
            hosts.full($0.document["spec"]?["host"]?.string ?? "", from: name.namespace) == host
        }
        guard let same else { return }
        throw TrafficOffers.no(
            "\(same.name) is for the same host, and Istio merges the two by their age; put them into one object first")
    }

    /// What is compared with the time before once all requests have the new version: what all callers say of the
    /// services, which every mesh exports. Hosts without a service are told by the subsets.
    func everybody(subsets: [String], services given: [ServiceName]? = nil) -> Measurement {
        let services = given ?? services
        let callers = Set(surroundings.meshedPods.map(\.namespace)).sorted()
        let cohort: MeasuredGroup = services.isEmpty ? .subsets(subsets) : .namespaces(callers)
        return Measurement(side: .client, cohort: cohort, baseline: .nobody, services: services)
    }

    var namespace: String { name.namespace }
    var isWildcard: Bool { IstioHosts.isWildcard(host) }
    var services: [ServiceName] {
        let served = surroundings.services.filter { service in
            IstioHosts.covers(host, service.fullName(in: surroundings.clusterDomain))
        }
        return served.map { ServiceName(namespace: $0.namespace, name: $0.name) }.sorted()
    }

    /// Whether the rule is looked up by clients of other namespaces at all.
    var isShared: Bool { namespace == index.serviceNamespace || namespace == index.root }

    /// The object with another spec; it keeps the labels that it has now until the end.
    func main(_ spec: [String: JSONValue]) -> MeshObject {
        let base = change.old ?? change.new ?? [:]
        return MeshObject(name: name, document: TrafficDocument.with(spec, in: base, version: change.new))
    }

    /// A copy for other clients, in any namespace.
    func copy(_ spec: [String: JSONValue], _ role: String = "canary", in namespace: String? = nil) -> MeshObject {
        TrafficDocument.copy(
            of: change.new ?? change.old ?? [:], as: copyName(role, in: namespace ?? self.namespace), spec: spec)
    }

    func copyName(_ role: String = "canary", in namespace: String) -> MeshObjectName {
        MeshObjectName(
            resource: name.resource, namespace: namespace, name: cohort.copyName(of: name.name, role))
    }

    /// The VirtualServices of the cluster.
    var tables: [(object: MeshObject, table: RouteTable)] {
        surroundings.objects(of: MeshResource(.virtualService)).map {
            ($0, RouteTable(TrafficDocument.spec($0.document)))
        }
    }

    /// Whether a destination that an object of `namespace` names is the rule's host.
    func isHost(_ destination: JSONValue?, from namespace: String) -> Bool {
        guard let name = destination?["host"]?.string else { return false }
        return IstioHosts.covers(host, hosts.full(name, from: namespace))
    }

    /// Throws where a VirtualService routes to a subset that `before` has and `after` has not: whoever has the new
    /// version would get 503 (no cluster) for those requests.
    func refuseLostSubsets(from before: [String: JSONValue], to after: [String: JSONValue]) throws(Impossible) {
        let lost = Subsets.names(before).subtracting(Subsets.names(after))
        for (object, table) in tables {
            let subsets = (table.destinations + table.mirrors).filter { isHost($0, from: object.name.namespace) }
                .compactMap { $0["subset"]?.string }
            guard let subset = subsets.first(where: lost.contains) else { continue }
            throw TrafficOffers.no(
                "\(object.name) routes to the subset \(subset), which the new version has no more: those requests would "
                    + "fail with 503. Change the VirtualService first")
        }
    }
}

/// The subsets of a DestinationRule's spec.
enum Subsets {
    static func all(_ spec: [String: JSONValue]) -> [JSONValue] { spec["subsets"]?.array ?? [] }
    static func names(_ spec: [String: JSONValue]) -> Set<String> { Set(all(spec).compactMap { $0["name"]?.string }) }
    static func named(_ name: String, in spec: [String: JSONValue]) -> JSONValue? {
        all(spec).first { $0["name"]?.string == name }
    }
}
