import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// What deployments have to do with beside their own objects.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreStakesTests {
    private func stake(_ mode: Stake.Mode, on subject: String = "host reviews.shop", part: String = "") -> Stake {
        Stake(subject: subject, mode: mode, part: part, object: "\(mode) of \(subject)")
    }

    private func draft(
        _ name: String, _ stakes: [Stake], on cluster: Cluster, isQueued: Bool = false, in database: TestDatabase
    ) async throws -> DeploymentDraft {
        try await database.draft([try await database.policy(name)], to: [cluster])
            .with(isQueued: isQueued, stakes: [cluster.id: stakes])
    }

    private func contention(_ holder: DeploymentDraft, _ theirs: Stake, _ mine: Stake) -> StoreRefusal {
        .contended(
            Contention(
                holder: holder.deployment.id, theirs: theirs.object, mine: mine.object, subject: mine.subject))
    }

    /// The statements say the same as the core.
    @Test func contentionIsThatOfTheCore() async throws {
        try await TestDatabase.with { database in
            let cluster = try await database.cluster("west")
            let all = Stake.Mode.allCases.flatMap { [stake($0), stake($0, part: "app")] }
            for (one, theirs) in all.enumerated() {
                let first = try await draft("first-\(one)", [theirs], on: cluster, in: database)
                #expect(try await database.store.accept([first]) == [.success(first.deployment)])
                for (other, mine) in all.enumerated() {
                    let second = try await draft("second-\(one)-\(other)", [mine], on: cluster, in: database)
                    // Together with one that is no matter, in one batch.
                    let apart = try await draft(
                        "apart-\(one)-\(other)", [stake(.alone, on: "\(other)")], on: cluster, in: database)
                    let answers = try await database.store.accept([second, apart])
                    #expect(
                        answers[0]
                            == (mine.contends(with: theirs)
                                ? .failure(contention(first, theirs, mine)) : .success(second.deployment)),
                        "\(theirs) \(mine)")
                    #expect(answers[1] == .success(apart.deployment))
                    for done in [second, apart] where try await database.isThere(done) {
                        try await database.finish(done)
                    }
                }
                try await database.finish(first)
            }
            #expect(try await database.count("SELECT count(*) FROM stakes WHERE state <> 'over'") == 0)
        }
    }

    @Test func inABatchTheFirstWinsAndClustersAreApart() async throws {
        try await TestDatabase.with { database in
            let (west, east) = (try await database.cluster("west"), try await database.cluster("east"))
            let drafts = [
                try await draft("one", [stake(.alone)], on: west, in: database),
                try await draft("two", [stake(.writes)], on: west, in: database),
                try await draft("three", [stake(.writes)], on: east, in: database),
            ]
            let answers = try await database.store.accept(drafts)
            #expect(answers[0] == .success(drafts[0].deployment))
            #expect(answers[1] == .failure(contention(drafts[0], stake(.alone), stake(.writes))))
            #expect(answers[2] == .success(drafts[2].deployment))
            #expect(try await database.store.stakes(of: drafts[0].deployment.id) == [west.id: [stake(.alone)]])
        }
    }

    @Test func ofManyRolloutsAtOnceOneWins() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let cluster = try await database.cluster("west")
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<24 {
                    let mode: Stake.Mode = number % 2 == 0 ? .alone : .reads
                    let wanted = [stake(mode, part: "\(number)")]
                    group.addTask {
                        let draft = try await draft("policy-\(number)", wanted, on: cluster, in: database)
                        switch try await database.store.accept([draft])[0] {
                        case .success: return true
                        case .failure(.contended): return false
                        case .failure(let refusal): throw refusal
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test func whoWaitsIsAdmittedInTurn() async throws {
        try await TestDatabase.with { database in
            let cluster = try await database.cluster("west")
            let first = try await draft("one", [stake(.alone)], on: cluster, in: database)
            let second = try await draft("two", [stake(.writes)], on: cluster, isQueued: true, in: database)
            let third = try await draft("three", [stake(.alone)], on: cluster, isQueued: true, in: database)
            let apart = try await draft("four", [stake(.alone, on: "b")], on: cluster, isQueued: true, in: database)
            for draft in [first, second, third, apart] {
                #expect(try await database.store.accept([draft]) == [.success(draft.deployment)])
            }
            #expect(try await database.store.admissible(limit: 9) == [apart.deployment.id])
            #expect(
                try await database.store.holders(of: second.objects, stakes: second.stakes) == [first.deployment.id])
            await #expect(throws: contention(first, stake(.alone), stake(.writes))) {
                try await admit(second, cluster, in: database)
            }
            try await database.finish(first)
            #expect(try await database.store.admissible(limit: 9) == [second.deployment.id, apart.deployment.id])
            try await admit(second, cluster, in: database)
            #expect(try await database.store.admissible(limit: 9) == [apart.deployment.id])
            try await database.finish(second)
            #expect(try await database.store.admissible(limit: 9) == [third.deployment.id, apart.deployment.id])
        }
    }

    /// Who supersedes has in its way those who hold what it wants and those who asked before it; it gets the ground
    /// when the way back of the one has ended, and nobody waits before it.
    @Test func whoSupersedesIsToldWhoIsInItsWay() async throws {
        try await TestDatabase.with { database in
            let (west, east) = (try await database.cluster("west"), try await database.cluster("east"))
            let holder = try await draft("one", [stake(.alone)], on: west, in: database)
            let earlier = try await draft("two", [stake(.writes)], on: west, isQueued: true, in: database)
            let beside = try await draft("three", [stake(.alone, on: "b")], on: west, isQueued: true, in: database)
            let elsewhere = try await draft("four", [stake(.alone)], on: east, isQueued: true, in: database)
            let mine = try await draft("five", [stake(.alone)], on: west, isQueued: true, in: database)
                .superseding()
            let later = try await draft("six", [stake(.alone)], on: west, isQueued: true, in: database)
            for draft in [holder, earlier, beside, elsewhere, mine, later] {
                #expect(try await database.store.accept([draft]) == [.success(draft.deployment)])
            }
            let id = mine.deployment.id
            #expect(try await database.store.superseding(limit: 9).map(\.deployment) == [id])
            #expect(try await database.store.waiting(before: id) == [earlier.deployment.id])
            #expect(try await database.store.holders(for: id) == [holder.deployment.id])
            #expect(try await database.store.holders(of: mine.objects, stakes: mine.stakes) == [holder.deployment.id])
            #expect(try await database.store.inTheWay(of: id) == [holder, earlier].map(\.deployment.id))
            // The holder goes back: it is told no second time, and keeps what it has until it has ended.
            let way = Phase.restoring(Restoration(cause: .abort, reason: "r", outstanding: [west.id]))
            try await change(holder, west, in: database) { $0.phase = way }
            try await database.finish(earlier, objects: .old, phase: .aborted(reason: "superseded"))
            #expect(try await database.store.holders(for: id).isEmpty)
            #expect(try await database.store.inTheWay(of: id) == [holder.deployment.id])
            #expect(try await database.store.waiting(before: id).isEmpty)
            #expect(try await database.store.admissible(limit: 9) == [beside, elsewhere].map(\.deployment.id))
            await #expect(throws: contention(holder, stake(.alone), stake(.alone))) {
                try await admit(mine, west, in: database)
            }
            try await database.finish(holder, objects: .old, phase: .aborted(reason: "superseded"))
            #expect(try await database.store.admissible(limit: 9) == [beside, elsewhere, mine].map(\.deployment.id))
            try await admit(mine, west, in: database)
            #expect(try await database.store.superseding(limit: 9).isEmpty)
            #expect(try await database.store.holders(for: later.deployment.id) == [id])
            try await database.finish(mine)
            #expect(try await database.store.admissible(limit: 9) == [beside, elsewhere, later].map(\.deployment.id))
        }
    }

    /// One that has failed while what it has written stands holds it until a person has it taken back.
    @Test func whatStandsIsHeldByOneThatHasFailed() async throws {
        try await TestDatabase.with { database in
            let cluster = try await database.cluster("west")
            let holder = try await draft("one", [stake(.alone)], on: cluster, in: database)
            let mine = try await draft("two", [stake(.writes)], on: cluster, isQueued: true, in: database).superseding()
            for draft in [holder, mine] { _ = try await database.store.accept([draft])[0].get() }
            try await change(holder, cluster, in: database) {
                $0.phase = .failed(reason: "r", wroteSomething: true, ground: .kept)
            }
            #expect(try await database.store.admissible(limit: 9).isEmpty)
            #expect(try await database.store.holders(for: mine.deployment.id) == [holder.deployment.id])
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 1)
            try await database.finish(holder, objects: .old, phase: .rolledBack(reason: "r"))
            #expect(try await database.store.admissible(limit: 9) == [mine.deployment.id])
        }
    }

    private func change(
        _ draft: DeploymentDraft, _ cluster: Cluster, in database: TestDatabase,
        _ change: @escaping @Sendable (inout DeploymentState) -> Void
    ) async throws {
        let policy = try #require(try await database.store.policies([draft.objects[0].policy]).first)
        try await Rollout(database: database, policy: policy, cluster: cluster, draft: draft).change(change)
    }

    private func admit(_ draft: DeploymentDraft, _ cluster: Cluster, in database: TestDatabase) async throws {
        let policy = try #require(try await database.store.policies([draft.objects[0].policy]).first)
        try await Rollout(database: database, policy: policy, cluster: cluster, draft: draft).change(takesLocks: true) {
            $0.phase = .pending(Position(step: 0, outstanding: [cluster.id]))
        }
    }

    /// What validation finds on the cluster is held like what was known before, or refused.
    @Test func whatTheClusterShowsIsHeldToo() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try #require(try await world.claim().first { $0.job.cluster == world.cluster.id }).claim
            func hold(_ stakes: [Stake], claim: ID<Claim>) async throws {
                try await database.store.hold(stakes, deployment: world.id, cluster: world.cluster.id, claim: claim)
            }
            try await hold([stake(.reads)], claim: claim)
            try await hold([stake(.reads), stake(.alone, on: "b")], claim: claim)
            let late = try await draft("late", [stake(.writes, on: "b")], on: world.cluster, in: database)
            let refusal = contention(world.draft, stake(.alone, on: "b"), stake(.writes, on: "b"))
            #expect(try await database.store.accept([late]) == [.failure(refusal)])
            let other = try await draft("other", [stake(.writes, on: "c")], on: world.cluster, in: database)
            _ = try await database.store.accept([other])
            await #expect(throws: contention(other, stake(.writes, on: "c"), stake(.alone, on: "c"))) {
                try await hold([stake(.alone, on: "c")], claim: claim)
            }
            await #expect(throws: StoreRefusal.self) { try await hold([stake(.alone)], claim: SampleID.next()) }
            #expect(
                Set(try await database.store.stakes(of: world.id)[world.cluster.id] ?? [])
                    == [stake(.reads), stake(.alone, on: "b")])
        }
    }
}

extension DeploymentDraft {
    /// The same, whose plan ends whoever is in its way.
    fileprivate func superseding() -> DeploymentDraft {
        var plan = deployment.plan
        plan.supersedes = true
        return with(plan: plan, isQueued: true, stakes: stakes)
    }
}

extension TestDatabase {
    fileprivate func isThere(_ draft: DeploymentDraft) async throws -> Bool {
        try await !store.deployments([draft.deployment.id]).isEmpty
    }
}
