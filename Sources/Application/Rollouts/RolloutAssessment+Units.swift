import Domain
import Mesh
import MeshModel
import Ports

extension RolloutAssessment {
    /// Of what the clusters show: in which unit each policy goes, or why the request cannot be carried out.
    func decide(
        _ request: DeploymentRequest, _ wanted: CohortUnit?, _ contents: [BundleObject], _ looks: [ClusterLook],
        clusters: Int, _ isFresh: Bool, _ cohort: Cohort
    ) throws -> Finding {
        let choice = UnitChoice(looks: looks, scenes: request.strategy.allScenes, cohort: cohort)
        var (finding, problems) = units(request.strategy, wanted, contents, choice, clusters: clusters)
        if problems.isEmpty {
            do throws(RolloutImpossible) { try choice.check(finding.units) } catch { problems = [error.explanation] }
        }
        guard problems.isEmpty else {
            return try fallToClusters(
                request, contents, clusters: clusters, isFresh, why: problems.joined(separator: "; "))
        }
        try checkSmokeTests(request, contents, finding)
        let counts = choice.populations(finding.units)
        if let empty = counts.first(where: { $0.pods == 0 }) {
            throw RequestProblem.impossible(
                field: "policies", code: "emptyCohort", message: "\(EmptyCohort(cluster: empty.cluster))")
        }
        finding.notes += try checkShares(request.strategy, counts)
        let isIdle = !looks.isEmpty && looks.allSatisfy(\.isIdle)
        finding.population = counts.map(\.pods).max() ?? (isIdle ? 0 : nil)
        finding.notes += looks.compactMap(\.idleNote)
        finding.namespaceShares = NamespaceShares.all(request.strategy.shares, choice, finding.units)
        return finding
    }

    /// Where no share can be had within a cluster: whole clusters, or a refusal.
    private func fallToClusters(
        _ request: DeploymentRequest, _ contents: [BundleObject], clusters: Int, _ isFresh: Bool, why: String
    ) throws -> Finding {
        guard isFresh, request.strategy.canGoByCluster(of: clusters) else {
            throw RequestProblem.impossible(field: "strategy", code: "impossibleUnit", message: why)
        }
        var finding = Finding.byCluster(contents.map { PolicyReference(policy: $0.policy, version: $0.version) })
        finding.notes = [CohortUnit.fallToClusters + why]
        return finding
    }

    private func checkSmokeTests(
        _ request: DeploymentRequest, _ contents: [BundleObject], _ finding: Finding
    ) throws {
        guard case .blueGreen(let blueGreen) = request.strategy, !blueGreen.smokeTests.isEmpty,
            let blind = UnreachableGreen(contents, units: finding.units)
        else { return }
        throw RequestProblem.impossible(
            field: "strategy.smokeTests", code: "unreachableGreen", message: "\(blind)")
    }

    /// The unit of each policy as far as it is known, and why some can have none.
    private func units(
        _ strategy: Strategy, _ wanted: CohortUnit?, _ contents: [BundleObject], _ choice: UnitChoice, clusters: Int
    ) -> (Finding, problems: [String]) {
        var finding = Finding()
        var problems: [String] = []
        for object in contents {
            do throws(Impossible) {
                let chosen = try choice.unit(of: object, wanted: wanted)
                let unit = chosen.unit
                finding.notes += [chosen.note].compactMap(\.self)
                let others =
                    UnitChoice.candidates(object.key.kind).count - 1 + (strategy.canGoByCluster(of: clusters) ? 1 : 0)
                let isOpen = wanted == nil && choice.looks.isEmpty && others > 0
                if isOpen { finding.undecided.insert(object.policy) } else { finding.units[object.policy] = unit }
            } catch {
                problems.append(
                    strategy.refusal(of: object.key, for: error, clusters: clusters) { unit, strategy in
                        choice.canHave(unit, object, by: strategy)
                    })
            }
        }
        return (finding, problems)
    }
}
