import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Requests that come twice.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreIdempotencyTests {
    @Test func aRepeatedRequestGetsTheFirstAnswer() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let first = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            #expect(try await database.store.accept([first]) == [.success(first.deployment)])
            let again = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            let stored = StoredResponse(status: 202, location: "/somewhere", body: ["key": "k1"])
            #expect(try await database.store.accept([again]) == [.failure(.replayed(stored))])
            let other = try await database.draft([policy], to: [cluster], Sample.context("k1", hash: "other"))
            #expect(try await database.store.accept([other]) == [.failure(.idempotencyKeyReused)])
            #expect(try await database.count("SELECT count(*) FROM deployments") == 1)
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 1)
        }
    }

    @Test func inOneBatchARepetitionIsOneToo() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let drafts = [
                try await database.draft([policy], to: [cluster], Sample.context("k1")),
                try await database.draft([policy], to: [cluster], Sample.context("k1")),
            ]
            let answers = try await database.store.accept(drafts)
            #expect(answers[0] == .success(drafts[0].deployment))
            guard case .failure(.replayed) = answers[1] else {
                Issue.record("\(answers[1])")
                return
            }
        }
    }

    @Test func aRefusedRequestLeavesItsKeyFree() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let other = try await database.policy("ratings")
            let holder = try await database.deploy([policy], to: [cluster])
            let refused = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            let accepted = try await database.draft([other], to: [cluster])
            let answers = try await database.store.accept([refused, accepted])
            #expect(answers[0] == .failure(.locked(by: holder.deployment.id, policy: policy.id)))
            #expect(try await database.count("SELECT count(*) FROM idempotency_keys") == 0)
            try await database.finish(holder)
            #expect(try await database.store.accept([refused]) == [.success(refused.deployment)])
        }
    }

    @Test func aReplayWithinABatchKeepsTheStoredKey() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let other = try await database.policy("ratings")
            let first = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            _ = try await database.store.accept([first])
            try await database.finish(first)
            // The repetition could take the lock now, and must not.
            let again = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            let fresh = try await database.draft([other], to: [cluster], Sample.context("k2"))
            let answers = try await database.store.accept([again, fresh])
            guard case .failure(.replayed) = answers[0], case .success = answers[1] else {
                Issue.record("\(answers)")
                return
            }
            #expect(try await database.count("SELECT count(*) FROM idempotency_keys") == 2)
            let held = "SELECT count(*) FROM object_locks WHERE policy_id = $1"
            #expect(try await database.count(held, .id(policy.id)) == 0)
        }
    }

    @Test func aKeyIsFreeAgainAfterADay() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let first = try await database.draft([policy], to: [cluster], Sample.context("k1"))
            _ = try await database.store.accept([first])
            try await database.finish(first)
            try await database.run("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
            #expect(try await stored(database, "k1", "hash") == nil)
            let later = try await database.draft([policy], to: [cluster], Sample.context("k1", hash: "new"))
            #expect(try await database.store.accept([later]) == [.success(later.deployment)])
            #expect(try await stored(database, "k1", "new")?.status == 202)
        }
    }

    @Test func oldKeysAreSweptOnTheWay() async throws {
        try await TestDatabase.with { database in
            try await database.run(
                """
                INSERT INTO idempotency_keys (subject, key, request_hash, status, body, created_at)
                SELECT 'a', n::text, '', 200, '{}', now() - interval '25 hours' FROM generate_series(1, 50) AS n
                """)
            let cluster = try await database.cluster("west")
            for index in 0..<17 {
                _ = try await database.deploy([try await database.policy("p\(index)")], to: [cluster])
            }
            #expect(try await database.count("SELECT count(*) FROM idempotency_keys") == 0)
        }
    }

    @Test func everyWriteKeepsItsAnswer() async throws {
        try await TestDatabase.with { database in
            let cluster = Sample.cluster("west")
            try await database.store.createCluster(cluster, Sample.context("c1"))
            await #expect(
                throws: StoreRefusal.replayed(StoredResponse(status: 202, location: "/somewhere", body: ["key": "c1"]))
            ) {
                try await database.store.createCluster(Sample.cluster("west"), Sample.context("c1"))
            }
            await #expect(throws: StoreRefusal.idempotencyKeyReused) {
                try await database.store.createCluster(Sample.cluster("east"), Sample.context("c1", hash: "x"))
            }
            await #expect(throws: StoreRefusal.idempotencyKeyReused) {
                _ = try await stored(database, "c1", "x")
            }
            #expect(try await stored(database, "c1", "hash") == Sample.context("c1").idempotency?.response)
            // A refused write keeps nothing.
            await #expect(throws: StoreRefusal.alreadyExists(cluster.id.description)) {
                try await database.store.createCluster(Sample.cluster("west"), Sample.context("c2"))
            }
            #expect(try await stored(database, "c2", "hash") == nil)
        }
    }

    @Test func oneOfManyEqualRequestsIsCarriedOut() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let replays = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        do {
                            try await database.store.createCluster(Sample.cluster("west"), Sample.context("same"))
                            return false
                        } catch StoreRefusal.replayed { return true }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(replays == 15)
        }
    }

    private func stored(_ database: TestDatabase, _ key: String, _ hash: String) async throws -> StoredResponse? {
        try await database.store.storedResponse(subject: "tester", key: key, requestHash: hash)
    }
}
