package import Domain
package import Impact

extension RolloutWay {
    /// The way of a strategy as somebody asks for it, before it has a plan. Throws where no plan can be made of it.
    ///
    /// - Parameter pods: How many pods there are, for batches that are numbers of pods.
    package init(_ strategy: Strategy, pods: Int = 100) throws(PlanProblem) {
        let unit = strategy.wantedUnit
        // Whole clusters have no steps within one; ids stand for any.
        let within = unit == .clusters ? .workloads : unit ?? .workloads
        let input = PlanInput(
            clusters: [ID(high: 0, low: 1)], units: [ID(high: 0, low: 1): within], population: max(pods, 1))
        self.init(strategy.name, unit: unit, scenes: try strategy.plan(input).scenes)
    }

    /// The way of a policy of a deployment on one cluster.
    package init(of deployment: Deployment, _ policy: ID<Policy>) {
        let scenes = deployment.plan.scenes
        // Every wave goes through the same scenes.
        let end = scenes.firstIndex(of: .promoted) ?? max(scenes.count - 1, 0)
        self.init(deployment.strategy, unit: deployment.plan.units[policy], scenes: Array(scenes.prefix(end + 1)))
    }
}
