import Domain
import Testing

/// What the strategies make of a request, word for word.
@Suite struct StrategyPlanTests {
    private static let ten = (1...10).map { ID<Cluster>(high: 0, low: UInt64($0)) }

    private func expect(
        _ strategy: Strategy, to clusters: [ID<Cluster>] = [Fixture.east], waves: [[ID<Cluster>]]? = nil,
        unit: CohortUnit = .workloads, population: Int? = nil, is text: String,
        line: SourceLocation = #_sourceLocation
    ) throws {
        let plan = try Fixture.plan(strategy, to: clusters, waves: waves, unit: unit, population: population)
        #expect(plan.text == text, sourceLocation: line)
        #expect(try Plan(json: plan.json) == plan, sourceLocation: line)
    }

    private func problem(
        _ strategy: Strategy, to clusters: [ID<Cluster>] = [Fixture.east], unit: CohortUnit = .workloads,
        population: Int? = nil
    ) -> String? {
        do {
            _ = try Fixture.plan(strategy, to: clusters, unit: unit, population: population)
            return nil
        } catch { return (error as? PlanProblem)?.message }
    }

    private func canary(
        _ steps: [(Int, Int)], auto: Bool = true, shadow: Duration? = nil
    ) -> Strategy {
        .canary(
            CanaryStrategy(
                steps: steps.map { CanaryStep(share: .percent($0.0), soak: .seconds($0.1)) }, autoPromote: auto,
                shadow: shadow))
    }

    @Test func direct() throws {
        try expect(.direct, is: "validate apply")
        try expect(
            .direct, to: [Fixture.east, Fixture.west], waves: [[Fixture.west], [Fixture.east]],
            is: "validate | apply await soak(PT5M) | apply")
        #expect(try Fixture.plan(.direct).units.isEmpty)
    }

    @Test func canaryByShare() throws {
        try expect(
            .canary(CanaryStrategy()),
            is: "validate share(10 %) await soak(PT5M) share(30 %) await soak(PT5M) share(50 %) await soak(PT5M) "
                + "promote await")
        try expect(
            canary([(20, 60), (100, 30)], auto: false, shadow: .seconds(90)),
            is: "validate shadow await soak(PT1M30S) share(20 %) await soak(PT1M) gate(promote) promote await "
                + "soak(PT30S)")
        try expect(canary([(20, 60), (100, 0)]), is: "validate share(20 %) await soak(PT1M) promote await")
        try expect(
            .canary(CanaryStrategy(steps: [CanaryStep(share: .count(1), soak: .seconds(5))])),
            is: "validate share(1) await soak(PT5S) promote await")
    }

    @Test func canaryInWaves() throws {
        // The last wave is not watched at its end, the one before it is.
        try expect(
            canary([(20, 60)]), to: [Fixture.east, Fixture.west], waves: [[Fixture.east], [Fixture.west]],
            is: "validate | share(20 %) await soak(PT1M) promote await soak(PT1M) "
                + "| share(20 %) await soak(PT1M) promote await")
    }

