import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// What is in force where, through deployments and their way back.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreLiveVersionTests {
    @Test func newPutsThePlannedVersionInForceAndOldTheOneBefore() async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            let first = try await world.deploy(version: 1)
            #expect(try await world.live() == [Live(1, first)])
            let second = try await world.deploy(version: 2)
            #expect(try await world.live() == [Live(2, second)])
            let object = try #require(try await database.store.objects(of: second.deployment.id).first)
            #expect(object.version == 2 && object.versionBefore == 1 && object.state == .new)
            // Taken back half-way: the version before is in force again, by its own deployment.
            let third = try await world.start(version: 3)
            try await database.finish(third, objects: .new, phase: .failed(reason: "", wroteSomething: true))
            #expect(try await world.live() == [Live(3, third)])
            try await database.finish(third, objects: .unknown, phase: .failed(reason: "", wroteSomething: true))
            #expect(try await world.live() == [Live(3, third)])
            try await database.finish(third, objects: .old, phase: .rolledBack(reason: ""))
            #expect(try await world.live() == [Live(2, second)])
        }
    }

    @Test func theFirstDeploymentTakenBackLeavesNothing() async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            let first = try await world.start(version: 1)
            try await database.finish(first, objects: .new, phase: .failed(reason: "", wroteSomething: true))
            try await database.finish(first, objects: .unknown, phase: .failed(reason: "", wroteSomething: true))
            #expect(try await world.live() == [Live(1, first)])
            try await database.finish(first, objects: .old, phase: .rolledBack(reason: ""))
            #expect(try await world.live() == [])
        }
    }

    /// One that was given up may be taken back when others have come since.
    @Test(arguments: [ObjectState.old, .mixed, .unknown])
    func whoGoesBackLateLeavesTheOthersInForce(_ left: ObjectState) async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            _ = try await world.deploy(version: 1)
            let second = try await world.start(version: 2)
            try await database.finish(second, objects: left, phase: .failed(reason: "", wroteSomething: true))
            let third = try await world.deploy(version: 3)
            try await database.finish(second, objects: .old, phase: .rolledBack(reason: ""))
            #expect(try await world.live() == [Live(3, third)])
            #expect(try await world.refusal(ofRollback: third, version: 1) == nil)
        }
    }

    /// Also where nothing of HotSwap's was there before.
    @Test func whoWasFirstAndGoesBackLateTakesNothingAway() async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            let first = try await world.start(version: 1)
            try await database.finish(first, objects: .mixed, phase: .failed(reason: "", wroteSomething: true))
            let second = try await world.deploy(version: 2)
            try await database.finish(first, objects: .old, phase: .rolledBack(reason: ""))
            #expect(try await world.live() == [Live(2, second)])
        }
    }

    @Test func aRollbackPutsTheOldVersionInForceUnderItsOwnName() async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            let first = try await world.deploy(version: 1)
            let second = try await world.deploy(version: 2)
            let back = try await world.deploy(version: 1, rollbackOf: second)
            #expect(try await world.live() == [Live(1, back)])
            let record = try #require(try await database.store.deployments([second.deployment.id]).first)
            #expect(record.rolledBackBy == back.deployment.id)
            // The first one's version is in force again, but not by its own deployment.
            #expect(try await world.refusal(ofRollback: first, version: nil) == .overtaken(by: back.deployment.id))
            #expect(try await world.refusal(ofRollback: second, version: 1) == .overtaken(by: back.deployment.id))
        }
    }

    @Test func aRollbackToBeforeHotSwapCanItselfBeTakenBackOnce() async throws {
        try await TestDatabase.with { database in
            let world = try await World(database)
            let first = try await world.deploy(version: 1)
            let removal = try await world.deploy(version: nil, rollbackOf: first)
            #expect(try await world.live() == [])
            #expect(try await world.refusal(ofRollback: first, version: nil) == .overtaken(by: removal.deployment.id))
            let again = try await world.deploy(version: 1, rollbackOf: removal)
            #expect(try await world.live() == [Live(1, again)])
            #expect(try await world.refusal(ofRollback: removal, version: 1) == .overtaken(by: again.deployment.id))
        }
    }

    @Test func oneOvertakenObjectRefusesTheWholeRollback() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.policy("one"), try await database.policy("two"))
            let cluster = try await database.cluster("west")
            let both = try await database.deploy([one, two], to: [cluster])
            try await database.finish(both)
            let later = try await database.deploy([two], to: [cluster])
            try await database.finish(later)
            let back = try await database.draft(
                [one, two], to: [cluster], version: nil, rollbackOf: both.deployment.id)
            #expect(try await database.store.accept([back]) == [.failure(.overtaken(by: later.deployment.id))])
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 0)
        }
    }

    struct Live: Equatable {
        let version: Int
        let deployment: ID<Deployment>

        init(_ version: Int, _ draft: DeploymentDraft) {
            self.version = version
            self.deployment = draft.deployment.id
        }
    }

    /// One policy on one cluster.
    struct World {
        let database: TestDatabase
        let policy: Policy
        let cluster: Cluster

        init(_ database: TestDatabase) async throws {
            self.database = database
            policy = try await database.policy("reviews")
            cluster = try await database.cluster("west")
        }

        func start(version: Int?, rollbackOf: DeploymentDraft? = nil) async throws -> DeploymentDraft {
            try await database.deploy(
                [policy], to: [cluster], version: version, rollbackOf: rollbackOf?.deployment.id)
        }

        func deploy(version: Int?, rollbackOf: DeploymentDraft? = nil) async throws -> DeploymentDraft {
            let draft = try await start(version: version, rollbackOf: rollbackOf)
            try await database.finish(draft)
            return draft
        }

        func refusal(ofRollback draft: DeploymentDraft, version: Int?) async throws -> StoreRefusal? {
            let back = try await database.draft(
                [policy], to: [cluster], version: version, rollbackOf: draft.deployment.id)
            guard case .failure(let refusal) = try await database.store.accept([back])[0] else { return nil }
            return refusal
        }

        func live() async throws -> [Live] {
            try await database.store.liveVersions(of: policy.id).map { version in
                #expect(version.cluster == cluster.id && version.clusterName == "west")
                return Live(version: version.version, deployment: version.deployment)
            }
        }
    }
}

extension StoreLiveVersionTests.Live {
    init(version: Int, deployment: ID<Deployment>) {
        self.version = version
        self.deployment = deployment
    }
}
