import Domain
import Mesh
import Ports

/// What whoever is refused can ask for instead. Nothing is offered that the same request would be refused with: each
/// offer is tried, on the same clusters.
extension RolloutAssessment {
    /// What a kind cannot have at all, it cannot have on any cluster.
    func checkStrategy(
        of request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ references: [PolicyReference],
        _ places: [(cluster: Cluster, policies: [ID<Policy>])], behind holder: Deployment?
    ) async throws {
        var problems: [String] = []
        for reference in references {
            guard let key = known[reference.policy]?.key else { continue }
            let abilities = KindAbilities(key.kind)
            guard let refusal = abilities.refusal(of: request.strategy.name) else { continue }
            let own = places.filter { $0.policies.contains(reference.policy) }
            var offers: [String] = []
            for strategy in abilities.possible.map(\.standard) {
                let isPossible = try await canHave(request.asking(strategy), known, reference, own, behind: holder)
                if isPossible { offers.append(strategy.name.rawValue) }
            }
            problems.append("\(key): \(refusal). It can have: \(offers.joined(separator: ", "))")
        }
        guard !problems.isEmpty else { return }
        throw RequestProblem.impossible(
            field: "strategy", code: "impossibleStrategy", message: problems.joined(separator: "; "))
    }

    private func canHave(
        _ request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ reference: PolicyReference,
        _ places: [(cluster: Cluster, policies: [ID<Policy>])], behind holder: Deployment?
    ) async throws -> Bool {
        guard request.strategy != .direct else { return true }
        do {
            _ = try await finding(of: request, known, [reference], places, behind: holder)
            return true
        } catch is RequestProblem { return false }
    }
}

extension UnitChoice {
    /// Whether a policy could have the unit on the clusters that were looked at, if it were asked for by `strategy`.
    func canHave(_ unit: CohortUnit, _ object: BundleObject, by strategy: Strategy) -> Bool {
        // Whether whole clusters can be had is a matter of how many there are.
        guard unit != .clusters else { return true }
        let tried = UnitChoice(looks: looks, scenes: strategy.allScenes, cohort: cohort)
        guard (try? tried.unit(of: object, wanted: unit)) != nil else { return false }
        return !tried.populations([object.policy: unit]).contains { $0.pods == 0 }
    }
}

extension Strategy {
    /// Everything that its plan may make of the mesh.
    var allScenes: [Scene] { scenes + shares.map { .share($0) } + [.switched, .promoted] }

    /// Why it cannot be had of a policy, with what a request can ask for instead: units that this strategy takes, else
    /// other strategies.
    ///
    /// - Parameter canHave: Whether a unit can be had by a strategy: what a mechanism offers is not tried yet.
    func refusal(
        of key: PolicyKey, for impossible: Impossible, clusters: Int, canHave: (CohortUnit, Strategy) -> Bool
    ) -> String {
        let offers = impossible.offers.filter { takes($0, clusters: clusters) && canHave($0, self) }
        guard offers.isEmpty else {
            return RolloutImpossible(
                problems: [
                    RolloutImpossible.Problem(key: key, impossible: Impossible(impossible.reason, offers: offers))
                ]
            ).explanation
        }
        let others = canary(for: impossible, clusters: clusters, canHave: canHave).map { "\($0), or " } ?? ""
        // What advises it was written for several clusters.
        let single = clusters < 2 && impossible.offers.contains(.clusters) ? " (here there is one cluster only)" : ""
        return "\(key): \(impossible.reason)\(single). Instead it can have: \(others)Direct"
    }

    /// The canary that can be had instead, in words; `nil`: none.
    private func canary(
        for impossible: Impossible, clusters: Int, canHave: (CohortUnit, Strategy) -> Bool
    ) -> String? {
        guard case .canary(let asked) = self else {
            let canary = Strategy.canary(CanaryStrategy())
            let units = impossible.offers.filter { canary.takes($0, clusters: clusters) && canHave($0, canary) }
            return units.isEmpty ? nil : "Canary by \(units.map(\.rawValue).joined(separator: ", "))"
        }
        // The shadow may be all that is in the way.
        guard asked.shadow != nil else { return nil }
        let plain = Strategy.canary(
            CanaryStrategy(steps: asked.steps, unit: asked.unit, autoPromote: asked.autoPromote))
        let units = asked.unit.map { [$0] } ?? CohortUnit.allCases
        let isPossible = units.contains { plain.takes($0, clusters: clusters) && canHave($0, plain) }
        return isPossible ? "Canary without shadow" : nil
    }
}

extension DeploymentRequest {
    /// The same with another strategy.
    fileprivate func asking(_ strategy: Strategy) -> DeploymentRequest {
        DeploymentRequest(
            policies: policies, target: target, strategy: strategy, onFailure: onFailure, onConflict: onConflict,
            reason: reason, requestedBy: requestedBy, traceparent: traceparent, options: options)
    }
}

extension StrategyName {
    /// As it is where a request says nothing more.
    fileprivate var standard: Strategy {
        switch self {
        case .direct: .direct
        case .canary: .canary(CanaryStrategy())
        case .blueGreen: .blueGreen(BlueGreenStrategy())
        case .rolling: .rolling(RollingStrategy())
        case .ab: .ab(ABStrategy(test: ABSpec()))
        }
    }
}
