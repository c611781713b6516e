import Domain
import MeshModel

/// Policies and requests over few values, so that rules contain, contradict and miss one another often. The same for
/// the same seed.
struct RandomPolicies {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    private static let sources: [(String, [JSONValue])] = [
        (
            "principals",
            [
                "cluster.local/ns/shop/sa/web", "cluster.local/ns/ops/sa/bot", "cluster.local/ns/shop/*", "*/sa/web",
                "*",
            ]
        ),
        ("namespaces", ["shop", "ops", "s*", "*"]),
        ("requestPrincipals", ["iss/s1", "iss/*", "*"]),
        ("ipBlocks", ["10.0.0.0/8", "10.1.0.0/16", "192.168.0.1", "0.0.0.0/0"]),
    ]
    private static let operations: [(String, [JSONValue])] = [
        ("methods", ["GET", "POST", "P*", "*"]),
        ("paths", ["/a", "/a/*", "/a*", "*/b", "*"]),
        ("hosts", ["a.com", "*.com", "*"]),
        ("ports", ["80", "8080"]),
    ]
    private static let conditions: [(JSONValue, [JSONValue])] = [
        ("request.headers[x-user]", ["u1", "u2", "u*", "*"]),
        ("source.namespace", ["shop", "ops"]),
        ("source.ip", ["10.1.0.0/16", "192.168.0.1"]),
        ("destination.port", ["80", "9000"]),
    ]

    mutating func policies() -> [JSONValue] { (0...below(4)).map { policy("p\($0)") } }

    private mutating func policy(_ name: String) -> JSONValue {
        var spec: [String: JSONValue] = [
            "action": chance(60) ? "ALLOW" : "DENY",
            "rules": .array((0..<(chance(5) ? 0 : 1 + below(3))).map { _ in rule() }),
        ]
        if chance(50) { spec["selector"] = ["matchLabels": chance(50) ? ["app": "web"] : ["app": "web", "v": "1"]] }
        return [
            "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
            "metadata": ["name": .string(name), "namespace": chance(85) ? "shop" : "istio-system"],
            "spec": .object(spec),
        ]
    }

    private mutating func rule() -> JSONValue {
        var rule: [String: JSONValue] = [:]
        if chance(60) { rule["from"] = .array(parts("source", Self.sources)) }
        if chance(60) { rule["to"] = .array(parts("operation", Self.operations)) }
        if chance(30) {
            let (key, values) = pick(Self.conditions)
            rule["when"] = [["key": key, chance(70) ? "values" : "notValues": some(values)]]
        }
        return .object(rule)
    }

    private mutating func parts(_ name: String, _ fields: [(String, [JSONValue])]) -> [JSONValue] {
        (0...below(2)).map { _ in
            var part: [String: JSONValue] = [:]
            for _ in 0...below(3) {
                let (field, values) = pick(fields)
                let isNegative = chance(35)
                part[isNegative ? "not" + field.prefix(1).uppercased() + field.dropFirst() : field] = some(values)
            }
            return [name: .object(part)]
        }
    }

    private mutating func some(_ values: [JSONValue]) -> JSONValue { .array((0...below(2)).map { _ in pick(values) }) }

    /// Who asks what of which port.
    struct Call {
        let request: MeshRequest
        let caller: Caller
        let port: Int
    }

    mutating func call() -> Call {
        let pod = MeshPod(
            MeshModel.Workload(
                namespace: pick(["shop", "ops", "guests"]), name: "c", labels: [:], phase: "Running",
                serviceAccount: pick(["web", "bot"]), ip: pick(["10.1.2.3", "10.2.0.1", "192.168.0.1", "8.8.8.8"])),
            proxy: .istio)
        let request = MeshRequest(
            method: pick(["GET", "POST", "PUT"]), path: pick(["/a", "/a/b", "/b", "/ab", "/c"]),
            headers: chance(60) ? ["x-user": pick(["u1", "u2", "v"])] : [:], host: pick(["a.com", "b.com", "a.org"]),
            token: chance(50) ? MeshRequest.Token(issuer: "iss", subject: pick(["s1", "s2"])) : nil)
        return Call(request: request, caller: Caller(pod, isAuthenticated: chance(75)), port: pick([80, 8080, 9000]))
    }
}
