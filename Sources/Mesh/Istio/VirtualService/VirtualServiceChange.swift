import Domain
import MeshModel

/// A change of a VirtualService with what both ways to roll it out need.
struct VirtualServiceChange: Sendable {
    let name: MeshObjectName
    let cohort: Cohort
    /// The two versions. Where there is no VirtualService before (or after), it is the other's frame without rules.
    let old: RouteTable
    let new: RouteTable
    let isCreation: Bool
    let isRemoval: Bool
    let surroundings: Surroundings
    /// The object of which labels and annotations are kept until the end.
    private let base: JSONValue
    private let final: JSONValue?

    init(_ change: PolicyChange, in surroundings: Surroundings, cohort: Cohort) throws(Impossible) {
        guard let base = change.old ?? change.new else {
            throw TrafficOffers.no("there is no \(change.key) before and none after")
        }
        name = MeshObjectName(change.key)
        self.cohort = cohort
        self.surroundings = surroundings
        self.base = base
        final = change.new
        isCreation = change.old == nil
        isRemoval = change.new == nil
        let (before, after) = (change.old.map(Self.table), change.new.map(Self.table))
        old = before ?? after?.empty ?? RouteTable([:])
        new = after ?? before?.empty ?? RouteTable([:])
        let fields = TrafficDocument.differences(old.frame, new.frame)
        guard fields.isEmpty else {
            throw TrafficOffers.no(
                "spec changes \(fields.joined(separator: ", ")): for whom a VirtualService is at all cannot be split, "
                    + "and two VirtualServices for one host are not merged in sidecars; change it in a step of its own")
        }
    }

    private static func table(_ document: JSONValue) -> RouteTable { RouteTable(TrafficDocument.spec(document)) }

    func write(_ table: RouteTable) -> Move {
        .write(
            MeshObject(name: name, document: TrafficDocument.with(table.spec, in: base, version: final)))
    }

    /// The one write that makes the new version everybody's.
    var finish: Move { final.map { .write(MeshObject(name: name, document: $0)) } ?? .remove(name) }

    /// The new rules for requests that `chooser` knows by a header, the old ones for all others.
    func write(for chooser: RuleChooser) throws(Impossible) -> Move {
        write(try PrecedingRules(chooser: chooser, new: new, old: old).table())
    }

    var hosts: IstioHosts { IstioHosts(surroundings: surroundings) }

    /// The services that both versions are about. Metrics name the service that a route led to.
    var services: [ServiceName] {
        let destinations = (old.destinations + new.destinations).compactMap { $0["host"]?.string }
        return hosts.names(old.hosts + destinations, from: name.namespace)
    }

    /// The pods whose proxies read the rules for the mesh: those of the namespaces that see the object and import its
    /// hosts, but no gateways, which are nobody's clients.
    ///
    /// - Parameter others: What changes together with it, for the same pods: who reads one of them is among them.
    func clients(with others: [VirtualServiceChange] = []) -> PodScope {
        let gateways = surroundings.objects(of: MeshResource(.gateway)).compactMap { $0.document["spec"]?["selector"] }
        let known: [JSONValue] = [["istio": "ingressgateway"], ["istio": "egressgateway"]]
        let selectors = known + gateways.filter { !($0.object ?? [:]).isEmpty && !known.contains($0) }
        return PodScope(
            namespaces: RouteReaders(of: [self] + others, in: surroundings)
                .among(IstioVisibility.namespaces(old.spec["exportTo"], of: name.namespace)),
            excluding: selectors.map { LabelSelector(labels: $0) },
            onlyMeshed: surroundings.pods.contains(where: \.isMeshed))
    }

    /// Everybody's traffic, where the mesh's metrics do not tell who has which version.
    var everybody: Measurement {
        let namespaces = Set(surroundings.pods.filter(clients().contains).map(\.namespace)).sorted()
        return Measurement(side: .client, cohort: .namespaces(namespaces), baseline: .nobody, services: services)
    }
}
