import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Watches: begun, told what ticks found, and ended in settlements.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreWatchTests {
    @Test func aWatchBeginsWithItsStepAndEndsWithIt() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            #expect(try await database.store.watches(on: world.cluster.id).isEmpty)
            #expect(try await database.store.watchedClusters().isEmpty)
            let before = try await database.store.now()
            try await world.watch(step: 1)
            let watch = try #require(try await database.store.watches(on: world.cluster.id).first)
            #expect(watch.deployment == world.id && watch.step == 1 && watch.subject == .soak(.seconds(60)))
            #expect(watch.epoch == world.draft.deployment.state.epoch && watch.startedAt >= before + .seconds(-5))
            #expect(watch.state == nil && watch.lastSlot == 0 && watch.cohort == nil && !watch.isHeld)
            #expect(watch.rules == world.draft.deployment.plan.rules && !watch.rules.isEmpty)
            #expect(try await database.store.watchedClusters() == [world.cluster.id])
            try await world.change { $0.phase = .held(Position(step: 1, outstanding: [world.cluster.id])) }
            #expect(try await database.store.watches(on: world.cluster.id).map(\.isHeld) == [true])
            try await world.endWatch()
            #expect(try await database.store.watchedClusters().isEmpty)
        }
    }

    /// One tick is the first to say something about a slot; those of another step or epoch are late.
    @Test func whatATickFoundIsKeptOnce() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await world.watch(step: 1)
            let epoch = world.draft.deployment.state.epoch
            try await world.tell(epoch: epoch, step: 1, slot: 7, "first")
            for (epoch, step, slot) in [(epoch, 1, Int64(7)), (epoch, 1, 6), (epoch, 3, 8), (epoch - 1, 1, 9)] {
                try await world.tell(epoch: epoch, step: step, slot: slot, "late")
            }
            let watch = try #require(try await database.store.watches(on: world.cluster.id).first)
            #expect(watch.lastSlot == 7 && watch.state == ["memory": "first"])
            try await world.tell(epoch: epoch, step: 1, slot: 8, "second")
            let kept = try await database.store.evaluations(of: world.id, cluster: nil, before: nil, limit: 9)
            #expect(kept.map { $0.evaluation["memory"]?.string } == ["second", "first"])
            #expect(kept.allSatisfy { $0.clusterName == "west" && $0.step == 1 && $0.cluster == world.cluster.id })
            let older = try await database.store.evaluations(
                of: world.id, cluster: world.cluster.id, before: kept[0].at, limit: 9)
            #expect(older.map { $0.evaluation["memory"]?.string } == ["first"])
            #expect(try await database.store.evaluations(of: world.id, cluster: nil, before: nil, limit: 1).count == 1)
            #expect(try await database.store.evaluations(of: world.id, cluster: nil, before: nil, limit: 0).isEmpty)
        }
    }

    /// More watches than one statement takes.
    @Test func ofManyWatchesNoneIsForgotten() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await world.watch(step: 1)
            let own = world.told(epoch: world.draft.deployment.state.epoch, step: 1, slot: 7, "own")
            let ofOthers = (0..<250).map { _ in
                WatchUpdate(
                    at: WatchPlace(
                        deployment: SampleID.next(), cluster: own.place.cluster, epoch: own.place.epoch, step: 1,
                        slot: 7),
                    state: own.state, evaluation: own.evaluation)
            }
            try await world.change(tells: ofOthers + [own]) { _ in }
            #expect(try await database.store.watches(on: world.cluster.id).map(\.lastSlot) == [7])
        }
    }

    /// The next watched step begins with an empty memory, in the settlement that ends the one before.
    @Test func theNextWatchBeginsAnew() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await world.watch(step: 1)
            try await world.tell(epoch: world.draft.deployment.state.epoch, step: 1, slot: 7, "first")
            try await world.watch(step: 3, ends: true)
            let watch = try #require(try await database.store.watches(on: world.cluster.id).first)
            #expect(watch.step == 3 && watch.subject == .soak(.seconds(30)))
            #expect(watch.state == nil && watch.lastSlot == 0)
        }
    }

    /// What stands is watched on with its memory while another step lasts; where nothing was, it begins.
    @Test func whatStandsIsWatchedOn() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            let (cluster, epoch) = (world.cluster.id, world.draft.deployment.state.epoch)
            func keep(step: Int, ends: Bool = false) async throws {
                try await world.change(
                    begins: [WatchBeginning(step: step, cluster: cluster, isKept: true)], ends: ends
                ) { $0.phase = .advancing(Position(step: step, outstanding: [cluster])) }
            }
            try await keep(step: 0)
            #expect(try await database.store.watches(on: cluster).map(\.isStanding) == [true])
            try await world.watch(step: 1)
            try await world.tell(epoch: epoch, step: 1, slot: 7, "first")
            let soak = try #require(try await database.store.watches(on: cluster).first)
            #expect(!soak.isStanding && !soak.isArriving)
            try await keep(step: 2, ends: true)
            let kept = try #require(try await database.store.watches(on: cluster).first)
            #expect(kept.step == 2 && kept.isStanding && kept.isArriving && kept.subject == .soak(.seconds(60)))
            #expect(kept.state == ["memory": "first"] && kept.lastSlot == 7 && kept.startedAt == soak.startedAt)
            try await world.tell(epoch: epoch, step: 2, slot: 8, "second")
            #expect(try await database.store.watches(on: cluster).first?.state == ["memory": "second"])
        }
    }

    /// The last evaluation is kept, though its settlement ends the watch.
    @Test func theEvaluationThatEndsAWatchIsKept() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await world.watch(step: 1)
            try await world.change(
                ends: true, tells: [world.told(epoch: world.draft.deployment.state.epoch, step: 1, slot: 3, "breach")]
            ) { _ in }
            #expect(try await database.store.watches(on: world.cluster.id).isEmpty)
            #expect(
                try await database.store.evaluations(of: world.id, cluster: nil, before: nil, limit: 9).count == 1)
        }
    }

    /// What a watch remembers outlives its step: when everything is as it was, the traffic is looked at again.
    @Test func afterTheWayBackTheWatchIsOpenAgain() async throws {
        try await TestDatabase.with { database in
            let (world, store) = (try await Rollout(database, plan: Rollout.watchedPlan), database.store)
            try await world.watch(step: 1)
            let epoch = world.draft.deployment.state.epoch
            try await world.tell(epoch: epoch, step: 1, slot: 7, "breach")
            let back = Restoration(cause: .failure, reason: "r", outstanding: [world.cluster.id])
            try await world.change(ends: true) { state in
                state.epoch += 1
                state.phase = .restoring(back)
            }
            #expect(try await store.watches(on: world.cluster.id).isEmpty)
            #expect(try await store.watchedClusters().isEmpty)
            try await world.change { $0.phase = .rolledBack(reason: "r") }
            let watch = try #require(try await store.watches(on: world.cluster.id).first)
            #expect(watch.step == Plan.wayBack && watch.state == ["memory": "breach"] && watch.lastSlot == 7)
            #expect(watch.restoredAt != nil)
            #expect(try await store.watchedClusters() == [world.cluster.id])
            try await world.tell(epoch: watch.epoch, step: watch.step, slot: 8, "waiting")
            #expect(try await store.watches(on: world.cluster.id).first?.lastSlot == 8)
            try await world.change(
                tells: [world.told(epoch: watch.epoch, step: watch.step, slot: 9, "over", isLast: true)]
            ) { _ in }
            #expect(try await store.watches(on: world.cluster.id).isEmpty)
            #expect(try await database.count("SELECT count(*) FROM watches") == 0)
            let kept = try await store.evaluations(of: world.id, cluster: nil, before: nil, limit: 9)
            #expect(kept.map { $0.evaluation["memory"]?.string } == ["over", "waiting", "breach"])
        }
    }

    /// Nobody looks for longer than an hour, whatever became of the ticks; what is left is swept.
    @Test(arguments: [Phase.rolledBack(reason: "r"), .completed, .failed(reason: "r", wroteSomething: true)])
    func watchesOfWhatHasEndedAreSwept(_ phase: Phase) async throws {
        try await TestDatabase.with { database in
            let (world, store) = (try await Rollout(database, plan: Rollout.watchedPlan), database.store)
            try await world.watch(step: 1)
            try await world.change(ends: true) { $0.phase = phase }
            #expect(try await store.watchedClusters().isEmpty == (phase != .rolledBack(reason: "r")))
            func sweep() async throws -> Int {
                try await store.sweep(ticksOlderThan: .seconds(3600), evaluationsOlderThan: .seconds(30 * 86_400))
                return try await database.count("SELECT count(*) FROM watches")
            }
            #expect(try await sweep() == 1)
            try await database.run("UPDATE deployments SET finished_at = now() - interval '61 minutes'")
            #expect(try await store.watches(on: world.cluster.id).isEmpty)
            #expect(try await store.watchedClusters().isEmpty)
            let isFailed = if case .failed = phase { true } else { false }
            #expect(try await sweep() == (isFailed ? 1 : 0))
            try await database.run("UPDATE deployments SET finished_at = now() - interval '31 days'")
            #expect(try await sweep() == 0)
        }
    }

    @Test func aWatchOfAnEarlierEpochIsNotSeen() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await world.watch(step: 1)
            try await world.change { $0.epoch += 1 }
            #expect(try await database.store.watches(on: world.cluster.id).isEmpty)
        }
    }
}

