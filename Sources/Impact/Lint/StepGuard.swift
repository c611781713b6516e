import Domain
import MeshModel

/// Whether a moment of a rollout treats some request as neither version does.
struct StepGuard {
    private let pair: PolicyPair
    private let questions: [Question]
    /// Whether there were more requests than are asked about.
    let isCut: Bool
    static let limit = 300

    private struct Question {
        let access: AccessQuestion
        let before: Bool
        let after: Bool
        let text: String
    }

    init(_ pair: PolicyPair, _ picture: MeshPicture, _ kind: PolicyKind) {
        self.pair = pair
        guard AccessImpact.kinds.contains(kind.rawValue) else {
            questions = []
            isCut = false
            return
        }
        let pods = picture.pods(of: kind.mesh)
        let impact = AccessImpact(pair, picture, pods: pods)
        let asked = impact.questions(limit: Self.limit + 1)
        isCut = asked.count > Self.limit
        questions = asked.prefix(Self.limit).map { access, text in
            Question(
                access: access, before: access.verdict(in: pair.before).isAllowed,
                after: access.verdict(in: pair.after).isAllowed, text: text)
        }
    }

    /// The first request that is treated as neither version does, in words.
    func violation(in cluster: WalkedCluster) -> String? {
        guard !questions.isEmpty else { return nil }
        let policies = cluster.policies
        let labelled = Dictionary(cluster.pods.map { ($0.workload.podName, $0) }) { first, _ in first }
        for question in questions where question.before == question.after {
            let asked = question.access
            let now = AccessQuestion(
                caller: labelled[asked.caller.workload.podName] ?? asked.caller,
                server: labelled[asked.server.workload.podName] ?? asked.server, port: asked.port,
                request: asked.request, service: asked.service)
            let verdict = now.verdict(in: policies)
            guard verdict.isAllowed != question.before else { continue }
            let both = question.before ? "both versions allow, is denied" : "both versions deny, is allowed"
            return "\(question.text), which \(both) (\(verdict.reason))"
        }
        return nil
    }
}
