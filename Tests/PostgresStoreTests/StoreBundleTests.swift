import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// What a worker needs for one cluster, and the way back.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreBundleTests {
    @Test func aBundleHasItsObjectsInTheOrderOfTheRequest() async throws {
        try await TestDatabase.with { database in
            let policies = [try await database.policy("b"), try await database.policy("a")]
            let removed = try await database.policy("c")
            _ = try await database.store.updatePolicy(
                removed.id, expectedRevision: nil, change: PolicyChange(),
                version: Sample.version(.absent, hash: "2"), Sample.context())
            let (west, east) = (try await database.cluster("west"), try await database.cluster("east"))
            let epoch = try await database.store.freshEpochs(1)[0]
            let draft = Sample.draft(
                policies.map { PolicyReference(policy: $0.id, version: 1) }
                    + [PolicyReference(policy: removed.id, version: 2)], to: [west.id], epoch: epoch)
            _ = try await database.store.accept([draft])
            let bundle = try await database.store.bundle(draft.deployment.id, cluster: west.id)
            #expect(bundle.deployment == draft.deployment && bundle.cluster == west)
            #expect(bundle.objects.map(\.key.name) == ["b", "a", "c"])
            #expect(bundle.objects.map(\.content) == [Sample.document(), Sample.document(), .absent])
            #expect(bundle.objects.map(\.version) == [1, 1, 2])
            #expect(bundle.objects.allSatisfy { $0.state == .old && $0.capture == nil })
            for (deployment, cluster) in [
                (draft.deployment.id, east.id), (SampleID.next(), west.id), (draft.deployment.id, SampleID.next()),
            ] {
                await #expect(throws: StoreRefusal.self) {
                    _ = try await database.store.bundle(deployment, cluster: cluster)
                }
            }
        }
    }

    @Test func aRollbackHasNoContentOfItsOwn() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            try await database.finish(world.draft)
            let back = try await database.deploy(
                [world.policy], to: [world.cluster], version: 1, rollbackOf: world.id)
            let object = try await database.store.bundle(back.deployment.id, cluster: world.cluster.id).objects[0]
            #expect(object.content == nil && object.version == 1)
        }
    }

    @Test func theWayBackIsCapturedOnce() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await world.claimValidate()
            let live: JSONValue = [
                "metadata": ["uid": "u", "resourceVersion": "7"], "spec": ["n": 1.0, "big": 1e300],
            ]
            let first = Capture(policy: world.policy.id, before: live)
            #expect(try await world.capture(first, claim) == first)
            // A retry would take the first attempt's own write for what was there before.
            let second = Capture(policy: world.policy.id, before: ["metadata": ["uid": "mine"]])
            #expect(try await world.capture(second, claim) == first)
            let bundle = try await database.store.bundle(world.id, cluster: world.cluster.id)
            #expect(bundle.objects.map(\.capture) == [first])
            #expect(bundle.objects[0].capture?.resourceVersion == "7")
        }
    }

    @Test func thatItDidNotExistIsAWayBackToo() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await world.claimValidate()
            let nothing = Capture(policy: world.policy.id, before: nil)
            #expect(try await world.capture(nothing, claim) == nothing)
            let late = Capture(policy: world.policy.id, before: ["late": true])
            #expect(try await world.capture(late, claim) == nothing)
            #expect(try await database.store.bundle(world.id, cluster: world.cluster.id).objects[0].capture == nothing)
        }
    }

    @Test func onlyTheHolderOfACurrentClaimCaptures() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let capture = Capture(policy: world.policy.id, before: nil)
            let claim = try await world.claimValidate()
            await #expect(throws: StoreRefusal.self) { _ = try await world.capture(capture, SampleID.next()) }
            let stranger = Capture(policy: SampleID.next(), before: nil)
            await #expect(throws: StoreRefusal.self) { _ = try await world.capture(stranger, claim) }
            try await world.abort()
            await #expect(throws: StoreRefusal.self) { _ = try await world.capture(capture, claim) }
            #expect(try await database.count("SELECT count(captured_at) FROM deployment_objects") == 0)
        }
    }

    /// More objects than one statement takes: the claim must hold for all of them.
    @Test func aLargeBundleIsCapturedInPieces() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await world.claimValidate()
            let captures = Array(repeating: Capture(policy: world.policy.id, before: ["n": 1]), count: 250)
            func capture(_ claim: ID<Claim>) async throws -> [ID<Policy>: Capture] {
                try await database.store.capture(
                    captures, deployment: world.id, cluster: world.cluster.id, claim: claim)
            }
            await #expect(throws: StoreRefusal.self) { _ = try await capture(SampleID.next()) }
            #expect(try await capture(claim) == [world.policy.id: captures[0]])
        }
    }

    @Test func ofManyCapturesAtOnceOneIsKept() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let world = try await Rollout(database)
            let claim = try await world.claimValidate()
            let kept = try await withThrowingTaskGroup(of: Capture?.self) { group in
                for index in 0..<16 {
                    group.addTask {
                        try await world.capture(
                            Capture(policy: world.policy.id, before: ["n": .int(Int64(index))]), claim)
                    }
                }
                return try await group.reduce(into: Set<Capture?>()) { $0.insert($1) }
            }
            #expect(kept.count == 1 && kept.first??.before != nil)
        }
    }

    /// The abort holds the deployment's row; the capture that waits for it finds the epoch raised.
    @Test func aCaptureDoesNotSlipPastAnAbort() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claim = try await world.claimValidate()
            await #expect(throws: StoreRefusal.self) {
                _ = try await database.whileHolding("UPDATE deployments SET epoch = epoch + 1") {
                    try await world.capture(Capture(policy: world.policy.id, before: nil), claim)
                }
            }
        }
    }
}

extension Rollout {
    fileprivate func claimValidate() async throws -> ID<Claim> {
        let claimed = try await claim()
        return try #require(claimed.first { $0.job.stage == .validate }).claim
    }

    fileprivate func capture(_ capture: Capture, _ claim: ID<Claim>) async throws -> Capture? {
        try await database.store.capture([capture], deployment: id, cluster: cluster.id, claim: claim)[capture.policy]
    }
}