/// Cohorts, and leases of those who keep them.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreCohortTests {
    private func record(_ world: Rollout, share: Share?, pods: [String] = []) -> CohortRecord {
        let measurement = CohortMeasurement(
            policies: [world.policy.id], about: "VirtualService shop/reviews", unit: .workloads,
            measurement: Measurement(
                side: .client, cohort: .cohort, baseline: .rest,
                services: [ServiceName(namespace: "shop", name: "reviews")]), notes: ["as seen by clients"])
        return CohortRecord(
            deployment: world.id, cluster: world.cluster.id, epoch: world.draft.deployment.state.epoch,
            scopes: [["namespaces": ["shop"]]], share: share, measurements: [measurement],
            members: CohortMembers(
                cohort: Set(pods.map { PodName(namespace: "shop", name: $0) }),
                rest: [PodName(namespace: "shop", name: "other")]), step: 3)
    }

    private func claim(_ world: Rollout) async throws -> ID<Claim> {
        let claimed = try await world.claim()
        return try #require(claimed.first { $0.job.cluster == world.cluster.id }).claim
    }

    @Test func aCohortIsStoredAndGrows() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await claim(world)
            try await database.store.save(record(world, share: .percent(10), pods: ["a"]), claim: claim)
            let first = try #require(try await database.store.cohorts(of: world.id).first)
            let wanted = record(world, share: .percent(10), pods: ["a"])
            #expect(first.share == .percent(10) && first.scopes == wanted.scopes)
            #expect(first.measurements == wanted.measurements && first.members == wanted.members)
            #expect(first.retiredAt == nil && first.epoch == wanted.epoch && first.step == 3)
            for share in [Share.count(3), nil, .percent(50)] {
                try await database.store.save(record(world, share: share, pods: ["a", "b"]), claim: claim)
                let next = try #require(try await database.store.cohorts(of: world.id).first)
                #expect(next.share == share && next.members.cohort.count == 2)
                #expect(next.firstWriteAt == first.firstWriteAt && first.firstWriteAt != nil)
                let kept = try await database.store.cohorts(on: world.cluster.id, retiredWithin: .zero)
                #expect(kept == (share == nil ? [] : [next]), "without a share labels are the step's own business")
                #expect(
                    try await database.store.clustersWithCohorts(retiredWithin: .zero) == kept.map(\.cluster))
            }
        }
    }

    /// A share of the requests has no pods: nobody need look after it, neither while it stands nor afterwards.
    @Test func aCohortWithoutScopesIsNotKept() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let requests = CohortRecord(
                deployment: world.id, cluster: world.cluster.id, epoch: world.draft.deployment.state.epoch, scopes: [],
                share: .percent(10), measurements: [])
            try await database.store.save(requests, claim: try await claim(world))
            #expect(try await database.store.clustersWithCohorts(retiredWithin: .seconds(60)).isEmpty)
            try await world.change { $0.phase = .completed }
            #expect(try await database.store.cohorts(of: world.id).first?.retiredAt != nil)
            #expect(try await database.store.cohorts(on: world.cluster.id, retiredWithin: .seconds(60)).isEmpty)
        }
    }

    @Test func whoLostTheClaimOrTheEpochStoresNothing() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await claim(world)
            let other = try await database.cluster("elsewhere")
            let elsewhere = CohortRecord(
                deployment: world.id, cluster: other.id, epoch: world.draft.deployment.state.epoch, scopes: [],
                share: nil, measurements: [])
            for (record, claim) in [(record(world, share: .percent(10)), SampleID.next()), (elsewhere, claim)] {
                await #expect(throws: StoreRefusal.self) { try await database.store.save(record, claim: claim) }
            }
            try await world.abort()
            let late = record(world, share: .percent(10))
            await #expect(throws: StoreRefusal.self) { try await database.store.save(late, claim: claim) }
            #expect(try await database.store.cohorts(of: world.id).isEmpty)
        }
    }

    @Test(arguments: [false, true]) func aCohortIsOverWhenTheWayBackBeginsOrTheEndIsReached(_ ends: Bool) async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            try await database.store.save(record(world, share: .percent(10)), claim: try await claim(world))
            try await world.change { state in
                state.phase =
                    ends
                    ? .completed
                    : .restoring(Restoration(cause: .failure, reason: "r", outstanding: [world.cluster.id]))
            }
            let cohort = try #require(try await database.store.cohorts(of: world.id).first)
            #expect(cohort.retiredAt != nil)
            #expect(try await database.store.cohorts(on: world.cluster.id, retiredWithin: .seconds(60)) == [cohort])
            #expect(try await database.store.clustersWithCohorts(retiredWithin: .seconds(60)) == [world.cluster.id])
            try await database.run("UPDATE cohorts SET retired_at = retired_at - interval '61 seconds'")
            #expect(try await database.store.cohorts(on: world.cluster.id, retiredWithin: .seconds(60)).isEmpty)
            #expect(try await database.store.clustersWithCohorts(retiredWithin: .seconds(60)).isEmpty)
            // Nobody notes members of a cohort that is over.
            try await database.store.note(
                CohortMembers(), deployment: world.id, cluster: world.cluster.id, epoch: cohort.epoch)
            #expect(try await database.store.cohorts(of: world.id).first?.members == cohort.members)
        }
    }

    @Test func membersAreNotedForTheirEpoch() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            try await database.store.save(record(world, share: .percent(10)), claim: try await claim(world))
            let members = CohortMembers(cohort: [PodName(namespace: "shop", name: "new")], rest: [])
            let epoch = world.draft.deployment.state.epoch
            try await database.store.note(members, deployment: world.id, cluster: world.cluster.id, epoch: epoch - 1)
            #expect(try await database.store.cohorts(of: world.id).first?.members.cohort.isEmpty == true)
            try await database.store.note(members, deployment: world.id, cluster: world.cluster.id, epoch: epoch)
            #expect(try await database.store.cohorts(of: world.id).first?.members == members)
        }
    }

    /// A watch knows the cohort of its deployment.
    @Test func theWatchSeesTheCohort() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            try await database.store.save(
                record(world, share: .percent(10), pods: ["a"]), claim: try await claim(world))
            try await world.watch(step: 1)
            let watch = try #require(try await database.store.watches(on: world.cluster.id).first)
            #expect(try await watch.cohort == database.store.cohorts(of: world.id).first)
            #expect(watch.cohort?.members.cohort == [PodName(namespace: "shop", name: "a")])
        }
    }

    @Test func aLeaseIsOnesUntilItEndsOrIsGivenUp() async throws {
        try await TestDatabase.with { database in
            let store = database.store
            #expect(try await store.takeLease("keeper/a", holder: "one", length: .seconds(3600)))
            #expect(try await store.takeLease("keeper/a", holder: "one", length: .seconds(3600)))
            #expect(try await !store.takeLease("keeper/a", holder: "two", length: .seconds(3600)))
            #expect(try await store.takeLease("keeper/b", holder: "two", length: .seconds(3600)))
            try await store.giveUpLease("keeper/a", holder: "two")
            #expect(try await !store.takeLease("keeper/a", holder: "two", length: .seconds(3600)))
            try await store.giveUpLease("keeper/a", holder: "one")
            #expect(try await store.takeLease("keeper/a", holder: "two", length: .seconds(3600)))
            try await database.run("UPDATE leases SET until = now() - interval '1 second'")
            #expect(try await store.takeLease("keeper/a", holder: "one", length: .seconds(3600)))
        }
    }
}