    @Test func canaryByCluster() throws {
        let plan = try Fixture.plan(
            canary([(10, 60), (30, 120), (50, 180)], auto: false), to: Self.ten, unit: .clusters)
        #expect(plan.waves.map(\.count) == [1, 2, 2, 5])
        #expect(plan.waves.flatMap(\.self) == Self.ten)
        #expect(
            plan.text
                == "validate | apply await soak(PT1M) gate(promote) | apply await soak(PT2M) gate(promote) "
                + "| apply await soak(PT3M) gate(promote) | apply await")
        try expect(
            canary([(50, 60), (100, 30)]), to: [Fixture.east, Fixture.west], unit: .clusters,
            is: "validate | apply await soak(PT1M) | apply await soak(PT30S)")
    }

    /// 10 % and 30 % of three clusters are the same one: it is watched for the longer of the two.
    @Test func sharesThatFewClustersCannotTellApart() throws {
        let three = [Fixture.east, Fixture.west, Fixture.north]
        try expect(
            canary([(10, 60), (30, 600), (60, 120)]), to: three, unit: .clusters,
            is: "validate | apply await soak(PT10M) | apply await soak(PT2M) | apply await")
    }

    @Test func wavesOfTheRequestWinOverShares() throws {
        try expect(
            canary([(10, 60)]), to: [Fixture.east, Fixture.west, Fixture.north],
            waves: [[Fixture.north], [Fixture.east], [Fixture.west]], unit: .clusters,
            is: "validate | apply await soak(PT1M) | apply await soak(PT1M) | apply await")
    }

    @Test func blueGreen() throws {
        try expect(
            .blueGreen(BlueGreenStrategy()),
            is: "validate green await switch await soak(PT10M) retire(PT0S)")
        try expect(
            .blueGreen(
                BlueGreenStrategy(
                    smokeTests: [HTTPCheck(url: "http://a")], autoSwitch: false, watch: .zero, keepBlue: .seconds(60))),
            is: "validate green await test(1) gate(switch) switch await retire(PT1M)")
    }

    /// The next wave does not wait for the blue of the one before.
    @Test func blueIsKeptUntilAllWavesHaveGreen() throws {
        let waves = Self.ten.prefix(3).map { [$0] }
        let plan = try Fixture.plan(
            .blueGreen(BlueGreenStrategy(watch: .zero, keepBlue: .seconds(60))), to: waves.flatMap(\.self),
            waves: waves)
        let wave = ["arrange", "awaitPropagation", "switchTraffic", "awaitPropagation"]
        #expect(plan.steps.map(\.step.name) == ["validate"] + wave + wave + wave + ["retire"])
        #expect(plan.clusters(of: plan.steps.count - 1) == plan.clusters)
    }

    @Test func rollingByShare() throws {
        try expect(
            .rolling(RollingStrategy(batch: .percent(40), interval: .seconds(30))),
            is: "validate share(40 %) await soak(PT30S) share(80 %) await soak(PT30S) share(100 %) await soak(PT30S) "
                + "promote await")
        try expect(
            .rolling(
                RollingStrategy(batch: .count(4), interval: .zero, healthChecks: [HTTPCheck(url: "http://a")])),
            population: 9,
            is: "validate share(4) await test(1) share(8) await test(1) share(100 %) await test(1) promote await")
        try expect(
            .rolling(RollingStrategy(batch: .count(9), interval: .zero)), population: 9,
            is: "validate share(100 %) await promote await")
    }

    /// Both are steps of checks; what tests green before anybody has it is a smoke test.
    @Test func checksAreCalledWhatTheyWereAskedFor() throws {
        let checks = [HTTPCheck(url: "http://a"), HTTPCheck(url: "http://b")]
        func words(_ strategy: Strategy, unit: CohortUnit = .workloads) throws -> Set<String> {
            let clusters = unit == .clusters ? [Fixture.east, Fixture.west] : [Fixture.east]
            let plan = try Fixture.plan(strategy, to: clusters, unit: unit, population: 4)
            return Set(plan.steps.indices.filter { plan.steps[$0].step.isSmokeTest }.compactMap(plan.heading(of:)))
        }
        let rolling = Strategy.rolling(RollingStrategy(batch: .count(1), healthChecks: checks))
        #expect(try words(rolling) == ["2 health checks"])
        #expect(try words(rolling, unit: .clusters) == ["2 health checks"])
        #expect(try words(.blueGreen(BlueGreenStrategy(smokeTests: checks))) == ["2 smoke tests"])
    }

    @Test func rollingByCluster() throws {
        let plan = try Fixture.plan(
            .rolling(RollingStrategy(batch: .count(4), interval: .seconds(60))), to: Self.ten, unit: .clusters)
        #expect(plan.waves.map(\.count) == [4, 4, 2])
        #expect(plan.text == "validate | apply await soak(PT1M) | apply await soak(PT1M) | apply await")
        try expect(
            .rolling(RollingStrategy(batch: .percent(50), interval: .zero, healthChecks: [HTTPCheck(url: "http://a")])),
            to: [Fixture.east, Fixture.west], unit: .clusters,
            is: "validate | apply await test(1) | apply await test(1)")
    }

    @Test func twoVersionsSideBySide() throws {
        let test = try #require(Fixture.comparison)
        try expect(
            .ab(ABStrategy(test: test)),
            is: "validate share(50 %) await compare gate(promote) promote await")
        try expect(
            .ab(ABStrategy(match: .header(name: "x-beta", value: "yes"), test: test)),
            is: "validate variant await compare gate(promote) promote await")
    }

    @Test func sharesOfOneClusterAreRefused() {
        let alone =
            "A share of clusters needs at least two clusters, and the deployment goes to one. Name more clusters, or "
            + "use Direct"
        #expect(problem(canary([(10, 60)]), unit: .clusters) == alone)
        #expect(problem(.rolling(RollingStrategy(batch: .percent(25))), unit: .clusters) == alone)
    }

    @Test func tooManyBatchesAreRefused() {
        #expect(
            problem(.rolling(RollingStrategy(batch: .count(1))), population: 5000)
                == "Batches of 1 of 5000 pods are more than 100 batches. Give a larger batch, or one in percent")
    }

    @Test func aShadowNeedsBothVersionsInOneCluster() {
        let message = problem(
            canary([(50, 60)], shadow: .seconds(60)), to: [Fixture.east, Fixture.west], unit: .clusters)
        #expect(message?.hasPrefix("A shadow stands beside the old version within a cluster") == true)
    }

    /// Numbers that no request may hold make a plan or a refusal, and never trap.
    @Test(arguments: [Int.min, -5, 0, 1, 100, 101, .max])
    func numbersFromOutsideNeverTrap(_ number: Int) throws {
        for share in [Share.percent(number), .count(number)] {
            for unit in [CohortUnit.workloads, .clusters] {
                let rolling = Strategy.rolling(RollingStrategy(batch: share))
                let canary = Strategy.canary(CanaryStrategy(steps: [CanaryStep(share: share, soak: .zero)]))
                for strategy in [rolling, canary] {
                    guard let plan = try? Fixture.plan(strategy, to: Self.ten, unit: unit, population: 50) else {
                        continue
                    }
                    #expect(plan.steps.count <= 500)
                    #expect(plan.waves.flatMap(\.self).sorted() == Self.ten)
                }
            }
        }
    }
}

extension Plan {
    /// The steps in a line, `|` before each wave.
    var text: String {
        var words: [String] = []
        var wave: Int?
        for planned in steps {
            if planned.wave != wave {
                words.append("|")
                wave = planned.wave
            }
            words.append(planned.step.text)
        }
        return words.joined(separator: " ")
    }
}

extension Step {
    fileprivate var text: String {
        switch self {
        case .validate, .apply, .promote, .compare: name
        case .restore: name
        case .awaitPropagation: "await"
        case .arrange(.share(let share)): "share(\(share))"
        case .arrange(.variant): "variant"
        case .arrange(let scene): "\(scene)"
        case .soak(let duration): "soak(\(duration.isoText))"
        case .smokeTest(let checks): "test(\(checks.count))"
        case .gate(let gate): "gate(\(gate.rawValue))"
        case .switchTraffic: "switch"
        case .retire(let after): "retire(\(after.isoText))"
        }
    }
}
