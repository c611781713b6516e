import Domain
import Mesh
import Ports

/// What can be told of a rollout before its clusters are asked how to split it, or as soon as they have answered.
extension RolloutAssessment {
    /// Where nobody measures, nothing can be judged: whoever asks for the rollout hears of it now, and not when it has
    /// paused. Returns what is to be known; throws where the rules would take it back for it.
    func checkSources(_ request: DeploymentRequest, on clusters: [Cluster]) throws -> [String] {
        let blind = clusters.filter { metrics.metrics(of: $0) == nil }.map(\.name).sorted()
        let deciding = (request.options.rules ?? SoakRule.defaults).filter { !$0.isObserveOnly && $0.noData != .ignore }
        guard !blind.isEmpty, !deciding.isEmpty else { return [] }
        let what = blind.count == 1 ? "Cluster \(blind[0]) has" : "Clusters \(blind.joined(separator: ", ")) have"
        if let fatal = deciding.first(where: { $0.noData == .rollback }) {
            throw RequestProblem.impossible(
                field: "rules", code: "noPrometheus",
                message:
                    "\(what) no Prometheus, and rule \(fatal.name) takes the deployment back when it has no data: it "
                    + "would never arrive. Give the cluster a `prometheus`, or the rule `noData: pause`")
        }
        return [
            "\(what) no Prometheus: its traffic cannot be judged, and the deployment will pause for a person when it "
                + "soaks. Give the cluster a `prometheus`, or ask for no rules (`defaultRules: false`)"
        ]
    }

    /// Numbers of pods and percentages can be compared as soon as it is known of how many: a share never shrinks, and
    /// what is not the end leaves somebody to compare with.
    func checkShares(_ strategy: Strategy, _ counts: [(cluster: String, pods: Int)]) throws {
        guard let most = counts.map(\.pods).max() else { return }
        for (share, field) in strategy.comparedShares {
            guard case .count(let count) = share, count >= max(most, 2) else { continue }
            throw RequestProblem.impossible(
                field: field, code: "outOfRange",
                message:
                    "\(count) pods are all of them: no cluster has more than \(most) to choose from, and nobody would be "
                    + "left to compare with. Ask for fewer; the promotion gives the new version to all")
        }
        let steps = strategy.comparedShares
        for (cluster, pods) in counts {
            for (last, next) in zip(steps, steps.dropFirst()) where next.share.of(pods) < last.share.of(pods) {
                throw RequestProblem.impossible(
                    field: next.field, code: "notRising",
                    message:
                        "\(next.share) of the \(pods) pods on cluster \(cluster) is \(next.share.of(pods)), fewer than "
                        + "the \(last.share.of(pods)) of the step before: steps must rise")
            }
        }
    }

    /// Where pods are chosen by a label that none has before the switch, no request can reach green: a smoke test
    /// would look at blue, and say that green is good. A VirtualService's green has the header, whatever its unit.
    func checkSmokeTests(_ strategy: Strategy, _ contents: [BundleObject], _ finding: Finding) throws {
        guard case .blueGreen(let blueGreen) = strategy, !blueGreen.smokeTests.isEmpty else { return }
        let unreached = contents.filter {
            finding.units[$0.policy] == .workloads && $0.key.kind != .virtualService
        }
        guard unreached.count == contents.count, let first = unreached.first else { return }
        throw RequestProblem.impossible(
            field: "strategy.smokeTests", code: "unreachableGreen",
            message:
                "Smoke tests cannot reach green: \(first.key) is for the pods that a label chooses, and no pod has "
                + "green's label before the switch, so that every request meets blue. Leave smokeTests out and let "
                + "`watch` judge after the switch, or use Canary, whose first pods have the new version while it soaks")
    }
}

extension Strategy {
    /// The shares that are compared with who is beside them, in order, each with its field in the request.
    fileprivate var comparedShares: [(share: Share, field: String)] {
        switch self {
        case .direct, .blueGreen, .rolling: []
        case .canary(let canary): canary.steps.enumerated().map { ($1.share, "strategy.steps[\($0)]") }
        case .ab(let ab): ab.match == nil ? [(ab.split, "strategy.split")] : []
        }
    }

    /// Why it cannot be had of a policy, with what a request can ask for instead: units that this strategy takes, else
    /// other strategies.
    func refusal(of key: PolicyKey, for impossible: Impossible, clusters: Int) -> String {
        let offers = impossible.offers.filter { takes($0, clusters: clusters) }
        guard offers.isEmpty else {
            return RolloutImpossible(
                problems: [
                    RolloutImpossible.Problem(key: key, impossible: Impossible(impossible.reason, offers: offers))
                ]
            ).explanation
        }
        let canary = Strategy.canary(CanaryStrategy())
        let units = impossible.offers.filter { canary.takes($0, clusters: clusters) }.map(\.rawValue)
        let others = name == .canary || units.isEmpty ? "" : "Canary by \(units.joined(separator: ", ")), or "
        // What advises it was written for several clusters.
        let single = clusters < 2 && impossible.offers.contains(.clusters) ? " (here there is one cluster only)" : ""
        return "\(key): \(impossible.reason)\(single). Instead it can have: \(others)Direct"
    }

    /// Whether a request with this strategy may name the unit.
    private func takes(_ unit: CohortUnit, clusters: Int) -> Bool {
        if unit == .clusters, clusters < 2 { return false }
        return switch self {
        case .direct, .blueGreen: false
        case .canary: true
        case .rolling: unit == .workloads || unit == .clusters
        case .ab: unit != .clusters
        }
    }
}
