import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Accepting deployments: locks, idempotency, what a rollback may take back.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreAcceptTests {
    @Test func acceptedDeploymentsHaveEverythingThatBelongsToThem() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let draft = try await database.deploy([policy], to: [cluster])
            let record = try #require(try await database.store.deployments([draft.deployment.id]).first)
            #expect(record.deployment == draft.deployment)
            #expect(record.environmentName == "Staging")
            #expect(record.clusterNames == [cluster.id: "west"])
            let objects = try await database.store.objects(of: draft.deployment.id)
            #expect(objects.map(\.state) == [.old])
            #expect(objects.map(\.version) == [1])
            #expect(objects.map(\.versionBefore) == [nil])
            #expect(try await database.store.changes(of: draft.deployment.id, after: 0, limit: 9) == [draft.change])
            #expect(try await database.store.jobs(JobFilter(), PageRequest()).items.count == 2)
            #expect(try await database.count("SELECT count(*) FROM audit_log WHERE action = 'test'") == 3)
        }
    }

    @Test func aSecondDeploymentOfAnObjectIsRefusedWithTheFirst() async throws {
        try await TestDatabase.with { database in
            let (policy, other) = (try await database.policy("reviews"), try await database.policy("ratings"))
            let cluster = try await database.cluster("west")
            let first = try await database.deploy([policy], to: [cluster])
            let second = try await database.draft([other, policy], to: [cluster])
            let answers = try await database.store.accept([second])
            #expect(answers == [.failure(.locked(by: first.deployment.id, policy: policy.id))])
            // What the refused one had won is free again.
            let third = try await database.draft([other], to: [cluster])
            #expect(try await database.store.accept([third]) == [.success(third.deployment)])
            #expect(try await database.store.deployments([second.deployment.id]).isEmpty)
        }
    }

    @Test func whatARefusedDraftHadWonIsFreeAfterABatchToo() async throws {
        try await TestDatabase.with { database in
            let (held, free) = (try await database.policy("held"), try await database.policy("free"))
            let (other, cluster) = (try await database.policy("other"), try await database.cluster("west"))
            let holder = try await database.deploy([held], to: [cluster])
            let loser = try await database.draft([free, held], to: [cluster])
            let winner = try await database.draft([other], to: [cluster])
            let answers = try await database.store.accept([loser, winner])
            #expect(answers[0] == .failure(.locked(by: holder.deployment.id, policy: held.id)))
            #expect(answers[1] == .success(winner.deployment))
            let locks = "SELECT count(*) FROM object_locks WHERE policy_id = $1"
            #expect(try await database.count(locks, .id(free.id)) == 0)
        }
    }

    @Test func inABatchTheFirstWinsAndTheOthersAreNotHindered() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.policy("one"), try await database.policy("two"))
            let cluster = try await database.cluster("west")
            let drafts = [
                try await database.draft([one], to: [cluster]), try await database.draft([one], to: [cluster]),
                try await database.draft([two], to: [cluster]),
            ]
            let answers = try await database.store.accept(drafts)
            #expect(answers[0] == .success(drafts[0].deployment))
            #expect(answers[1] == .failure(.locked(by: drafts[0].deployment.id, policy: one.id)))
            #expect(answers[2] == .success(drafts[2].deployment))
        }
    }

    @Test func whatARefusedDraftOfTheBatchWantedGoesToTheNextOne() async throws {
        try await TestDatabase.with { database in
            let (held, free) = (try await database.policy("held"), try await database.policy("free"))
            let cluster = try await database.cluster("west")
            let holder = try await database.deploy([held], to: [cluster])
            let loser = try await database.draft([free, held], to: [cluster])
            let winner = try await database.draft([free], to: [cluster])
            let answers = try await database.store.accept([loser, winner])
            #expect(answers[0] == .failure(.locked(by: holder.deployment.id, policy: held.id)))
            #expect(answers[1] == .success(winner.deployment))
        }
    }

    @Test func manyAcceptorsOfOneObjectLeaveOneWinner() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        let draft = try await database.draft([policy], to: [cluster])
                        switch try await database.store.accept([draft])[0] {
                        case .success: return true
                        case .failure(.locked): return false
                        case .failure(let refusal): throw refusal
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
            #expect(try await database.count("SELECT count(*) FROM deployments") == 1)
        }
    }

    @Test func crossingLockOrdersDoNotBlockEachOther() async throws {
        try await TestDatabase.with(connections: 8) { database in
            var policies: [Policy] = []
            for name in ["a", "b", "c", "d"] { policies.append(try await database.policy(name)) }
            let (cluster, all) = (try await database.cluster("west"), policies)
            let refused = try await withThrowingTaskGroup(of: Int.self) { group in
                for turn in 0..<16 {
                    group.addTask {
                        let order = turn.isMultiple(of: 2) ? all : all.reversed()
                        let draft = try await database.draft(order, to: [cluster])
                        guard case .success = try await database.store.accept([draft])[0] else { return 1 }
                        try await database.finish(draft)
                        return 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 0)
            #expect(try await database.count("SELECT count(*) FROM deployments") == 16 - refused)
        }
    }

    @Test func aDeletedPolicyOrClusterIsNotFound() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let (gone, closed) = (try await database.policy("gone"), try await database.cluster("closed"))
            try await database.store.deletePolicy(gone.id, expectedRevision: nil, Sample.context())
            try await database.store.deleteCluster(closed.id, Sample.context())
            let answers = try await database.store.accept([
                try await database.draft([gone], to: [cluster]), try await database.draft([policy], to: [closed]),
                try await database.draft([policy], to: [cluster]),
            ])
            #expect(answers[0] == .failure(.notFound("policy \(gone.id)")))
            #expect(answers[1] == .failure(.notFound("cluster \(closed.id)")))
            #expect(try answers[2].get().policies.map(\.policy) == [policy.id])
        }
    }

    @Test func valuesThatTheDatabaseRefusesHinderNobodyElse() async throws {
        try await TestDatabase.with { database in
            let (policy, other) = (try await database.policy("reviews"), try await database.policy("ratings"))
            let cluster = try await database.cluster("west")
            let good = try await database.draft([policy], to: [cluster])
            let bad = try await database.draft([other], to: [cluster])
            let poison = AuditEntry(actor: "nul \u{0}", address: "", action: "", subject: "")
            let poisoned = DeploymentDraft(
                deployment: bad.deployment, objects: bad.objects, jobs: bad.jobs, change: bad.change,
                context: WriteContext(audit: poison))
            let answers = try await database.store.accept([poisoned, good])
            guard case .failure(.notAllowed) = answers[0] else {
                Issue.record("\(answers[0])")
                return
            }
            #expect(answers[1] == .success(good.deployment))
        }
    }
}
