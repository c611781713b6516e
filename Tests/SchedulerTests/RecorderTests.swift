import Application
import Domain
import Ports
import Synchronization
import TestKit
import Testing

/// Natural batching: what comes while a transaction is under way shares the next one.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RecorderTests {
    /// Counts transactions, lets some of them fail, and none begin before the test says so.
    private final class CountingStore: RolloutStore {
        private let store: any RolloutStore
        private let state = Mutex((settlements: 0, failing: 0))
        private let mayBegin: @Sendable () async throws -> Void

        init(_ store: any RolloutStore, mayBegin: @escaping @Sendable () async throws -> Void) {
            (self.store, self.mayBegin) = (store, mayBegin)
        }

        var settlements: Int { state.withLock { $0.settlements } }
        func fail(_ times: Int) { state.withLock { $0.failing = times } }

        func freshEpochs(_ count: Int) async throws -> [Int64] { try await store.freshEpochs(count) }

        func accept(_ drafts: [DeploymentDraft]) async throws -> [Result<Deployment, StoreRefusal>] {
            try await store.accept(drafts)
        }

        func holders(
            of objects: [PlannedObject], stakes: [ID<Cluster>: [Stake]]
        ) async throws -> [ID<Deployment>] {
            try await store.holders(of: objects, stakes: stakes)
        }
        func stakes(of deployment: ID<Deployment>) async throws -> [ID<Cluster>: [Stake]] {
            try await store.stakes(of: deployment)
        }
        func leftovers(where objects: [PlannedObject]) async throws -> [Leftovers] {
            try await store.leftovers(where: objects)
        }
        func holders(for deployment: ID<Deployment>) async throws -> [ID<Deployment>] {
            try await store.holders(for: deployment)
        }
        func waiting(before deployment: ID<Deployment>) async throws -> [ID<Deployment>] {
            try await store.waiting(before: deployment)
        }
        func superseding(limit: Int) async throws -> [Superseding] { try await store.superseding(limit: limit) }
        func admissible(limit: Int) async throws -> [ID<Deployment>] { try await store.admissible(limit: limit) }
        func overdue(limit: Int) async throws -> [Overdue] { try await store.overdue(limit: limit) }

        func settle(
            reports: [JobReport], deployments: [ID<Deployment>], _ context: WriteContext?,
            _ decide: @escaping @Sendable (LoadedRollouts) throws -> Settlement
        ) async throws -> Settlement {
            let fails = state.withLock { state in
                state.settlements += 1
                state.failing -= 1
                return state.failing >= 0
            }
            guard !fails else { throw PortError(.transient, "PostgreSQL", "away") }
            try await mayBegin()
            return try await store.settle(reports: reports, deployments: deployments, context, decide)
        }
    }

    /// The recorder's store, for the test to look at.
    private final class Holder: Sendable {
        private let store = Mutex<CountingStore?>(nil)
        private let handedIn = Mutex(0)
        private let expected: Int

        /// - Parameter expected: How many reports are to be handed in before the first transaction begins.
        init(expecting expected: Int = 0) { self.expected = expected }

        func handIn() { handedIn.withLock { $0 += 1 } }

        var value: CountingStore? { store.withLock { $0 } }
        func wrap(_ inner: any RolloutStore) -> any RolloutStore {
            let counting = CountingStore(inner) {
                try await awaitCondition("all are handed in") { self.handedIn.withLock { $0 } >= self.expected }
            }
            store.withLock { $0 = counting }
            return counting
        }
    }

    @Test func manyReportsShareFewTransactions() async throws {
        let holder = Holder(expecting: 40)
        try await JobBench.with(policies: 40, wrap: holder.wrap) { bench in
            var jobs: [Job] = []
            for index in 0..<40 { jobs.append(try await bench.deploy(index).validate) }
            let claimed = try await bench.store.claim(jobs.map(\.id), worker: "w", lease: .seconds(3600))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for claim in claimed {
                    group.addTask {
                        holder.handIn()
                        try await bench.recorder.record(
                            JobReport(job: claim.job, claim: claim.claim, result: .done))
                    }
                }
                try await group.waitForAll()
            }
            for job in jobs { #expect(try await bench.state(job) == .done) }
            let settlements = try #require(holder.value?.settlements)
            #expect(settlements < 20)
            try await awaitCondition("all apply jobs have a message") { bench.waiting(.apply) == 40 }
            #expect(bench.queue.publications < 40)
        }
    }

    @Test func aFailedTransactionFailsItsReportsAndMayBeRepeated() async throws {
        let holder = Holder()
        try await JobBench.with(wrap: holder.wrap) { bench in
            let (_, validate, _) = try await bench.deploy()
            let claims = try await bench.store.claim([validate.id], worker: "w", lease: .seconds(3600))
            let claim = try #require(claims.first)
            let report = JobReport(job: claim.job, claim: claim.claim, result: .done)
            holder.value?.fail(1)
            await #expect(throws: PortError.self) { try await bench.recorder.record(report) }
            #expect(try await bench.state(validate) == .claimed)
            try await bench.recorder.record(report)
            #expect(try await bench.state(validate) == .done)
            // Again, and nothing happens: the claim is used up.
            try await bench.recorder.record(report)
        }
    }
}
