import Domain
import Mesh
import MeshModel
import Ports
import Testing

@testable import Application

/// What a bundle of many policies costs, and how its next attempt goes on.
@Suite struct LargeBundleTests {
    private let cluster = CountedCluster()
    private static let deployment = ID<Deployment>(high: 1, low: 2)

    private func reference(_ name: String) -> ObjectReference {
        ObjectReference(group: "g", version: "v1", plural: "ks", kind: "K", namespace: "default", name: name)
    }

    private func document(_ name: String, _ value: Int64) -> JSONValue {
        [
            "apiVersion": "g/v1", "kind": "K", "metadata": ["name": .string(name), "namespace": "default"],
            "spec": ["value": .int(value)],
        ]
    }

    private func scripts(_ names: [String], value: Int64, settling: Bool) -> [BundleMoves.Script] {
        names.map { name in
            let object = MeshObject(name: MeshObjectName(reference(name)), document: document(name, value))
            return BundleMoves.Script(kind: .virtualService, moves: [.write(object)] + (settling ? [.settle] : []))
        }
    }

    /// As an attempt does it: everything is read, then written.
    @discardableResult
    private func attempt(
        _ names: [String], value: Int64, epoch: Int64 = 1, settling: Bool = false, allHasSettled: Bool = false,
        between: () -> Void = {}
    ) async throws -> MoveRun.Outcome {
        try await attempt(
            names, scripts(names, value: value, settling: settling), epoch: epoch, allHasSettled: allHasSettled,
            between: between)
    }

    /// - Parameter before: What the objects were before the rollout; what they are now where it has none of them.
    private func attempt(
        _ names: [String], _ scripts: [BundleMoves.Script], before: [String: JSONValue] = [:], epoch: Int64,
        allHasSettled: Bool = false, between: () -> Void = {}
    ) async throws -> MoveRun.Outcome {
        let marks = ObjectMarks(deployment: Self.deployment, epoch: epoch, traceparent: nil)
        let lease = WorkLease(
            claim: ID(high: 3, low: 4), requested: .zero, length: .seconds(60), time: StandingTime())
        let places = Dictionary(
            names.map { name in
                let live = cluster.live(reference(name))
                let place = MoveWriter.Place(reference: reference(name), before: before[name] ?? live?.body, seen: live)
                return (MeshObjectName(reference(name)), place)
            }
        ) { first, _ in first }
        between()
        let restorer = ObjectRestorer(
            cluster, marks: marks, writer: Self.deployment, lease: lease, requestLimit: .seconds(1))
        let writer = MoveWriter(
            cluster, restorer: restorer, marks: marks, lease: lease, force: false, requestLimit: .seconds(1),
            places: places)
        let run = MoveRun(
            writer: writer, labels: CohortLabels(pods: NoPods(), concurrency: 4), concurrency: 4, time: StandingTime(),
            settle: { [cluster] _ in cluster.note("settle") }, check: {})
        return try await run.run(
            scripts, scopes: [], cohort: Cohort(Self.deployment), allHasSettled: allHasSettled)
    }

    private func fill(_ count: Int) -> [String] {
        let names = (0..<count).map { "o\($0)" }
        for name in names { cluster.put(document(name, 1), at: reference(name)) }
        return names
    }

    @Test func whatWasReadTogetherIsNotReadAgainOneByOne() async throws {
        let names = fill(20)
        try await attempt(names, value: 2)
        #expect(cluster.calls.sorted() == names.map { "apply \($0)" }.sorted())
    }

    /// Proxies are waited for where a mesh has something to send: marks alone are nothing to it.
    @Test func onlyWhatTheMeshTakesNoticeOfHasChanged() async throws {
        let names = fill(3)
        #expect(try await attempt(names, value: 1).last.changed.isEmpty)
        #expect(cluster.calls.count == 3)
        let all = Set(names.map { MeshObjectName(reference($0)) })
        #expect(try await attempt(names, value: 2, epoch: 2).last.names == all)
        #expect(try await attempt(names, value: 2, epoch: 2).last.changed.isEmpty)
    }

    /// What is restored comes to the proxies like what is written, if it is not so already.
    @Test func whatIsRestoredHasChangedWhereItWasOtherwise() async throws {
        let names = fill(2)
        let before = Dictionary(uniqueKeysWithValues: names.map { ($0, cluster.live(reference($0))?.body ?? .null) })
        try await attempt(["o0"], value: 2)
        let back = names.map {
            BundleMoves.Script(kind: .virtualService, moves: [.restore(MeshObjectName(reference($0)))])
        }
        let changed = try await attempt(names, back, before: before, epoch: 2).last.names
        #expect(changed == [MeshObjectName(reference("o0"))])
        #expect(cluster.live(reference("o0"))?.body["spec"]?["value"] == 1)
        #expect(try await attempt(names, back, before: before, epoch: 2).last.changed.isEmpty)
    }

    @Test func whatChangedSinceItWasReadIsReadAgain() async throws {
        let names = fill(3)
        try await attempt(names, value: 2) { cluster.put(document("o1", 7), at: reference("o1")) }
        #expect(cluster.calls.filter { $0.hasSuffix("o1") } == ["apply o1", "get o1", "apply o1"])
        #expect(names.allSatisfy { cluster.live(reference($0))?.body["spec"]?["value"] == 2 })
    }

    @Test func aLaterDecisionIsFoundBehindWhatWasRead() async throws {
        let names = fill(1)
        let later = ObjectMarks(deployment: Self.deployment, epoch: 2, traceparent: nil)
        await #expect(throws: Overtaken.self) {
            try await attempt(names, value: 2) { cluster.put(later.marking(document("o0", 9)), at: reference("o0")) }
        }
        #expect(cluster.live(reference("o0"))?.body["spec"]?["value"] == 9)
    }

    @Test func theNextAttemptWritesOnlyWhatIsLeft() async throws {
        let names = fill(20)
        cluster.beSilent(about: ["o5"])
        await #expect(throws: PortError.self) { try await attempt(names, value: 2) }
        #expect(cluster.calls.count == 20)
        cluster.beSilent(about: [])
        cluster.forgetCalls()
        try await attempt(names, value: 2)
        #expect(cluster.calls == ["apply o5"])
    }

    /// Unless an attempt before this one may have written it a moment ago.
    @Test func nobodyWaitsForWhatHadNotToBeWritten() async throws {
        let names = fill(1)
        try await attempt(names, value: 2, settling: true, allHasSettled: true)
        try await attempt(names, value: 2, settling: true, allHasSettled: true)
        #expect(cluster.calls == ["apply o0", "settle"])
        try await attempt(names, value: 2, settling: true)
        #expect(cluster.calls == ["apply o0", "settle", "settle"])
    }

    @Test func aClusterThatAnswersNothingIsNotAskedForEverything() async throws {
        let names = fill(100)
        cluster.beSilent(about: Set(names))
        await #expect(throws: PortError.self) { try await attempt(names, value: 2) }
        #expect(cluster.calls.count < 20)
    }

    /// The same content under another decision is another write: its marks are the fence.
    @Test func anotherDecisionWritesTheSameAgain() async throws {
        let names = fill(2)
        try await attempt(names, value: 2)
        cluster.forgetCalls()
        try await attempt(names, value: 2, epoch: 2)
        #expect(cluster.calls.sorted() == ["apply o0", "apply o1"])
        try await attempt(names, value: 3, epoch: 2)
        #expect(cluster.calls.count == 4)
    }
}

extension MoveRun.Wave {
    fileprivate var names: Set<MeshObjectName> { Set(changed.keys) }
}
