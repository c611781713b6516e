import Domain
import Mesh
import Ports

/// What can be told of a request's rules before anything is measured: what Prometheus refuses, and what would never be
/// judged.
extension RolloutAssessment {
    /// What Prometheus refuses is told now, not at the first tick. Returns what could not be found out.
    func checkQueries(_ rules: [SoakRule], on clusters: [Cluster]) async throws -> [String] {
        var notes: [String] = []
        for (index, rule) in rules.enumerated() {
            guard case .custom(_, let promQL) = rule.subject else { continue }
            for cluster in clusters {
                guard let metrics = metrics.metrics(of: cluster) else { continue }
                do { notes += try await ask(promQL, of: rule, metrics, cluster) } catch let error as PortError {
                    throw RequestProblem.impossible(
                        field: "rules[\(index)].query", code: "queryRefused",
                        message:
                            "Rule \(rule.name): the Prometheus of \(cluster.name) refuses its query: \(error.message)")
                }
            }
        }
        return notes
    }

    /// Asked of no time, for the expression itself, and of now, for how many values it gives. `$pods` stands for
    /// whichever there are: several values are no proof then that the cohort has several.
    private func ask(
        _ promQL: String, of rule: SoakRule, _ metrics: any TrafficMetrics, _ cluster: Cluster
    ) async throws -> [String] {
        let expression = promQL.replacing("$pods", with: ".+")
        do {
            try await metrics.check(expression)
            do { _ = try await metrics.value(of: expression) } catch let error as PortError
                where error.kind == .permanent && promQL.contains("$pods")
            {
                return [
                    "Rule \(rule.name), asked of all pods of \(cluster.name): \(error.message) It would be no data if "
                        + "it were so for the cohort's pods"
                ]
            }
            return []
        } catch let error as PortError where error.kind != .permanent {
            return [
                "Rule \(rule.name): its query was not checked, since the Prometheus of \(cluster.name) gave no answer: "
                    + "\(error.message)"
            ]
        }
    }

    /// A forecast is what a shadow shows.
    func checkForecasts(_ request: DeploymentRequest) throws {
        guard !request.strategy.scenes.contains(.shadow) else { return }
        for (index, rule) in (request.options.rules ?? []).enumerated()
        where rule.isForecast && !rule.isObserveOnly && !SoakRule.defaults.contains(rule) {
            throw RequestProblem.impossible(
                field: "rules[\(index)].metric", code: "neverJudged",
                message:
                    "Rule \(rule.name): \(rule.subject.name) is measured while a shadow is tried, and this rollout has "
                    + "none: give the strategy a `shadow`, or ask for another metric")
        }
    }

    /// Where no pod is labelled, `$pods` stands for nobody, whatever the traffic.
    func checkPodQueries(_ request: DeploymentRequest, _ finding: Finding, _ policies: [Policy]) throws {
        guard finding.undecided.isEmpty,
            !policies.contains(where: { request.strategy.labels($0.key.kind, finding.units[$0.id]) })
        else { return }
        for (index, rule) in (request.options.rules ?? []).enumerated() where rule.subject.namesPods {
            let units = Set(finding.units.values.map(\.rawValue)).sorted().joined(separator: ", ")
            throw RequestProblem.impossible(
                field: "rules[\(index)].query", code: "neverJudged",
                message:
                    "Rule \(rule.name): $pods stands for the pods that the rollout chooses, and this one chooses none "
                    + "(\(request.strategy.name.rawValue), unit \(units)). Say in the query whose series are meant, or ask "
                    + "for a Canary with unit workloads")
        }
    }
}

extension RolloutAssessment {
    /// Routes and rules are read by every proxy that sees them, and nobody knows beforehand which of the pods will
    /// call.
    func drawing(_ strategy: Strategy, _ finding: Finding, _ policies: [Policy]) -> [String] {
        let drawn = policies.filter { strategy.labels($0.key.kind, finding.units[$0.id]) }
        if let routes = drawn.first(where: { $0.key.kind == .virtualService }) {
            return [
                "\(routes.key): the share is drawn from all pods that see its routes, \(Self.silentPods), or narrow before "
                    + "who sees them: spec.exportTo to the namespaces of its callers, or what Sidecars of the others import"
            ]
        }
        guard let rule = drawn.first(where: { $0.key.kind == .destinationRule }) else { return [] }
        return [
            "\(rule.key): the share is drawn from all pods of namespace \(rule.key.namespace), \(Self.silentPods)"
        ]
    }

    private static let silentPods =
        "whether they call the service or not. Where few of them call it, the share seen differs from the share asked, "
        + "and may be 0 % at first: watch it in the deployment's metrics"
}

extension SoakSubject {
    fileprivate var namesPods: Bool {
        guard case .custom(_, let promQL) = self else { return false }
        return promQL.contains("$pods")
    }
}
