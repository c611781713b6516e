import Domain
import MeshModel

/// Finds the pods of a recorded request and asks the policies of the server, before and after.
struct ReplayBench {
    private let pair: PolicyPair
    private let pods: [String: MeshPod]
    private let decisions: DecisionCache

    enum Outcome {
        case unconcerned
        case unjudged(String)
        /// Whether it was allowed, whether it is, and what it is, for people.
        case judged(Bool, Bool, String)
    }

    init(_ pair: PolicyPair, _ picture: MeshPicture) {
        self.pair = pair
        pods = Dictionary(
            picture.pods(of: .istio).compactMap { pod in pod.workload.ip.map { ($0, pod) } }
        ) { first, _ in first }
        decisions = DecisionCache(pair, picture)
    }

    func outcome(of request: RecordedRequest) -> Outcome {
        var server: MeshPod?
        if !pods.isEmpty {
            guard let address = request.serverAddress?.address else {
                return .unjudged("the line does not tell the pod (downstream_local_address)")
            }
            guard let pod = pods[address] else { return .unjudged("no pod has the address of the line now") }
            server = pod
        }
        guard let (before, after) = decisions.decisions(for: server) else { return .unconcerned }
        let attributes = RecordedAttributes(request: request, principal: principal(of: request))
        switch (before.allows(attributes), after.allows(attributes)) {
        case (.unknown(let what), _), (_, .unknown(let what)): return .unjudged("the line does not tell \(what)")
        case (let old, let new): return .judged(old == .yes, new == .yes, request.text(from: attributes.principal))
        }
    }

    /// As the line says; else that of the pod with the address, which speaks mutual TLS where it has a proxy.
    private func principal(of request: RecordedRequest) -> String? {
        if let principal = request.principal { return principal }
        guard let pod = request.sourceAddress.flatMap({ pods[$0] }) else { return nil }
        return pod.proxy == .istio ? pod.principal : ""
    }
}

/// The decisions of pods, made once for each set of policies.
private struct DecisionCache {
    private let byPod: [MeshPod: (RecordedDecision, RecordedDecision)]
    private let withoutPods: (RecordedDecision, RecordedDecision)?

    init(_ pair: PolicyPair, _ picture: MeshPicture) {
        var byPod: [MeshPod: (RecordedDecision, RecordedDecision)] = [:]
        let pods = picture.pods(of: .istio)
        for pod in pods {
            let before = pair.before.authorizationPolicies(for: pod)
            let after = pair.after.authorizationPolicies(for: pod)
            guard pair.isAmong(before) || pair.isAmong(after) else { continue }
            byPod[pod] = (RecordedDecision(before.map(\.document)), RecordedDecision(after.map(\.document)))
        }
        self.byPod = byPod
        guard !pods.contains(where: { $0.workload.ip != nil }) else {
            withoutPods = nil
            return
        }
        withoutPods = (Self.alone(pair, picture, pair.before), Self.alone(pair, picture, pair.after))
    }

    func decisions(for pod: MeshPod?) -> (RecordedDecision, RecordedDecision)? {
        pod.map { byPod[$0] } ?? withoutPods
    }

    /// The policies that are surely for the same pods: without a selector, or with the same one.
    private static func alone(_ pair: PolicyPair, _ picture: MeshPicture, _ set: PolicySet) -> RecordedDecision {
        let selector = pair.object.spec["selector"]
        let namespaces = Set([pair.namespace, picture.rootNamespace]).sorted()
        let objects = namespaces.flatMap { set.objects(.authorizationPolicy, in: $0) }.filter { policy in
            policy.isNamed(as: pair.object) || policy.spec["selector"] == nil
                || policy.spec["selector"] == selector && policy.namespace == pair.namespace
        }
        return RecordedDecision(objects.map(\.document))
    }
}
