package import Domain
import Mesh
package import MeshModel
import Synchronization

/// What a pod's proxy decides of a request, by Istio's rules: CUSTOM, then DENY, then ALLOW, over all policies of the
/// pod.
package enum AuthorizationRulesOfIstio {
    /// What becomes of a request.
    package enum Verdict: Hashable, Sendable {
        case allowed, denied
        /// The external authorizer says.
        case asked
    }

    /// What samples ask about on every pod.
    package static let universe: [SampleRequest] = {
        let principals = ["web", "admin", "batch", "guest"].map { "cluster.local/ns/shop/sa/\($0)" }
        let callers: [String?] = [nil, "cluster.local/ns/payments/sa/ledger"] + principals
        let http = callers.flatMap { caller in
            ["GET", "POST", "DELETE"].flatMap { method in
                ["/books", "/admin/users"].map {
                    SampleRequest(principal: caller, method: method, path: $0)
                }
            }
        }
        return http + callers.map { SampleRequest(principal: $0, isHTTP: false) }
    }()

    /// What the pod's proxy does with each request of the universe.
    package static func outcomes(on pod: Workload, in world: World) -> [Outcome] {
        let policies = world.all(.authorizationPolicy).map(\.document).filter { reaches($0, pod) && !isDryRun($0) }
        // The same policies are asked about after many moves and on many pods.
        if let known = known.withLock({ $0[policies] }) { return known }
        let outcomes = universe.map { Outcome(of: $0, under: policies) }
        known.withLock { $0[policies] = outcomes }
        return outcomes
    }

    private static let known = Mutex<[[JSONValue]: [Outcome]]>([:])

    /// Every pod, with the labels that it has and as it would be born, decides each request as one of the versions
    /// does; pods outside of the cohort as the old one does, until the object itself is the new version.
    package static func violations(_ world: World, _ sample: KindSample) -> [String] {
        let before = sample.world
        let after = sample.promotedWorld
        let name = MeshObjectName(sample.change.key)
        let isPromoted = world.objects[name] == after.objects[name]
        return world.pods.flatMap { pod in [pod, pod.labelled(KindSample.cohort.labelKey, nil)] }.flatMap { pod in
            let isMember = pod.labels[KindSample.cohort.labelKey] != nil
            let found = outcomes(on: pod, in: world)
            let (old, new) = (outcomes(on: pod, in: before), outcomes(on: pod, in: after))
            return universe.indices.compactMap { index -> String? in
                let isNew = (isMember || isPromoted) && found[index] == new[index]
                guard found[index] != old[index], !isNew else { return nil }
                return "\(pod.name)\(isMember ? " of the cohort" : ""): \(universe[index]) is \(found[index])"
            }
        }
    }

    /// What becomes of a request, and whether it is to be logged.
    package struct Outcome: Hashable, Sendable {
        package let verdict: Verdict
        package let isAudited: Bool

        init(of request: SampleRequest, under policies: [JSONValue]) {
            func matching(_ action: String) -> Bool {
                policies.contains { action == AuthorizationRulesOfIstio.action($0) && matches($0, request) }
            }
            let isAllowed = !policies.contains { action($0) == "ALLOW" } || matching("ALLOW")
            verdict = matching("DENY") ? .denied : matching("CUSTOM") ? .asked : isAllowed ? .allowed : .denied
            isAudited = matching("AUDIT")
        }
    }

    private static func reaches(_ policy: JSONValue, _ pod: Workload) -> Bool {
        let namespace = policy["metadata"]?["namespace"]?.string
        let labels = policy["spec"]?["selector"]?["matchLabels"]?.object ?? [:]
        return policy["spec"]?["targetRefs"] == nil && (namespace == "istio-system" || namespace == pod.namespace)
            && labels.allSatisfy { pod.labels[$0.key] == $0.value.string }
    }

    private static func isDryRun(_ policy: JSONValue) -> Bool {
        policy["metadata"]?["annotations"]?["istio.io/dry-run"]?.string == "true"
    }

    private static func action(_ policy: JSONValue) -> String { policy["spec"]?["action"]?.string ?? "ALLOW" }

    /// Whether one of the policy's rules matches.
    package static func matches(
        _ policy: JSONValue, _ request: SampleRequest, aliases: [String] = [], comparesTokensAsText: Bool = false
    ) -> Bool {
        let match = RuleMatch(
            missingMatches: action(policy) != "ALLOW", namespace: policy["metadata"]?["namespace"]?.string ?? "",
            aliases: aliases, comparesTokensAsText: comparesTokensAsText)
        return (policy["spec"]?["rules"]?.array ?? []).contains { match.matches($0, request) }
    }
}

extension KindSample {
    /// The world in which the new version simply stands where the old one was.
    package var promotedWorld: World {
        var after = world
        let name = MeshObjectName(change.key)
        let end = change.new.map { Move.write(MeshObject(name: name, document: $0)) } ?? .remove(name)
        after.apply(end, cohort: Self.cohort, scope: nil)
        return after
    }
}
