import Domain
import Testing

/// What a plan leaves open until its clusters are asked.
@Suite struct OpenPlanTests {
    private static let policies = [ID<Policy>(high: 0, low: 5), ID<Policy>(high: 0, low: 6)]
    private static let rolling = Strategy.rolling(
        RollingStrategy(batch: .count(4), interval: .seconds(60), healthChecks: [HTTPCheck(url: "http://a/health")]))

    /// It is then the plan that was made if it had been known.
    @Test(arguments: [0, 3, 4, 9, 20], [false, true]) func batchesAreCountedLater(_ pods: Int, _ inWaves: Bool) throws {
        let waves = inWaves ? [[Fixture.west], [Fixture.east]] : nil
        let open = try Fixture.plan(Self.rolling, waves: waves)
        #expect(open.isOpen && open.uncountedBatch == 4)
        let known = try Fixture.plan(Self.rolling, waves: waves, population: pods)
        #expect(!known.isOpen)
        #expect(try open.decided(.shares([:], pods: pods)) == known)
    }

    @Test func untilThenItIsOneBatch() throws {
        let open = try Fixture.plan(Self.rolling)
        #expect(open.text == "validate share(4) await soak(PT1M) test(1) promote await", "\(open.text)")
        #expect(throws: PlanProblem.self) { try open.decided(.shares([:], pods: 5000)) }
        #expect(try open.decided(.shares([:])) == open)
    }

    private func canary(_ clusters: [ID<Cluster>], _ units: [ID<Policy>: CohortUnit] = [:]) throws -> Plan {
        let steps = [10, 50].map { CanaryStep(share: .percent($0), soak: .seconds(300)) }
        return try Strategy.canary(CanaryStrategy(steps: steps)).plan(
            PlanInput(
                clusters: clusters, units: units, undecided: Set(Self.policies).subtracting(units.keys),
                rules: SoakRule.defaults, startsAt: Timestamp(seconds: 9)))
    }

    @Test func whereThereAreNoSharesItGoesByClusters() throws {
        let clusters = (1...10).map { ID<Cluster>(high: 0, low: UInt64($0)) }
        let open = try canary(clusters)
        var whole = try canary(clusters, [Self.policies[0]: .clusters, Self.policies[1]: .clusters])
        whole.notes = [CohortUnit.fallToClusters + "hosts"]
        #expect(try open.decided(.wholeClusters(why: "hosts")) == whole)
        #expect(whole.waves.map(\.count) == [1, 4, 5])
        // A policy that goes elsewhere may have its unit already.
        let half = try open.decided(.shares([Self.policies[0]: .requests]))
        #expect(half.undecided == [Self.policies[1]])
        #expect(try half.decided(.wholeClusters(why: "hosts")) == whole)
    }

    @Test func whatIsDecidedStays() throws {
        let open = try canary([Fixture.east, Fixture.west])
        let decided = try open.decided(.shares([Self.policies[0]: .requests, Self.policies[1]: .workloads]))
        #expect(!decided.isOpen && decided.byClusters == nil && decided.steps == open.steps)
        #expect(try decided.decided(.wholeClusters(why: "hosts")) == decided)
        #expect(try decided.decided(.shares([Self.policies[0]: .workloads])) == decided)
    }

    /// Of two clusters that decide at once, one finds it decided: what it would say is said.
    @Test func whatIsKnownOfTheUnitsIsSaidOnce() throws {
        let open = try canary([Fixture.east, Fixture.west])
        let half = try open.decided(.shares([Self.policies[0]: .requests], notes: ["first"]))
        #expect(half.notes == ["first"])
        let units = [Self.policies[0]: CohortUnit.requests, Self.policies[1]: .workloads]
        let whole = try half.decided(.shares(units, notes: ["second"]))
        #expect(whole.notes == ["first", "second"])
        #expect(try whole.decided(.shares(units, notes: ["third"])) == whole)
    }

    @Test func oneClusterHasNoOtherWay() throws {
        let open = try canary([Fixture.east])
        #expect(open.byClusters == nil)
        #expect(try open.decided(.wholeClusters(why: "hosts")) == open)
    }

    /// Who does not know of them would take what is open for a plan.
    @Test func itsStoredFormIsNewer() throws {
        for open in [try Fixture.plan(Self.rolling), try canary([Fixture.east, Fixture.west])] {
            #expect(open.json["schema"] == 3)
            #expect(try Plan(json: open.json) == open)
            let units = Dictionary(uniqueKeysWithValues: Self.policies.map { ($0, CohortUnit.requests) })
            let decided = try open.decided(.shares(units, pods: 9))
            #expect(decided.json["schema"] == 2)
        }
        var torn = try canary([Fixture.east, Fixture.west]).json
        torn["byClusters"]?["waves"] = []
        #expect(throws: UnknownSchema.self) { try Plan(json: torn) }
    }
}
