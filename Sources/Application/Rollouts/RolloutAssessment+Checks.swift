import Domain
import Mesh
import Ports

/// What can be told of a rollout before its clusters are asked how to split it, or as soon as they have answered.
extension RolloutAssessment {
    /// What Prometheus refuses is told now, not at the first tick.
    func checkQueries(_ rules: [SoakRule], on clusters: [Cluster]) async throws {
        for rule in rules {
            guard case .custom(_, let promQL) = rule.subject else { continue }
            for cluster in clusters {
                guard let metrics = metrics.metrics(of: cluster) else { continue }
                do { try await metrics.check(promQL.replacing("$pods", with: "pod")) } catch let error as PortError
                    where error.kind == .permanent
                {
                    throw RequestProblem.impossible(
                        field: "rules", code: "queryRefused",
                        message:
                            "Rule \(rule.name): the Prometheus of \(cluster.name) refuses its query: \(error.message)")
                } catch { continue }
            }
        }
    }

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
        return "\(key): \(impossible.reason). Instead it can have: \(others)Direct"
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
