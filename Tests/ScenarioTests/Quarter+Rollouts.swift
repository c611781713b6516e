import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// What is done with all shops of a quarter at once.
extension Quarter {
    func putOldRoutesInForce() async throws {
        for start in stride(from: 0, to: policies.count, by: 50) {
            let some = policies[start..<min(start + 50, policies.count)]
            let body: JSONValue = ["policies": .array(some.map { ["id": .string($0)] }), "clusters": ["west"]]
            let id = try await deploy(body)
            try await wait(until: "the old routes are in force") { $0[id] == "Completed" }
        }
    }

    private func deploy(_ body: JSONValue) async throws -> String {
        try #require(try await world.api.succeed("POST", "/deployments", body)["id"]?.string)
    }

    /// A canary of every shop's new route; their ids in the order of the policies.
    func deployAll() async throws -> [String] {
        try await policies.indices.concurrently { index in
            try await deploy([
                "policies": [["id": .string(policies[index])]], "clusters": ["west"],
                "strategy": ["type": "Canary", "unit": "workloads", "steps": [["percent": 50, "soak": "PT20S"]]],
                "defaultRules": false, "rules": [Shop.quickRule],
            ])
        }
    }

    /// From now on the new routes of these err.
    func fail(_ bad: Set<Int>) throws {
        let names = bad.sorted().map { JSONValue.string("\(streets[$0 / shops].namespace)/shop-\($0 % shops)") }
        try traffic.setScenario(Self.scenario(names))
    }

    /// Waits until the statuses of all deployments, by id, are like that.
    @discardableResult
    func wait(
        until what: String, _ condition: ([String: String]) -> Bool
    ) async throws -> [String: String] {
        var last: [String: String] = [:]
        func counts() -> [String: Int] { Dictionary(grouping: last.values) { $0 }.mapValues(\.count) }
        return try await eventualValue("\(what): \(counts())", within: .seconds(420), pace: .milliseconds(500)) {
            let items = try await world.api.succeed("GET", "/deployments?limit=500")["items"]?.array ?? []
            last = Dictionary(
                items.map { ($0["id"]?.string ?? "", $0["status"]?.string ?? "") }, uniquingKeysWith: { $1 })
            return condition(last) ? last : nil
        }
    }

    /// These have the old route as it was, all others the new one, and no pod has a label.
    func expectRoutes(old: Set<Int>) async throws {
        for (number, street) in streets.enumerated() {
            for shop in 0..<shops {
                let live = try await street.objects.get(street.virtualService("shop-\(shop)"))
                let timeout = old.contains(number * shops + shop) ? "5s" : "9s"
                #expect(live?.body["spec"] == Self.route(timeout, shop, in: street)["spec"])
            }
            let pods = try await street.objects.list(.pods(namespace: street.namespace))
            let labels = pods.flatMap { ($0.body["metadata"]?["labels"]?.object ?? [:]).keys }
            #expect(!labels.contains { $0.contains("hotswap.io") }, "\(labels)")
        }
    }
}

extension RandomAccessCollection where Element == Int {
    /// What `make` makes of each, in their order, eight at a time.
    func concurrently<Value: Sendable>(
        _ make: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        var made: [Int: Value] = [:]
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (place, element) in enumerated() {
                if place >= 8, let (element, value) = try await group.next() { made[element] = value }
                group.addTask { (element, try await make(element)) }
            }
            for try await (element, value) in group { made[element] = value }
        }
        return compactMap { made[$0] }
    }
}
