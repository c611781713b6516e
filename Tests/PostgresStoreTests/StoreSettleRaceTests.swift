import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Several writers at once, and locks that are taken again.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreSettleRaceTests {
    @Test func decisionsAboutOneDeploymentFollowEachOther() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let world = try await Rollout(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
                            var settlement = world.settlement(loaded)
                            settlement.deployments = settlement.deployments.map { update in
                                update.with { deployment in
                                    let fresh = loaded.freshEpochs[world.id] ?? 0
                                    #expect(fresh > deployment.state.epoch)
                                    deployment.state.epoch = fresh
                                }
                            }
                            return settlement
                        }
                    }
                }
                try await group.waitForAll()
            }
            let stored = try #require(try await database.store.deployments([world.id]).first).deployment
            #expect(stored.revision == 25 && stored.sequence == 25)
            let changes = try await database.store.changes(of: world.id, after: 0, limit: 99)
            #expect(changes.map(\.sequence) == Array(1...25))
        }
    }

    @Test func settlersClaimersAndPublishersDoNotBlockEachOther() async throws {
        try await TestDatabase.with(connections: 8) { database in
            var drafts: [DeploymentDraft] = []
            let cluster = try await database.cluster("west")
            for index in 0..<12 {
                drafts.append(try await database.deploy([try await database.policy("p\(index)")], to: [cluster]))
            }
            let all = drafts
            let jobs = all.flatMap(\.jobs).map(\.id)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for turn in 0..<4 {
                    group.addTask {
                        let order = turn.isMultiple(of: 2) ? jobs : jobs.reversed()
                        try await database.store.markPublished(order, RepublishSchedule())
                        _ = try await database.store.takeDue(limit: 50, heldBack: [], RepublishSchedule())
                        let claimed = try await database.store.claim(order, worker: "w\(turn)", lease: .seconds(3600))
                        _ = try await database.store.renew(claimed.map(\.claim), lease: .seconds(3600))
                        let reports = claimed.map { JobReport(job: $0.job, claim: $0.claim, result: .done) }
                        let ids = all.map(\.deployment.id)
                        _ = try await database.store.settle(
                            reports: reports, deployments: turn.isMultiple(of: 2) ? ids : ids.reversed(), nil
                        ) { loaded in
                            var settlement = Settlement()
                            settlement.jobs = loaded.reports.map { JobUpdate(job: $0.job.id, state: .done) }
                            return settlement
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.count("SELECT count(*) FROM jobs WHERE state = 'done'") == jobs.count)
            #expect(try await database.count("SELECT count(*) FROM jobs WHERE attempt <> 1") == 0)
        }
    }

    @Test func locksThatAnotherOneHoldsUndoTheDecision() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            try await database.finish(world.draft, objects: .new, phase: .failed(reason: "", wroteSomething: true))
            let other = try await database.deploy([world.policy], to: [world.cluster])
            await #expect(throws: StoreRefusal.locked(by: other.deployment.id, policy: world.policy.id)) {
                _ = try await takeLocks(world)
            }
            #expect(try await database.store.deployments([world.id])[0].deployment.status == .failed)
            try await database.finish(other, objects: .old, phase: .failed(reason: "", wroteSomething: false))
            _ = try await takeLocks(world)
            #expect(try await database.store.deployments([world.id])[0].deployment.status == .inProgress)
            let held = "SELECT count(*) FROM object_locks WHERE deployment_id = $1"
            #expect(try await database.count(held, .id(world.id)) == 1)
            #expect(try await database.count("SELECT count(*) FROM deployments WHERE finished_at IS NULL") == 1)
            // Taking what is one's own already is no conflict.
            _ = try await takeLocks(world)
            #expect(try await database.count(held, .id(world.id)) == 1)
        }
    }

    private func takeLocks(_ world: Rollout) async throws -> Settlement {
        try await world.database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
            var settlement = world.settlement(
                loaded, phase: .advancing(Position(step: 1, outstanding: [world.cluster.id])))
            settlement.deployments = settlement.deployments.map {
                DeploymentUpdate(
                    deployment: $0.deployment, changes: $0.changes, cancelJobsBefore: nil, takesLocks: true,
                    releasesLocks: false)
            }
            return settlement
        }
    }

    @Test func freshEpochsAlwaysRise() async throws {
        try await TestDatabase.with { database in
            let first = try await database.store.freshEpochs(3)
            let second = try await database.store.freshEpochs(2)
            #expect(first == first.sorted() && Set(first + second).count == 5)
            #expect((first.max() ?? 0) < (second.min() ?? 0))
            #expect(try await database.store.freshEpochs(0) == [])
        }
    }
}
