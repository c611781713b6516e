import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// What a person does with a rollout, and looks at.
extension Shop {
    /// Asks for a deployment of the newest version; returns its id at once.
    func submit(_ more: [String: JSONValue]) async throws -> String {
        var body: JSONValue = [
            "policies": [["id": .string(policy)]], "clusters": .array(branches.map { .string($0.name) }),
        ]
        for (key, value) in more { body[key] = value }
        let made = try await world.api.succeed("POST", "/deployments", body)
        return try #require(made["id"]?.string)
    }

    /// Asks for a canary by client pods that obeys only `rules`; `nil`: the default ones.
    ///
    /// - Parameter steps: `{percent, soak}` each.
    func canary(
        _ steps: [JSONValue], rules: JSONValue? = [Shop.quickRule], _ more: [String: JSONValue] = [:]
    ) async throws -> String {
        var body: [String: JSONValue] = [
            "strategy": ["type": "Canary", "unit": "workloads", "steps": .array(steps)]
        ]
        if let rules { (body["rules"], body["defaultRules"]) = (rules, false) }
        return try await submit(body.merging(more) { $1 })
    }

    func command(_ command: String, _ deployment: String, _ body: JSONValue? = nil) async throws {
        try await world.api.succeed("POST", "/deployments/\(deployment)/\(command)", body)
    }

    func status(of deployment: String) async throws -> JSONValue {
        try await world.api.succeed("GET", "/deployments/\(deployment)/status")
    }

    /// Waits until the status is like that, and returns it; an end that is not like that fails at once.
    @discardableResult
    func wait(
        _ deployment: String, until what: String, within limit: Duration = patience,
        _ condition: (JSONValue) -> Bool
    ) async throws -> JSONValue {
        var last = JSONValue.null
        do {
            // A person's pace: asking costs the processes that are measured here.
            return try await eventualValue(what, within: limit, pace: .milliseconds(200)) {
                last = try await status(of: deployment)
                if condition(last) { return last }
                guard last["terminal"] != true else { throw TestKitError("it ended, never \(what)") }
                return nil
            }
        } catch let error as TestKitError {
            throw TestKitError("\(error): \(last.jsonText) \(await world.rows(of: deployment))")
        }
    }

    /// Waits until the share is so large and its watch has begun.
    func wait(_ deployment: String, forShare percent: Int64) async throws {
        try await wait(deployment, until: "a soak of \(percent) %") { status in
            status["step"]?["name"] == "soak" && status["cohorts"]?[0]?["share"]?["percent"]?.int == percent
        }
    }

    func end(of deployment: String) async throws -> JSONValue {
        try await wait(deployment, until: "ended", within: .seconds(300)) { $0["terminal"] == true }
    }

    /// Waits for the end, which must be that.
    @discardableResult
    func expectEnd(
        _ expected: String, of deployment: String, location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let end = try await end(of: deployment)
        let reason = end["reason"]?.string ?? ""
        #expect(
            end["status"]?.string == expected, "\(reason) \(end["evaluations"]?.jsonText ?? "")",
            sourceLocation: location)
        return reason
    }

    /// Every evaluation, newest first.
    func evaluations(of deployment: String) async throws -> [JSONValue] {
        try await world.api.succeed("GET", "/deployments/\(deployment)/metrics?limit=500")["items"]?.array ?? []
    }

    /// The pods that carry a cohort's label.
    func labelled(in branch: Int = 0) async throws -> [String] {
        let cluster = branches[branch].cluster
        return try await cluster.objects.list(.pods(namespace: cluster.namespace)).filter { pod in
            (pod.body["metadata"]?["labels"]?.object ?? [:]).keys.contains { $0.contains("hotswap.io") }
        }.map(\.name)
    }

    /// The route's spec as it is live.
    func liveSpec(in branch: Int = 0) async throws -> JSONValue? {
        let cluster = branches[branch].cluster
        return try await cluster.objects.get(cluster.virtualService("reviews"))?.body["spec"]
    }

    /// The old route is in force everywhere as it was, and nothing of a rollout is left.
    func expectOldRoute(location: SourceLocation = #_sourceLocation) async throws { try await expect("5s", location) }
    /// The same of the new one.
    func expectNewRoute(location: SourceLocation = #_sourceLocation) async throws { try await expect("9s", location) }

    private func expect(_ timeout: String, _ location: SourceLocation) async throws {
        for (index, branch) in branches.enumerated() {
            let spec = Self.route(timeout, in: branch.cluster)["spec"]
            #expect(try await liveSpec(in: index) == spec, "in \(branch.name)", sourceLocation: location)
            let left = try await labelled(in: index)
            #expect(left.isEmpty, "labels are left in \(branch.name) on \(left)", sourceLocation: location)
        }
    }
}

extension JSONValue {
    /// Of an evaluation: what each rule said, by name.
    var verdicts: [String: String] {
        let rules = self["measurements"]?[0]?["rules"]?.array ?? []
        return Dictionary(
            rules.map { ($0["rule"]?.string ?? "", $0["verdict"]?.string ?? "") }, uniquingKeysWith: { $1 })
    }

    /// Of an evaluation: how the share that was seen compares with 100.
    var shareSeen: Double? { self["measurements"]?[0]?["shareSeen"]?.number }
}
