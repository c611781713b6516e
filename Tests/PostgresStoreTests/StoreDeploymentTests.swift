import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Deployments, to read.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreDeploymentTests {
    @Test func listsAreFilteredAndPaged() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.policy("one"), try await database.policy("two"))
            let cluster = try await database.cluster("west")
            let first = try await database.deploy([one], to: [cluster])
            try await database.finish(first)
            let second = try await database.deploy([one, two], to: [cluster], version: 1)
            try await database.finish(second)
            let back = try await database.deploy(
                [one, two], to: [cluster], version: nil, rollbackOf: second.deployment.id)
            let all = [back, second, first].map(\.deployment.id)
            #expect(try await ids(database) { _ in } == all)
            #expect(try await ids(database) { $0.status = .completed } == Array(all.dropFirst()))
            #expect(try await ids(database) { $0.policy = two.id } == Array(all.prefix(2)))
            #expect(try await ids(database) { $0.rollbackOf = second.deployment.id } == [back.deployment.id])
            #expect(try await ids(database) { $0.environment = Sample.production } == [])
            #expect(
                try await ids(database) {
                    ($0.status, $0.policy, $0.environment) = (.pending, one.id, Sample.staging)
                } == [back.deployment.id])
            #expect(try await database.store.deploymentCounts() == [.completed: 2, .pending: 1])
            let records = try await database.store.deployments(all + [SampleID.next()])
            #expect(Set(records.map(\.deployment.id)) == Set(all))
            #expect(try await database.store.deployments([]).isEmpty)
            #expect(records.first { $0.deployment.id == back.deployment.id }?.deployment == back.deployment)
        }
    }

    private func ids(
        _ database: TestDatabase, _ change: (inout DeploymentFilter) -> Void
    ) async throws -> [ID<Deployment>] {
        var filter = DeploymentFilter()
        change(&filter)
        var ids: [ID<Deployment>] = []
        var cursor: String?
        repeat {
            let page = try await database.store.deployments(filter, PageRequest(limit: 2, cursor: cursor))
            ids += page.items.map(\.deployment.id)
            cursor = page.next
        } while cursor != nil
        return ids
    }

    @Test func changesAreReadOnFromAPosition() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let other = try await database.deploy([try await database.policy("other")], to: [world.cluster])
            for _ in 0..<3 {
                _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { world.settlement($0) }
            }
            let changes = try await database.store.changes(of: world.id, after: 1, limit: 2)
            #expect(changes.map(\.sequence) == [2, 3])
            #expect(try await database.store.changes(of: world.id, after: 4, limit: 2).isEmpty)
            #expect(try await database.store.changes(of: world.id, after: 0, limit: 0).isEmpty)
            let streams = try await database.store.changes(after: [world.id: 2, other.deployment.id: 0])
            #expect(streams.filter { $0.deployment == world.id }.map(\.sequence) == [3, 4])
            #expect(streams.filter { $0.deployment == other.deployment.id } == [other.change])
            #expect(try await database.store.changes(after: [:]).isEmpty)
        }
    }

    @Test func objectsAreOrderedByClusterAndKind() async throws {
        try await TestDatabase.with { database in
            let policies = [
                try await database.policy("b"), try await database.policy("a"),
                try await database.policy("z", kind: .destinationRule),
            ]
            let clusters = [try await database.cluster("west"), try await database.cluster("east")]
            let draft = try await database.deploy(policies, to: clusters)
            let objects = try await database.store.objects(of: draft.deployment.id)
            #expect(objects.map(\.clusterName) == ["east", "east", "east", "west", "west", "west"])
            #expect(objects.map(\.key.name) == ["z", "a", "b", "z", "a", "b"])
        }
    }

    @Test func aRowOfANewerProgramIsAnErrorAndNoTrap() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            for damage in [
                "plan = '{\"schema\": 99}'", "state = '[]'", "strategy = 'Spiral'", "policies = '[1]'",
            ] {
                try await database.run(
                    "UPDATE deployments SET plan = $1::text::json, strategy = 'Direct'",
                    .text(world.draft.deployment.plan.json.jsonText))
                try await database.run("UPDATE deployments SET \(damage)")
                await #expect("\(damage)") {
                    _ = try await database.store.deployments([world.id])
                } throws: { error in
                    error is UnknownSchema || (error as? PortError)?.kind == .fatal
                }
            }
        }
    }
}

/// Rows that must not exist are refused by the database itself.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreConstraintTests {
    private let impossible = [
        "UPDATE jobs SET state = 'claimed'",
        "UPDATE jobs SET claim_id = gen_random_uuid()",
        "UPDATE jobs SET lease_until = now()",
        "UPDATE jobs SET claim_id = gen_random_uuid(), lease_until = now()",
        "UPDATE jobs SET claimed_by = 'w'",
        "UPDATE jobs SET state = 'done'",
        "UPDATE jobs SET finished_at = now()",
        "UPDATE jobs SET state = 'sleeping'",
        "UPDATE jobs SET stage = 'lunch'",
        "UPDATE jobs SET attempt = -1",
        "UPDATE deployments SET status = 'Completed'",
        "UPDATE deployments SET finished_at = now()",
        "UPDATE deployments SET status = 'Lost'",
        "UPDATE deployment_objects SET version_before = 1",
        "UPDATE deployment_objects SET deployment_before = gen_random_uuid()",
        "UPDATE deployment_objects SET before = '{}'",
        "UPDATE deployment_objects SET state = 'odd'",
        "UPDATE policy_versions SET tags = ARRAY['shiny']",
        "UPDATE policies SET labels = '[]'",
        "INSERT INTO jobs SELECT (jobs).* FROM jobs",
        "DELETE FROM deployments",
    ]

    @Test func impossibleRowsAreRefused() async throws {
        try await TestDatabase.with(connections: 2) { database in
            _ = try await Rollout(database)
            for statement in impossible {
                let error = await #expect(throws: PortError.self, "\(statement)") { try await database.run(statement) }
                #expect(error?.kind == .permanent && error?.code?.hasPrefix("23") == true, "\(statement)")
            }
        }
    }
}
