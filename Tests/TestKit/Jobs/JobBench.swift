package import Application
package import Domain
package import Ports
import PostgresStore

/// A database with a deployment in it and queues in memory: what workers and schedulers are tried on.
package struct JobBench: Sendable {
    package let database: TestDatabase
    package let queue: InMemoryJobQueue
    package let dispatcher: JobDispatcher
    package let recorder: JobRecorder
    package let ids = SampleIDs()
    package let policies: [Policy]
    package let clusters: [Cluster]

    package var store: any JobStore { database.store }

    /// Gives `body` a bench with `count` policies and a cluster.
    ///
    /// - Parameters:
    ///   - stages: The stages that have a queue.
    ///   - wrap: What stands between the recorder and the store.
    @discardableResult
    package static func with<Value: Sendable>(
        policies count: Int = 1, stages: [Stage] = Stage.allCases, schedule: RepublishSchedule = TestDatabase.patient,
        wrap: (any RolloutStore) -> any RolloutStore = { $0 }, _ body: (JobBench) async throws -> Value
    ) async throws -> Value {
        try await TestDatabase.with(republish: schedule) { database in
            var policies: [Policy] = []
            for number in 0..<count { policies.append(try await database.policy("policy-\(number)")) }
            let queue = InMemoryJobQueue(stages: stages.map(\.rawValue))
            let dispatcher = JobDispatcher(
                queue: queue, jobs: database.store, schedule: schedule, time: ManualTime())
            return try await body(
                JobBench(
                    database: database, queue: queue, dispatcher: dispatcher,
                    recorder: JobRecorder(store: wrap(database.store), dispatcher: dispatcher, ids: SampleIDs()),
                    policies: policies, clusters: [try await database.cluster("east")]))
        }
    }

    /// Accepts a deployment of policy `index` and returns it with its validate and notify job; nothing is published.
    package func deploy(_ index: Int = 0) async throws -> (deployment: Deployment, validate: Job, notify: Job) {
        let draft = try await database.deploy([policies[index]], to: clusters)
        guard let validate = draft.jobs.first(where: { $0.stage == .validate }),
            let notify = draft.jobs.first(where: { $0.stage == .notify })
        else { throw TestKitError("the draft lacks jobs") }
        return (draft.deployment, validate, notify)
    }

    package func record(_ job: Job) async throws -> JobRecord {
        guard let record = try await store.job(job.id) else { throw TestKitError("there is no job \(job.id)") }
        return record
    }

    package func state(_ job: Job) async throws -> JobState { try await record(job).state }

    package func status(_ deployment: Deployment) async throws -> DeploymentStatus {
        guard let found = try await database.store.deployments([deployment.id]).first else {
            throw TestKitError("there is no deployment \(deployment.id)")
        }
        return found.deployment.status
    }

    /// Stops a deployment, as a person would.
    package func abort(_ deployment: Deployment) async throws {
        let commands = DeploymentCommands(rollouts: database.store, dispatcher: dispatcher, ids: ids)
        try await commands.run(.abort, on: deployment.id, reason: "enough", Sample.context())
    }

    /// Lets everything that waits for its time be due: delayed jobs, and messages that were put off.
    package func makeDue(_ job: Job) async throws {
        try await database.run(
            "UPDATE jobs SET run_at = now(), publish_after = now() WHERE id = '\(job.id)' AND state = 'available'")
    }

    /// Ends the lease of a claimed job.
    package func expire(_ job: Job) async throws {
        try await database.run(
            """
            UPDATE jobs SET lease_until = now() - interval '1 second', publish_after = publish_after
                - (lease_until - now()) - interval '1 second' WHERE id = '\(job.id)' AND state = 'claimed'
            """)
    }
}

/// Ids that rise, and no jitter.
package struct SampleIDs: IDSource {
    package init() {}
    package func next<Entity>(_: Entity.Type) -> ID<Entity> { SampleID.next() }
    package func jitter() -> Double { 0 }
}
