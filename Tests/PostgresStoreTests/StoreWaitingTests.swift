import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Deployments that wait for the locks of others, and those that have waited too long.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreWaitingTests {
    private func queue(_ policies: [Policy], _ cluster: Cluster, in database: TestDatabase) async throws -> Rollout {
        let draft = try await database.draft(policies, to: [cluster]).with(isQueued: true)
        for result in try await database.store.accept([draft]) { _ = try result.get() }
        return Rollout(database: database, policy: policies[0], cluster: cluster, draft: draft)
    }

    private func locks(_ deployment: ID<Deployment>, in database: TestDatabase) async throws -> Int {
        try await database.count("SELECT count(*) FROM object_locks WHERE deployment_id = '\(deployment)'")
    }

    @Test func aQueuedDeploymentHasNeitherLocksNorJobs() async throws {
        try await TestDatabase.with { database in
            let first = try await Rollout(database)
            let second = try await queue([first.policy], first.cluster, in: database)
            #expect(try await locks(second.id, in: database) == 0)
            #expect(try await database.store.jobs(JobFilter(deployment: second.id), PageRequest()).items.isEmpty)
            let stored = try #require(try await database.store.deployments([second.id]).first).deployment
            #expect(stored.state.phase == .queued && stored.status == .pending)
            #expect(try await database.store.admissible(limit: 9).isEmpty)
            try await first.abort()
            #expect(try await database.store.admissible(limit: 9) == [second.id])
            #expect(try await database.store.admissible(limit: 0).isEmpty)
        }
    }

    /// Whoever asked first gets an object first, also where one of several is free.
    @Test func theyAreAdmittedInTheirOrder() async throws {
        try await TestDatabase.with { database in
            let first = try await Rollout(database)
            let other = try await database.policy("ratings")
            let second = try await queue([first.policy, other], first.cluster, in: database)
            let third = try await queue([other], first.cluster, in: database)
            let apart = try await queue([try await database.policy("details")], first.cluster, in: database)
            // The third one's object is free, and the second one's turn.
            #expect(try await database.store.admissible(limit: 9) == [apart.id])
            try await first.abort()
            #expect(try await database.store.admissible(limit: 9) == [second.id, apart.id])
            #expect(try await database.store.admissible(limit: 1) == [second.id])
            try await admit(second)
            #expect(try await locks(second.id, in: database) == 2)
            #expect(try await database.store.admissible(limit: 9) == [apart.id])
            try await second.abort()
            #expect(Set(try await database.store.admissible(limit: 9)) == [third.id, apart.id])
        }
    }

    private func admit(_ world: Rollout) async throws {
        let plan = world.draft.deployment.plan
        try await world.change(takesLocks: true) {
            $0.phase = .pending(Position(step: 0, outstanding: Set(plan.clusters)))
        }
    }

    @Test func whoeverIsAdmittedWhileAnotherHoldsALockStaysQueued() async throws {
        try await TestDatabase.with { database in
            let first = try await Rollout(database)
            let second = try await queue([first.policy], first.cluster, in: database)
            await #expect(throws: StoreRefusal.locked(by: first.id, policy: first.policy.id)) {
                try await admit(second)
            }
            let stored = try #require(try await database.store.deployments([second.id]).first).deployment
            #expect(stored.state.phase == .queued)
        }
    }

    /// What is in force is what the one before it has made so, not what was in force when it was accepted.
    @Test func whatWasBeforeIsLookedAtWhenItBegins() async throws {
        try await TestDatabase.with { database in
            let first = try await Rollout(database)
            let second = try await queue([first.policy], first.cluster, in: database)
            #expect(try await database.store.objects(of: second.id).map(\.versionBefore) == [nil])
            try await database.finish(first.draft)
            try await admit(second)
            #expect(try await database.store.objects(of: second.id).map(\.versionBefore) == [1])
            #expect(
                try await database.count(
                    "SELECT count(*) FROM deployment_objects WHERE deployment_before = '\(first.id)'") == 1)
        }
    }

    @Test func aStepIsOverdueWhenItsDeadlineHasPassed() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let cluster = world.cluster.id
            let now = try await database.store.now()
            for (deadline, isOverdue) in [(now + .seconds(60), false), (now + .seconds(-1), true), (nil, false)] {
                try await world.change(deadline: deadline) {
                    $0.phase = .advancing(Position(step: 1, outstanding: [cluster]))
                }
                let overdue = Overdue(deployment: world.id, epoch: world.draft.deployment.state.epoch, step: 1)
                #expect(try await database.store.overdue(limit: 9) == (isOverdue ? [overdue] : []))
            }
        }
    }
}

