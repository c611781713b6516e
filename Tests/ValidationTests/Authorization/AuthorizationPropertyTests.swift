import Domain
import MeshModel
import Testing

@testable import Validation

/// What is said of random policies holds for random requests, as the mesh's model decides them.
@Suite struct AuthorizationPropertyTests {
    private static let servers = [["app": "web", "v": "1"], ["app": "web"], [:]].map { labels in
        MeshPod(
            MeshModel.Workload(namespace: "shop", name: "s", labels: labels, phase: "Running", ip: "10.9.9.9"),
            proxy: .istio)
    }

    private func answers(_ policies: [JSONValue], _ calls: [RandomPolicies.Call]) -> [Bool] {
        let set = PolicySet(policies)
        return calls.flatMap { call in
            Self.servers.map { server in
                set.authorization(of: call.request, from: call.caller, on: server, port: call.port).isAllowed
            }
        }
    }

    /// The policies without the part of a rule (or the whole one) at `path`.
    private func without(_ path: FieldPath, of index: Int, _ policies: [JSONValue]) -> [JSONValue] {
        var policies = policies
        policies[index] = removing(Array(path.components)[...], from: policies[index])
        return policies
    }

    private func removing(_ path: ArraySlice<FieldPath.Component>, from value: JSONValue) -> JSONValue {
        guard let first = path.first else { return value }
        switch (first, value) {
        case (.key(let key), .object(var members)):
            members[key] = members[key].map { removing(path.dropFirst(), from: $0) }
            return .object(members)
        case (.index(let index), .array(var elements)):
            if path.count == 1 {
                elements.remove(at: index)
            } else {
                elements[index] = removing(path.dropFirst(), from: elements[index])
            }
            return .array(elements)
        default: return value
        }
    }

    private static let harmless: [FindingCode] = [.ruleDead, .ruleShadowed, .allowDenied]

    @Test(arguments: [7, 8, 9, 10] as [UInt64])
    func whatIsCalledWithoutEffectHasNone(_ seed: UInt64) {
        var random = RandomPolicies(seed: seed)
        var found: [String: Int] = [:]
        for _ in 0..<120 {
            let policies = random.policies()
            let report = Validator.validate(ValidationSet(policies.map { KnownObject($0) }))
            let calls = (0..<16).map { _ in random.call() }
            let before = answers(policies, calls)
            for (index, document) in report.documents.enumerated() {
                for finding in document.findings where Self.harmless.contains(finding.code) {
                    found[finding.code.id, default: 0] += 1
                    // A source or an operation that is the only one: without it the rule would ask for less.
                    guard !leavesNone(finding.path, policies[index]) else { continue }
                    let after = answers(without(finding.path, of: index, policies), calls)
                    if before != after { Issue.record("\(finding.code.id) \(finding.path) of \(index): \(policies)") }
                }
            }
        }
        #expect(Self.harmless.allSatisfy { found[$0.id, default: 0] > 10 }, "\(found)")
    }

    private func leavesNone(_ path: FieldPath, _ policy: JSONValue) -> Bool {
        let components = Array(path.components)
        guard components.count > 3, case .index(let rule) = components[2], case .key(let list) = components[3] else {
            return false
        }
        return policy["spec"]?["rules"]?[rule]?[list]?.array?.count == 1
    }

    /// A rule that is called dead matches nothing where it stands alone.
    @Test func deadRulesMatchNothing() {
        var random = RandomPolicies(seed: 77)
        var dead = 0
        for _ in 0..<200 {
            for policy in random.policies() {
                let report = Validator.validate(ValidationSet([KnownObject(policy)]))
                for finding in report.findings where finding.code == .ruleDead && finding.path.components.count == 3 {
                    guard case .index(let index)? = finding.path.components.last,
                        let rule = policy["spec"]?["rules"]?[index]
                    else { continue }
                    dead += 1
                    var alone = policy
                    alone["spec"] = ["action": "ALLOW", "rules": [rule]]
                    let answers = answers([alone], (0..<40).map { _ in random.call() })
                    if answers.contains(true) { Issue.record("\(rule)") }
                }
            }
        }
        #expect(dead > 20, "\(dead)")
    }

    @Test func whatIsCalledAllOrNothingIs() {
        var random = RandomPolicies(seed: 99)
        var (open, closed) = (0, 0)
        for _ in 0..<400 {
            let policies = random.policies()
            for policy in policies where policy["metadata"]?["namespace"] == "shop" {
                let codes = Validator.validate(ValidationSet([KnownObject(policy)])).findings.map(\.code)
                let calls = (0..<15).map { _ in random.call() }
                var forAll = policy
                forAll["spec"]?["selector"] = nil
                if codes.contains(.allowsAll) {
                    open += 1
                    #expect(!answers([forAll], calls).contains(false))
                }
                if codes.contains(.deniesAll) {
                    closed += 1
                    #expect(!answers([forAll], calls).contains(true))
                }
            }
        }
        #expect(open > 3 && closed > 3, "\(open), \(closed)")
    }
}
