import Domain
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

    /// Numbers of pods and percentages can be compared as soon as it is known of how many. Returns what is to be known.
    func checkShares(_ strategy: Strategy, _ counts: [(cluster: String, pods: Int)]) throws -> [String] {
        let compared = strategy.comparedShares
        do { try ShareProblem.check(compared.map(\.share), counts) } catch {
            throw RequestProblem.impossible(
                field: compared[error.place].field, code: error.code.rawValue, message: "\(error)")
        }
        return ShareProblem.notes(strategy.shares, counts)
    }
}
