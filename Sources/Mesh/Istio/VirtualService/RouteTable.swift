import Domain

/// The three lists of rules of a VirtualService.
enum RuleList: String, CaseIterable, Sendable {
    case http, tls, tcp
}

/// The spec of a VirtualService.
struct RouteTable: Hashable, Sendable {
    private(set) var spec: [String: JSONValue]

    init(_ spec: [String: JSONValue]) { self.spec = spec }

    subscript(_ list: RuleList) -> [JSONValue] {
        get { spec[list.rawValue]?.array ?? [] }
        set { spec[list.rawValue] = newValue.isEmpty ? nil : .array(newValue) }
    }

    /// Everything but the rules.
    var frame: [String: JSONValue] { spec.filter { RuleList(rawValue: $0.key) == nil } }
    var hosts: [String] { spec["hosts"]?.array?.compactMap(\.string) ?? [] }
    private var gateways: [String] { spec["gateways"]?.array?.compactMap(\.string) ?? [] }
    /// Whether the proxies beside workloads read it: they are the gateway `mesh`, which is the default.
    var appliesToMesh: Bool { gateways.isEmpty || gateways.contains("mesh") }
    var appliesToGateways: Bool { gateways.contains { $0 != "mesh" } }
    /// The host, where there is one alone and it is no wildcard.
    var onlyHost: String? { hosts.count == 1 && !IstioHosts.isWildcard(hosts[0]) ? hosts[0] : nil }

    /// The destinations of all routes, without mirrors.
    var destinations: [JSONValue] {
        RuleList.allCases.flatMap { self[$0] }.flatMap(Self.destinations)
    }

    /// The destinations of a rule's route.
    static func destinations(of rule: JSONValue) -> [JSONValue] {
        (rule["route"]?.array ?? []).compactMap { $0["destination"] }
    }

    /// Where copies of requests are sent.
    var mirrors: [JSONValue] {
        self[.http].flatMap { rule in
            [rule["mirror"]].compactMap(\.self) + (rule["mirrors"]?.array ?? []).compactMap { $0["destination"] }
        }
    }

    /// The table without any rule: what is left when a VirtualService is not there.
    var empty: RouteTable { RouteTable(frame) }

    /// What the mesh does with a host that no VirtualService has.
    static func itself(_ host: String) -> JSONValue { [["destination": ["host": .string(host)]]] }
}

/// The conditions of a rule.
enum RouteMatch {
    /// The matches of a rule; a rule without any has one that is always true.
    static func all(of rule: JSONValue) -> [JSONValue] {
        let matches = rule["match"]?.array ?? []
        return matches.isEmpty ? [[:]] : matches
    }

    static func isForMesh(_ match: JSONValue) -> Bool {
        guard let gateways = match["gateways"]?.array, !gateways.isEmpty else { return true }
        return gateways.contains("mesh")
    }

    /// Whether every request (of a pod in the mesh, with `inMesh`) fulfils one of the rule's matches.
    static func isCatchAll(_ rule: JSONValue, inMesh: Bool) -> Bool {
        all(of: rule).contains { match in
            let conditions = (match.object ?? [:]).filter { condition in
                switch condition.key {
                case "name": false
                case "gateways": !(inMesh && isForMesh(match))
                case "uri": condition.value != ["prefix": "/"]
                default: true
                }
            }
            return conditions.isEmpty
        }
    }

    /// Whether whatever one of `old` matches is matched by one of `new` as well, as far as equal text shows.
    static func covers(_ new: [JSONValue], _ old: [JSONValue]) -> Bool {
        let known = new.flatMap(all(of:))
        return old.flatMap(all(of:)).allSatisfy(known.contains)
    }
}
