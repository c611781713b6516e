import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// What deployments have written to a cluster since somebody looked.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreOwnWritesTests {
    private let routes: Set<RecentWrites.Kind> = [.init(name: "VirtualService", group: "networking.istio.io")]

    @Test func stepsAndEndsOfDeploymentsAreToldOnTheirClusterOnly() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database, plan: Rollout.watchedPlan)
            let (store, here) = (database.store, world.cluster.id)
            let there = try await database.cluster("east").id
            let before = try await store.writes(on: here, since: nil)
            #expect(before.marks.isEmpty)
            let none = try await store.writes(on: here, since: before.asOf)
            #expect(none.marks.isEmpty, "it has written nothing yet")
            try await world.watch(step: 1)
            let step = try await store.writes(on: here, since: before.asOf)
            #expect(step.kinds(beyond: none) == routes)
            #expect(try await store.writes(on: here, since: before.asOf).kinds(beyond: step).isEmpty, "nothing since")
            #expect(try await store.writes(on: there, since: before.asOf).marks.isEmpty)
            try await database.finish(world.draft)
            let after = try await store.writes(on: here, since: before.asOf)
            #expect(after.kinds(beyond: step) == routes && after.asOf > before.asOf)
            #expect(try await store.writes(on: here, since: after.asOf + .seconds(60)).marks.isEmpty)
        }
    }
}
