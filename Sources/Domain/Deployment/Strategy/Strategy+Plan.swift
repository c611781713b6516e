extension Strategy {
    /// The plan of a deployment. Throws where a share of clusters is wanted of one cluster, and where there would be
    /// too many batches.
    package func plan(_ input: PlanInput) throws(PlanProblem) -> Plan {
        var plan = try steps(input)
        plan.strategy = json
        return plan
    }

    private func steps(_ input: PlanInput) throws(PlanProblem) -> Plan {
        switch self {
        case .direct: return Self.directPlan(input)
        case .canary(let canary):
            return input.isByCluster ? try canary.planByCluster(input) : canary.planByShareOrCluster(input)
        case .blueGreen(let blueGreen): return blueGreen.plan(input)
        case .rolling(let rolling):
            var plan = try input.isByCluster ? rolling.planByCluster(input) : rolling.planByShare(input)
            plan.returnsInReverse = plan.waves.count > 1
            return plan
        case .ab(let ab): return ab.plan(input)
        }
    }

    /// How long a wave of a Direct deployment is watched before the next one begins.
    package static let directSoak = Duration.seconds(300)

    /// Everywhere at once; with waves each of them at once, when the one before has soaked.
    package static func directPlan(_ input: PlanInput) -> Plan {
        var direct = input
        direct.units = [:]
        direct.undecided = []
        return direct.plan(
            direct.inWaves { _, isLast in isLast ? [.apply] : [.apply, .awaitPropagation, .soak(directSoak)] })
    }
}

extension PlanInput {
    /// `validate` everywhere, then the steps of each wave, one wave after the other.
    func inWaves(_ steps: (_ wave: Int, _ isLast: Bool) -> [Step]) -> [PlannedStep] {
        let count = waves?.count ?? 1
        return [PlannedStep(.validate)]
            + (0..<count).flatMap { wave in
                steps(wave, wave == count - 1).map { PlannedStep($0, wave: count == 1 ? nil : wave) }
            }
    }

    /// The clusters in waves that reach the shares: `10 %` of ten is one, then `30 %` two more.
    func clusterWaves(_ shares: [Share]) throws(PlanProblem) -> [[ID<Cluster>]] {
        guard clusters.count > 1 else {
            throw PlanProblem(
                "A share of clusters needs at least two clusters, and the deployment goes to one. Name more clusters, "
                    + "or use Direct")
        }
        var waves: [[ID<Cluster>]] = []
        var taken = 0
        for share in shares + [.percent(100)] {
            let reached = share.of(clusters.count)
            guard reached > taken else { continue }
            waves.append(Array(clusters[taken..<reached]))
            taken = reached
        }
        return waves
    }
}

extension CanaryStrategy {
    private var lastSoak: Duration { steps.last?.soak ?? .zero }

    /// Whose unit is chosen later may turn out to have none within a cluster.
    fileprivate func planByShareOrCluster(_ input: PlanInput) -> Plan {
        var plan = planByShare(input)
        guard !input.undecided.isEmpty, input.clusters.count > 1, let whole = try? planByCluster(input) else {
            return plan
        }
        plan.byClusters = Plan.ByClusters(waves: whole.waves, steps: whole.steps)
        return plan
    }

    private func planByShare(_ input: PlanInput) -> Plan {
        input.plan(
            input.inWaves { _, isLast in
                var list: [Step] = []
                if let shadow { list += [.arrange(.shadow), .awaitPropagation, .soak(shadow)] }
                for step in steps where !step.share.isEverything {
                    list += [.arrange(.share(step.share)), .awaitPropagation, .soak(step.soak)]
                    if !autoPromote { list.append(.gate(.promote)) }
                }
                return list + [.promote, .awaitPropagation] + (watchesEnd(isLast) ? [.soak(lastSoak)] : [])
            })
    }

    /// The end is watched where the request gives 100 % a soak, and before the next wave begins.
    private func watchesEnd(_ isLast: Bool) -> Bool {
        lastSoak > .zero && (!isLast || steps.last?.share.isEverything == true)
    }

