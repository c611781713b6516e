import Domain
import MeshTestKit

/// The same numbers for the same seed (SplitMix64), so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: 0..<list.count, using: &self)] }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Small rules over few values, so that they overlap, contain one another and miss one another often.
struct RandomRules {
    var random: SeededRandom

    private static let sources: [(String, [JSONValue])] = [
        (
            "principals",
            [
                "cluster.local/ns/a/sa/x", "cluster.local/ns/a/sa/y", "cluster.local/ns/b/sa/x", "old.local/ns/a/sa/x",
                "cluster.local/ns/a/*", "cluster*", "*/sa/x", "*x", "*.local/ns/a/sa/x", "*l/ns/a/sa/x", "*",
            ]
        ),
        ("namespaces", ["a", "b", "a*", "*a", "*"]),
        ("serviceAccounts", ["x", "a/x", "b/y"]),
        ("trustDomains", ["cluster.local", "old*", "*"]),
        (
            "requestPrincipals",
            ["iss/s1", "iss/s2", "iss2/s1", "iss/*", "iss*", "*/s1", "*s1", "iss/x/s1", "iss/x*", "*"]
        ),
        ("ipBlocks", ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "192.168.0.0/16", "0.0.0.0/0", "2001:db8::/32"]),
    ]
    private static let operations: [(String, [JSONValue])] = [
        ("methods", ["GET", "POST", "P*", "*"]),
        ("paths", ["/a", "/a/*", "/a*", "*/b", "*b", "/{*}", "*"]),
        ("hosts", ["a.com", "*.com", "A.com", "a.*", "*"]),
        ("ports", ["80", "8080", "080"]),
    ]
    private static let conditions: [(JSONValue, [JSONValue])] = [
        ("request.headers[X-User]", ["u1", "u2", "u*", "*1", "*"]),
        ("request.auth.audiences", ["a1", "a2", "a*"]),
        ("request.auth.claims[groups]", ["g1", "g2", "*"]),
        ("source.ip", ["10.1.0.0/16", "192.168.1.1"]),
        ("source.principal", ["cluster.local/ns/a/sa/x", "*/sa/x", "*"]),
        ("destination.port", ["80", "9000"]),
        ("connection.sni", ["a.com"]),
    ]

    mutating func policy(_ action: JSONValue? = nil, atMost most: Int = 3) -> JSONValue {
        let count = random.chance(5) ? 0 : Int.random(in: 1...most, using: &random)
        let rules = (0..<count).map { _ in rule() }
        return KindSample.securityDocument(
            .authorizationPolicy, "p",
            ["action": action ?? random.pick(["ALLOW", "DENY"]), "rules": .array(rules)], namespace: "a")
    }

    mutating func rule() -> JSONValue {
        var rule: [String: JSONValue] = [:]
        if random.chance(60) { rule["from"] = .array(parts("source", Self.sources)) }
        if random.chance(60) { rule["to"] = .array(parts("operation", Self.operations)) }
        if random.chance(40) {
            rule["when"] = .array(
                (0...Int.random(in: 0...1, using: &random)).map { _ in
                    let (key, values) = random.pick(Self.conditions)
                    var condition: [String: JSONValue] = ["key": key]
                    if random.chance(70) { condition["values"] = some(values) }
                    if random.chance(40) { condition["notValues"] = some(values) }
                    return .object(condition)
                })
        }
        return .object(rule)
    }

    private mutating func parts(_ name: String, _ fields: [(String, [JSONValue])]) -> [JSONValue] {
        (0...Int.random(in: 0...1, using: &random)).map { _ in
            var part: [String: JSONValue] = [:]
            for _ in 0...Int.random(in: 0...1, using: &random) {
                let (field, values) = random.pick(fields)
                let name = random.chance(30) ? "not" + field.prefix(1).uppercased() + field.dropFirst() : field
                part[name] = some(values)
            }
            return [name: .object(part)]
        }
    }

    private mutating func some(_ values: [JSONValue]) -> JSONValue {
        .array((0...Int.random(in: 0...1, using: &random)).map { _ in random.pick(values) })
    }

    mutating func request() -> SampleRequest {
        var request = SampleRequest(
            principal: random.pick([
                nil, "cluster.local/ns/a/sa/x", "cluster.local/ns/a/sa/y", "cluster.local/ns/b/sa/x",
                "old.local/ns/a/sa/x", "cluster.local/ns/ba/sa/y", "old-local/ns/a/sa/x",
            ]), method: random.pick(["GET", "POST", "PUT"]), path: random.pick(["/a", "/a/b", "/b", "/ab", "/c"]),
            isHTTP: !random.chance(15))
        request.address = random.pick(["10.1.2.3", "10.2.0.1", "192.168.1.1", "8.8.8.8"])
        request.port = random.pick([80, 8080, 9000])
        guard request.isHTTP else { return request }
        request.host = random.pick(["a.com", "A.COM", "b.com", "a.org"])
        if random.chance(60) { request.headers = ["x-user": random.pick(["u1", "u2", "v1", ""])] }
        guard random.chance(60) else { return request }
        request.issuer = random.pick(["iss", "iss2", "iss/x", "a"])
        request.subject = random.pick(["s1", "s2", "x"])
        request.claims = [
            "request.auth.audiences": [["a1"], ["a2"], ["a1", "a2"], ["b"], []][Int.random(in: 0..<5, using: &random)],
            "request.auth.claims[groups]": [["g1"], ["g1", "g2"], []][Int.random(in: 0..<3, using: &random)],
        ]
        return request
    }
}