/// Objects beside the policies' own.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreCompanionTests {
    private func companion(
        _ name: String, kind: PolicyKind = .virtualService, before: JSONValue? = nil
    ) -> CompanionCapture {
        CompanionCapture(
            reference: ObjectReference(
                group: kind.groups[0], version: "v1", plural: kind.plural, kind: kind.rawValue, namespace: "default",
                name: name), before: before)
    }

    private func claim(_ world: Rollout) async throws -> ID<Claim> {
        try #require(try await world.claim().first { $0.job.cluster == world.cluster.id }).claim
    }

    @Test func theFirstCaptureStays() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await claim(world)
            func capture(_ companions: [CompanionCapture]) async throws -> [CompanionCapture] {
                try await database.store.capture(
                    companions, deployment: world.id, cluster: world.cluster.id, claim: claim)
            }
            let found = [companion("copy"), companion("theirs", before: ["spec": 1])]
            #expect(try await capture(found) == found)
            let again = try await capture([companion("copy", before: ["spec": 2]), companion("more")])
            #expect(Set(again) == Set(found + [companion("more")]))
            #expect(try await capture([]).isEmpty)
            let bundle = try await database.store.bundle(world.id, cluster: world.cluster.id)
            #expect(Set(bundle.companions) == Set(again))
        }
    }

    @Test func withoutTheClaimNothingIsCaptured() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            _ = try await claim(world)
            let captures = [companion("copy")]
            await #expect(throws: StoreRefusal.self) {
                _ = try await database.store.capture(
                    captures, deployment: world.id, cluster: world.cluster.id, claim: SampleID.next())
            }
            #expect(try await database.count("SELECT count(*) FROM rollout_objects") == 0)
        }
    }

    @Test func aPolicyOfAnotherDeploymentIsRefusedAndAFreeOneLocked() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let (held, free) = (try await database.policy("held"), try await database.policy("free"))
            let other = try await database.deploy([held], to: [world.cluster])
            let claim = try await claim(world)
            let (foreign, own) = ([companion("free"), companion("held")], [companion("free")])
            await #expect(throws: StoreRefusal.locked(by: other.deployment.id, policy: held.id)) {
                _ = try await database.store.capture(
                    foreign, deployment: world.id, cluster: world.cluster.id, claim: claim)
            }
            #expect(try await database.count("SELECT count(*) FROM rollout_objects") == 0)
            let locks = "SELECT count(*) FROM object_locks WHERE policy_id = '\(free.id)'"
            #expect(try await database.count(locks) == 0)
            _ = try await database.store.capture(own, deployment: world.id, cluster: world.cluster.id, claim: claim)
            #expect(try await database.count(locks) == 1)
            let third = try await database.draft([free], to: [world.cluster])
            #expect(
                try await database.store.accept([third]) == [.failure(.locked(by: world.id, policy: free.id))])
        }
    }

    /// Going back from a failure needs what was written beside as well: nobody may have changed it meanwhile.
    @Test func locksThatAreTakenAgainAreThoseOfCompanionsToo() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let free = try await database.policy("free")
            _ = try await database.store.capture(
                [companion("free")], deployment: world.id, cluster: world.cluster.id, claim: try await claim(world))
            try await world.change { $0.phase = .failed(reason: "r", wroteSomething: true) }
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 0)
            let restoring = Phase.restoring(
                Restoration(cause: .requested, reason: "r", outstanding: [world.cluster.id]))
            let other = try await database.deploy([free], to: [world.cluster])
            await #expect(throws: StoreRefusal.locked(by: other.deployment.id, policy: free.id)) {
                try await world.change(takesLocks: true) { $0.phase = restoring }
            }
            try await database.finish(other)
            try await world.change(takesLocks: true) { $0.phase = restoring }
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 2)
        }
    }
}