    fileprivate func planByCluster(_ input: PlanInput) throws(PlanProblem) -> Plan {
        guard shadow == nil else {
            throw PlanProblem(
                "A shadow stands beside the old version within a cluster, and the deployment goes cluster by cluster. "
                    + "Leave `shadow` out, or choose another unit")
        }
        var waved = input
        var soaks = steps.map(\.soak)
        // A count may be all of them, whatever it says of itself.
        let isEndStep = steps.last.map { $0.share.of(input.clusters.count) >= input.clusters.count } ?? false
        if input.waves == nil {
            let waves = try input.clusterWaves(steps.map(\.share))
            waved.waves = waves
            soaks = self.soaks(after: waves)
        }
        return waved.plan(
            waved.inWaves { wave, isLast in
                let soak = soaks.indices.contains(wave) ? soaks[wave] : lastSoak
                guard !isLast else {
                    return [.apply, .awaitPropagation] + (isEndStep && soak > .zero ? [.soak(soak)] : [])
                }
                return [.apply, .awaitPropagation, .soak(soak)] + (autoPromote ? [] : [.gate(.promote)])
            })
    }

    /// How long each wave is watched. Where there are few clusters one wave is several steps: the longest counts.
    private func soaks(after waves: [[ID<Cluster>]]) -> [Duration] {
        let total = waves.joined().count
        var taken = 0
        return waves.map { wave in
            let reached = taken + 1...taken + wave.count
            taken += wave.count
            return steps.filter { reached.contains($0.share.of(total)) }.map(\.soak).max() ?? lastSoak
        }
    }
}

extension BlueGreenStrategy {
    /// Blue is kept until all waves have green and its time is over: a wave waits for the traffic of the one before,
    /// not for its blue.
    fileprivate func plan(_ input: PlanInput) -> Plan {
        input.plan(
            input.inWaves { _, _ in
                var list: [Step] = [.arrange(.green), .awaitPropagation]
                if !smokeTests.isEmpty { list.append(.smokeTest(smokeTests)) }
                if !autoSwitch { list.append(.gate(.switchTraffic)) }
                list += [.switchTraffic, .awaitPropagation]
                if watch > .zero { list.append(.soak(watch)) }
                return list
            } + [PlannedStep(.retire(after: keepBlue))])
    }
}

extension RollingStrategy {
    private var pause: [Step] {
        (interval > .zero ? [.soak(interval)] : []) + (healthChecks.isEmpty ? [] : [.smokeTest(healthChecks)])
    }

    fileprivate func planByShare(_ input: PlanInput) throws(PlanProblem) -> Plan {
        let shares = try shares(of: input.population)
        var plan = input.plan(
            input.inWaves { _, _ in
                (shares ?? [batch]).flatMap { [.arrange(.share($0)), .awaitPropagation] + pause }
                    + [.promote, .awaitPropagation]
            })
        if shares == nil, case .count(let count) = batch { plan.uncountedBatch = count }
        return plan
    }

    /// Rising by a batch each, up to what is left for the promotion; `nil` where it is not known of how many pods.
    private func shares(of population: Int?) throws(PlanProblem) -> [Share]? {
        switch batch {
        case .percent(let percent):
            let percent = min(max(percent, 1), 100)
            return stride(from: percent, to: 100, by: percent).map { .percent($0) } + [.percent(100)]
        case .count(let count):
            guard let population else { return nil }
            return try Self.shares(inBatchesOf: count, of: population)
        }
    }

    static func shares(inBatchesOf size: Int, of population: Int) throws(PlanProblem) -> [Share] {
        let size = max(size, 1)
        guard size < population else { return [.percent(100)] }
        guard population / size < maximumBatches else {
            throw PlanProblem(
                "Batches of \(size) of \(population) pods are more than \(maximumBatches) batches. Give a larger batch, "
                    + "or one in percent")
        }
        return stride(from: size, to: population, by: size).map { .count($0) } + [.percent(100)]
    }

    /// One for each percent: more is a plan that nobody can read, let alone wait for.
    private static let maximumBatches = 100

    fileprivate func planByCluster(_ input: PlanInput) throws(PlanProblem) -> Plan {
        var waved = input
        if input.waves == nil { waved.waves = try batches(of: input) }
        return waved.plan(
            waved.inWaves { _, isLast in
                [.apply, .awaitPropagation] + (isLast && healthChecks.isEmpty ? [] : pause)
            })
    }

    private func batches(of input: PlanInput) throws(PlanProblem) -> [[ID<Cluster>]] {
        guard input.clusters.count > 1 else { return try input.clusterWaves([]) }
        let size = batch.of(input.clusters.count)
        return stride(from: 0, to: input.clusters.count, by: size).map {
            Array(input.clusters[$0..<min($0 + size, input.clusters.count)])
        }
    }
}

extension ABStrategy {
    fileprivate func plan(_ input: PlanInput) -> Plan {
        let scene = match.map { Scene.variant($0) } ?? .share(split)
        return input.plan(
            input.inWaves { _, _ in
                [.arrange(scene), .awaitPropagation, .compare(test), .gate(.promote), .promote, .awaitPropagation]
            })
    }
}
