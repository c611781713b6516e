import Domain
import MeshModel

/// What AuthorizationPolicies say to a recorded request, as Istio decides: DENY before ALLOW.
struct RecordedDecision {
    private let policies: [AuthorizationRules]

    init(_ documents: [JSONValue]) {
        policies = documents.map(AuthorizationRules.init).filter { !$0.isDryRun && $0.action != .audit }
    }

    /// Whether the request is allowed.
    func allows(_ attributes: RecordedAttributes) -> Answer {
        func matched(_ action: AuthorizationRules.Action) -> Answer {
            .any(policies.filter { $0.action == action }.map { matches($0, attributes) })
        }
        let custom = matched(.custom) == .no ? Answer.yes : .unknown("the answer of an external authorizer")
        let allow = policies.contains { $0.action == .allow } ? matched(.allow) : .yes
        return .all([matched(.deny).negated, allow, custom])
    }

    private func matches(_ policy: AuthorizationRules, _ attributes: RecordedAttributes) -> Answer {
        let boxes = policy.matched.boxes.filter { box in
            switch box.traffic {
            case .any: true
            case .http: attributes.request.isHTTP
            case .tcp: !attributes.request.isHTTP
            }
        }
        let found = Answer.any(boxes.map { box in .all(box.sorted.map(attributes.meets)) })
        guard found == .no, let problem = policy.unreadable.first else { return found }
        return .unknown("a rule that cannot be read (\(problem))")
    }
}
