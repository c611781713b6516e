import Domain
import MeshModel

/// The VirtualServices that route to a DestinationRule's host, with and without its twins.
struct TwinRoutes: Sendable {
    /// One of them, or one of our own where requests to the host have none yet.
    struct Route: Sendable {
        let object: MeshObject
        let isOurs: Bool
        let old: RouteTable
        let new: RouteTable
        let mix: TableMix

        func written(_ table: RouteTable) -> Move {
            .write(
                MeshObject(
                    name: object.name,
                    document: TrafficDocument.with(table.spec, in: object.document, version: nil)))
        }

        /// Puts back what was before.
        var undone: Move { isOurs ? .remove(object.name) : .restore(object.name) }
    }

    private let change: DestinationRuleChange
    private let found: [(object: MeshObject, table: RouteTable)]

    init(_ change: DestinationRuleChange) throws(Impossible) {
        self.change = change
        let reach = try Self.reach(change)
        var found = change.tables.filter { object, table in
            table.destinations.contains { change.isHost($0, from: object.name.namespace) }
        }
        for (object, table) in found {
            let seen = IstioVisibility.namespaces(table.spec["exportTo"], of: object.name.namespace)
            guard reach.map({ reach in seen?.isSubset(of: reach) ?? false }) ?? true else {
                throw TrafficOffers.no(
                    "\(object.name) routes to the host for namespaces that do not see the DestinationRule, so they would "
                        + "not find its twin subsets")
            }
        }
        if let own = try Self.own(change, reach) { found.append((own, RouteTable(TrafficDocument.spec(own.document)))) }
        guard !found.isEmpty else {
            throw TrafficOffers.no(
                "a VirtualService has \(change.host) and routes none of its requests there, so there are none to draw")
        }
        self.found = found
    }

    /// The namespaces whose clients use the rule; `nil`: all.
    static func reach(_ change: DestinationRuleChange) throws(Impossible) -> Set<String>? {
        guard change.isShared else { return [change.namespace] }
        var rivals = change.index.namespaces.subtracting([change.namespace])
        // The root namespace is asked last.
        if change.namespace == change.index.serviceNamespace { rivals.remove(change.index.root) }
        let exportTo = (change.change.old == nil ? change.new : change.old)["exportTo"]
        let reach = IstioVisibility.namespaces(exportTo, of: change.namespace)
        if let rival = rivals.sorted().first(where: { reach?.contains($0) ?? true }) {
            throw TrafficOffers.no(
                "namespace \(rival) has a DestinationRule of its own for \(change.host), so its clients would not find "
                    + "the twin subsets that the routes name")
        }
        return reach.map { $0.union([change.namespace]) }
    }

    /// A VirtualService for the host, where no one has it yet for the mesh.
    private static func own(_ change: DestinationRuleChange, _ reach: Set<String>?) throws(Impossible) -> MeshObject? {
        let isTaken = change.tables.contains { object, table in
            table.appliesToMesh
                && table.hosts.contains {
                    IstioHosts.covers(change.hosts.full($0, from: object.name.namespace), change.host)
                }
        }
        guard !isTaken else { return nil }
        guard change.hosts.service(change.host, from: change.namespace) != nil else {
            throw TrafficOffers.no(
                "no VirtualService routes to \(change.host), and it is no service of the cluster for which one could be "
                    + "made for the time of the rollout")
        }
        var spec: [String: JSONValue] = [
            "hosts": [.string(change.host)], "http": [["route": RouteTable.itself(change.host)]],
        ]
        spec["exportTo"] = reach.map { .array($0.sorted().map { .string($0) }) }
        let name = MeshObjectName(
            resource: MeshResource(.virtualService), namespace: change.namespace,
            name: change.cohort.copyName(of: change.name.name))
        return TrafficDocument.object(name, version: change.change.new?["apiVersion"], spec: spec)
    }

    /// The subsets of the rule that requests are routed to; `nil` among them: to the host without a subset.
    var subsets: Set<String?> {
        let known = Subsets.names(change.old)
        let subsets = found.flatMap { object, table in
            table.destinations.filter { change.isHost($0, from: object.name.namespace) }.map { $0["subset"]?.string }
        }
        return Set(subsets.filter { $0.map(known.contains) ?? true })
    }

    func routes(with twins: TwinSubsets) throws(Impossible) -> [Route] {
        var routes: [Route] = []
        for (object, table) in found {
            let twinned = twinned(table, of: object.name.namespace, twins)
            // A route to a subset that the rule does not have fails before as after.
            if twinned == table { continue }
            let isOurs = change.surroundings.objects[object.name] == nil
            let mix = try TableMix(old: table, new: twinned)
            routes.append(Route(object: object, isOurs: isOurs, old: table, new: twinned, mix: mix))
        }
        return routes
    }

    private func twinned(_ table: RouteTable, of namespace: String, _ twins: TwinSubsets) -> RouteTable {
        var twinned = table
        for list in RuleList.allCases {
            twinned[list] = table[list].map { rule in
                guard let route = rule["route"]?.array else { return rule }
                var changed = rule
                changed["route"] = .array(
                    route.map { entry in
                        guard var destination = entry["destination"], change.isHost(destination, from: namespace),
                            let twin = twins.twin(of: destination["subset"]?.string)
                        else { return entry }
                        destination["subset"] = .string(twin)
                        var entry = entry
                        entry["destination"] = destination
                        return entry
                    })
                return changed
            }
        }
        return twinned
    }
}
