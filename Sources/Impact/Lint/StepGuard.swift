import Domain
import MeshModel

/// Whether a moment of a rollout treats some request as neither version does: lets in what both deny, denies what both
/// let in, or leaves without an answer what both answer.
struct StepGuard {
    private let access: [AccessAsked]
    private let routes: [RouteAsked]
    private let services: Set<String>
    /// What was not asked; `nil`: everything was.
    let caveat: String?
    /// How many requests of each sort are asked about at each step: so many of a policy alone, and a part of twice as
    /// many of each policy of a bundle.
    static let limit = 300

    private struct AccessAsked {
        let question: AccessQuestion
        /// What both versions do.
        let isAllowed: Bool
        let text: String
    }

    private struct RouteAsked {
        let question: RouteQuestion
        let text: String
    }

    /// - Parameters:
    ///   - pairs: The policies that change; the sets of each are `before` and `after`.
    ///   - before: Everything as it is before the rollout.
    ///   - after: Everything as it is in the end.
    init(_ pairs: [PolicyPair], before: PolicySet, after: PolicySet, _ picture: MeshPicture) {
        let each = min(Self.limit, max(12, 2 * Self.limit / max(pairs.count, 1)))
        services = Set(picture.services.map(\.service.hostname))
        var (access, routes): ([AccessQuestion: String], [RouteQuestion: String]) = ([:], [:])
        var (accessOrder, routeOrder): ([AccessQuestion], [RouteQuestion]) = ([], [])
        var isCut = false
        for pair in pairs {
            guard let mesh = PolicyKind(pair.object.kind, group: pair.object.group)?.mesh else { continue }
            let asked = Self.access(pair, picture, mesh, each + 1)
            for (question, text) in asked.prefix(each)
            where access.updateValue(text, forKey: question) == nil { accessOrder.append(question) }
            let routed = RouteImpact(pair, picture, pods: Impact.clients(of: pair, mesh, in: picture))
                .questions(limit: each + 1)
            for (question, text) in routed.prefix(each)
            where routes.updateValue(text, forKey: question) == nil { routeOrder.append(question) }
            isCut = isCut || asked.count > each || routed.count > each
        }
        self.access = accessOrder.compactMap { question in
            let isAllowed = question.verdict(in: before).isAllowed
            guard isAllowed == question.verdict(in: after).isAllowed else { return nil }
            return AccessAsked(question: question, isAllowed: isAllowed, text: access[question] ?? "")
        }
        let services = services
        self.routes = routeOrder.filter { question in
            [before, after].allSatisfy { question.failure(in: $0, services: services) == nil }
        }
        .map { RouteAsked(question: $0, text: routes[$0] ?? "") }
        caveat =
            isCut ? "the first \(each) combinations of client, pod and request of a policy are asked at each step" : nil
    }

    private static func access(
        _ pair: PolicyPair, _ picture: MeshPicture, _ mesh: Domain.Mesh, _ limit: Int
    ) -> [(AccessQuestion, String)] {
        guard AccessImpact.kinds.contains(pair.object.kind) else { return [] }
        let impact = AccessImpact(pair, picture, pods: picture.pods(of: mesh))
        let own = impact.questions(limit: limit, isOwn: true)
        // What others ask for fills what is left and never makes the list a part.
        return own + impact.questions(limit: max(limit - 1 - own.count, 0), isOwn: false)
    }

    /// The first request that is treated as neither version does, in words.
    func violation(in cluster: WalkedCluster) -> String? {
        guard !access.isEmpty || !routes.isEmpty else { return nil }
        let policies = cluster.policies
        let labelled = Dictionary(cluster.pods.map { ($0.workload.podName, $0) }) { first, _ in first }
        for asked in access {
            let question = asked.question
            let now = AccessQuestion(
                caller: labelled[question.caller.workload.podName] ?? question.caller,
                server: labelled[question.server.workload.podName] ?? question.server, port: question.port,
                request: question.request, service: question.service,
                servicePort: question.servicePort)
            let verdict = now.verdict(in: policies)
            guard verdict.isAllowed != asked.isAllowed else { continue }
            let both = asked.isAllowed ? "both versions allow, is denied" : "both versions deny, is allowed"
            return "\(asked.text), which \(both) (\(verdict.reason))"
        }
        for asked in routes {
            let client = labelled[asked.question.client.workload.podName] ?? asked.question.client
            if let why = asked.question.by(client).failure(in: policies, services: services) {
                return "\(asked.text), which both versions answer, gets none (\(why))"
            }
        }
        return nil
    }
}
