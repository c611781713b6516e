import Domain
import MeshModel

/// The objects that govern a request, by kind, each reduced to what the request meets of it: of a route the rule that
/// it takes and the destination that it goes to, of a DestinationRule the policy on the way to the subset. So a
/// condition's path means the same whatever rules stand before: `spec.http[0]` is the rule taken.
struct Governing {
    private(set) var objects: [String: [JSONValue]] = [:]
    /// The kinds that conditions ask for; the others are left out.
    let wanted: Set<String>

    init(wanted: Set<String>) { self.wanted = wanted }

    func wants(_ kind: PolicyKind) -> Bool { wanted.contains(kind.rawValue) }

    mutating func add(_ objects: [PolicyObject]) {
        for object in objects where wanted.contains(object.kind) {
            self.objects[object.kind, default: []].append(object.document)
        }
    }

    mutating func add(_ object: PolicyObject?, _ reduce: (inout JSONValue) -> Void = { _ in }) {
        guard let object, wanted.contains(object.kind) else { return }
        var document = object.document
        var spec = object.spec
        reduce(&spec)
        document["spec"] = spec
        objects[object.kind, default: []].append(document)
    }

    mutating func add(_ choice: RouteChoice, _ entry: JSONValue?, _ key: String) {
        add(choice.virtualService) { spec in
            guard var rule = choice.rule else { return }
            if let entry, entry["destination"] != nil { rule["route"] = [entry] }
            spec[key] = [rule]
        }
    }

    mutating func add(_ choice: DestinationRuleChoice?, subset: String, port: Int) {
        guard let choice else { return }
        add(choice.objects.first) { spec in
            spec["trafficPolicy"] = choice.policy(subset: subset, port: port)
            spec["subsets"] = .array(choice.subset(subset).map { [$0] } ?? [])
        }
    }

    mutating func add(_ choice: PeerAuthenticationChoice, port: Int) {
        add(choice.governing(port: port)) { $0["mtls"] = ["mode": .string(choice.mode(port: port).rawValue)] }
    }

    mutating func add(_ route: LinkerdRoute, _ entry: JSONValue?) {
        add(route.object) { spec in
            switch route.object?.kind {
            case "HTTPRoute":
                guard var rule = route.rule else { return }
                if let entry, entry["name"] != nil { rule["backendRefs"] = [entry] }
                spec["rules"] = [rule]
            case "ServiceProfile":
                spec["routes"] = .array(route.rule.map { [$0] } ?? [])
                if let entry, entry["authority"] != nil { spec["dstOverrides"] = [entry] }
            default: if let entry, entry["service"] != nil { spec["backends"] = [entry] }
            }
        }
    }

    /// EnvoyFilters patch the way in or the way out.
    mutating func add(filters: [PolicyObject], inbound: Bool) {
        let other = inbound ? "SIDECAR_OUTBOUND" : "SIDECAR_INBOUND"
        add(
            filters.filter { filter in
                let patches = filter.spec["configPatches"]?.array ?? []
                return patches.isEmpty || patches.contains { $0["match"]?["context"]?.string != other }
            })
    }

    /// The effects whose conditions all hold.
    func effects(of scenario: Scenario, to service: ServiceName?) -> [Int] {
        scenario.effects.indices.filter { index in
            let effect = scenario.effects[index]
            guard effect.services.isEmpty || service.map(effect.services.contains) ?? false else { return false }
            return effect.conditions.allSatisfy { $0.holds(for: objects[$0.kind] ?? []) }
        }
    }
}
