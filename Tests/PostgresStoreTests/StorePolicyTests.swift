import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Policies, their versions, and where they are in force.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StorePolicyTests {
    /// Whatever a document holds comes back as it was: integers stay integers, and doubles doubles.
    private static let document: PolicyContent = .document([
        "int": 1, "double": 1.0, "huge": 1e300, "tiny": .double(.leastNonzeroMagnitude), "negative": -0.5,
        "large": .int(.max), "null": .null,
        "text": "ä \u{1F680} \"quoted\" \\ \n\t\u{1}", "list": [true, [:], []],
    ])

    @Test func whatIsCreatedIsRead() async throws {
        try await TestDatabase.with { database in
            let draft = VersionDraft(
                content: Self.document, contentHash: "h1", source: "a: b\n",
                semanticVersion: SemanticVersion("1.2.3-rc.1"),
                tags: [.beta, .stable], author: "ann", message: "first")
            let (policy, version) = try await database.store.createPolicy(
                id: SampleID.next(), key: Sample.key("reviews"), owner: "team", labels: ["app": "x", "a": "ü"],
                first: draft, Sample.context())
            #expect(policy.latestVersion == 1 && policy.revision == 1 && policy.labels == ["app": "x", "a": "ü"])
            #expect(version.content == Self.document && version.source == "a: b\n" && version.tags == [.beta, .stable])
            #expect(version.semanticVersion == SemanticVersion("1.2.3-rc.1"))
            #expect(try await database.store.policy(policy.id) == policy)
            #expect(try await database.store.policy(policy.key) == policy)
            #expect(try await database.store.policies([policy.id, SampleID.next()]) == [policy])
            #expect(try await database.store.policies([]) == [])
            #expect(try await database.store.version(policy.id, number: 1) == version)
            #expect(try await database.store.version(policy.id, number: 2) == nil)
            #expect(try await database.store.policy(Sample.key("none")) == nil)
        }
    }

    @Test func aTakenKeyIsRefusedWithItsHolder() async throws {
        try await TestDatabase.with { database in
            let policy = try await database.policy("reviews")
            await #expect(throws: StoreRefusal.alreadyExists(policy.id.description)) {
                _ = try await database.policy("reviews")
            }
            // The same name in another kind is another policy.
            _ = try await database.policy("reviews", kind: .destinationRule)
        }
    }

    @Test func updatesAddVersionsOnlyForNewContent() async throws {
        try await TestDatabase.with { database in
            let policy = try await database.policy("reviews")
            let (second, version) = try await database.store.updatePolicy(
                policy.id, expectedRevision: 1, change: PolicyChange(),
                version: Sample.version(.absent, hash: "2"), Sample.context())
            #expect(second.latestVersion == 2 && second.revision == 2)
            #expect(version.number == 2 && version.content == .absent)
            let (same, still) = try await database.store.updatePolicy(
                policy.id, expectedRevision: 2, change: PolicyChange(),
                version: Sample.version(.absent, hash: "2"), Sample.context())
            #expect(same == second && still == version)
            let (owned, newest) = try await database.store.updatePolicy(
                policy.id, expectedRevision: nil, change: PolicyChange(owner: "others", labels: ["x": "y"]),
                version: nil, Sample.context())
            #expect(owned.owner == "others" && owned.labels == ["x": "y"] && owned.revision == 3)
            #expect(owned.latestVersion == 2 && newest == version)
            await #expect(throws: StoreRefusal.revisionMismatch(current: 3)) {
                _ = try await database.store.updatePolicy(
                    policy.id, expectedRevision: 2, change: PolicyChange(), version: nil, Sample.context())
            }
            let unknown: ID<Policy> = SampleID.next()
            await #expect(throws: StoreRefusal.notFound("policy \(unknown)")) {
                _ = try await database.store.updatePolicy(
                    unknown, expectedRevision: nil, change: PolicyChange(), version: nil, Sample.context())
            }
        }
    }

    @Test func concurrentUpdatesNumberTheirVersionsWithoutGaps() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let policy = try await database.policy("reviews")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 2...13 {
                    group.addTask {
                        _ = try await database.store.updatePolicy(
                            policy.id, expectedRevision: nil, change: PolicyChange(),
                            version: Sample.version(Sample.document(Int64(index)), hash: "\(index)"), Sample.context())
                    }
                }
                try await group.waitForAll()
            }
            let versions = try await database.store.versions(of: policy.id, PageRequest())
            #expect(versions.items.map(\.number) == (1...13).reversed())
            #expect(try await database.store.policy(policy.id)?.revision == 13)
        }
    }

    @Test func tagsAreReplaced() async throws {
        try await TestDatabase.with { database in
            let policy = try await database.policy("reviews")
            let tagged = try await database.store.tagVersion(
                policy.id, number: 1, tags: [.stable], Sample.context())
            #expect(tagged.tags == [.stable])
            #expect(try await database.store.tagVersion(policy.id, number: 1, tags: [], Sample.context()).tags == [])
            await #expect(throws: StoreRefusal.notFound("version 2 of policy \(policy.id)")) {
                _ = try await database.store.tagVersion(policy.id, number: 2, tags: [], Sample.context())
            }
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await TestDatabase.with { database in
            var all: [Policy] = []
            for index in 0..<7 { all.append(try await database.policy("p\(index)")) }
            let rule = try await database.policy("rule", kind: .destinationRule)
            _ = try await database.store.updatePolicy(
                rule.id, expectedRevision: nil, change: PolicyChange(owner: "o", labels: ["a": "1", "b": "2"]),
                version: nil, Sample.context())
            #expect(try await names(database) { _ in } == (["rule"] + all.reversed().map(\.key.name)))
            #expect(try await names(database) { $0.kind = .destinationRule } == ["rule"])
            #expect(try await names(database) { $0.mesh = .linkerd } == [])
            #expect(try await names(database) { $0.labels = ["a": "1"] } == ["rule"])
            #expect(try await names(database) { $0.labels = ["a": "2"] } == [])
            #expect(
                try await names(database) {
                    ($0.owner, $0.name, $0.namespace, $0.mesh) = ("o", "rule", "default", .istio)
                } == ["rule"])
            await #expect(throws: StoreRefusal.self) {
                _ = try await database.store.policies(PolicyFilter(), PageRequest(cursor: "nonsense"))
            }
        }
    }

    /// All pages of three.
    private func names(_ database: TestDatabase, _ change: (inout PolicyFilter) -> Void) async throws -> [String] {
        var filter = PolicyFilter()
        change(&filter)
        var names: [String] = []
        var cursor: String?
        repeat {
            let page = try await database.store.policies(filter, PageRequest(limit: 3, cursor: cursor))
            #expect(page.items.count <= 3)
            names += page.items.map(\.key.name)
            cursor = page.next
        } while cursor != nil
        return names
    }

    @Test func versionsArePaged() async throws {
        try await TestDatabase.with { database in
            let policy = try await database.policy("reviews")
            for index in 2...5 {
                _ = try await database.store.updatePolicy(
                    policy.id, expectedRevision: nil, change: PolicyChange(),
                    version: Sample.version(Sample.document(Int64(index)), hash: "\(index)"), Sample.context())
            }
            let first = try await database.store.versions(of: policy.id, PageRequest(limit: 3))
            let second = try await database.store.versions(of: policy.id, PageRequest(limit: 3, cursor: first.next))
            #expect(first.items.map(\.number) == [5, 4, 3])
            #expect(second.items.map(\.number) == [2, 1] && second.next == nil)
        }
    }
}

/// Deleting policies.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StorePolicyDeletionTests {
    @Test func aDeletedPolicyIsHiddenAndFreesItsKey() async throws {
        try await TestDatabase.with { database in
            let policy = try await database.policy("reviews")
            await #expect(throws: StoreRefusal.revisionMismatch(current: 1)) {
                try await database.store.deletePolicy(policy.id, expectedRevision: 7, Sample.context())
            }
            try await database.store.deletePolicy(policy.id, expectedRevision: 1, Sample.context())
            #expect(try await database.store.policy(policy.id) == nil)
            #expect(try await database.store.policy(policy.key) == nil)
            #expect(try await database.store.policies(PolicyFilter(), PageRequest()).items == [])
            #expect(try await database.store.version(policy.id, number: 1) == nil)
            #expect(try await database.store.versions(of: policy.id, PageRequest()).items == [])
            await #expect(throws: StoreRefusal.notFound("policy \(policy.id)")) {
                try await database.store.deletePolicy(policy.id, expectedRevision: nil, Sample.context())
            }
            _ = try await database.policy("reviews")
        }
    }

    @Test func aPolicyInForceOrUnderWayStays() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let draft = try await database.deploy([policy], to: [cluster])
            await #expect(throws: StoreRefusal.locked(by: draft.deployment.id, policy: policy.id)) {
                try await database.store.deletePolicy(policy.id, expectedRevision: nil, Sample.context())
            }
            try await database.finish(draft)
            await #expect(throws: StoreRefusal.live(clusters: ["west"])) {
                try await database.store.deletePolicy(policy.id, expectedRevision: nil, Sample.context())
            }
        }
    }

    @Test func oneWhoseRemovalWasRolledOutMayGo() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            try await database.finish(try await database.deploy([policy], to: [cluster]))
            _ = try await database.store.updatePolicy(
                policy.id, expectedRevision: nil, change: PolicyChange(),
                version: Sample.version(.absent, hash: "gone"), Sample.context())
            try await database.finish(try await database.deploy([policy], to: [cluster], version: 2))
            #expect(try await database.store.liveVersions(of: policy.id).map(\.version) == [2])
            try await database.store.deletePolicy(policy.id, expectedRevision: nil, Sample.context())
            try await database.store.deleteCluster(cluster.id, Sample.context())
        }
    }

    @Test func acceptingAndDeletingNeverBothSucceed() async throws {
        try await TestDatabase.with(connections: 6) { database in
            let cluster = try await database.cluster("west")
            for turn in 0..<12 {
                let policy = try await database.policy("p\(turn)")
                let draft = try await database.draft([policy], to: [cluster])
                async let accepted = database.store.accept([draft])[0]
                let deleted: Bool
                do {
                    try await database.store.deletePolicy(policy.id, expectedRevision: nil, Sample.context())
                    deleted = true
                } catch StoreRefusal.locked { deleted = false }
                switch try await accepted {
                case .success: #expect(!deleted)
                case .failure(let refusal):
                    #expect(deleted)
                    #expect(refusal == .notFound("policy \(policy.id)"))
                }
            }
        }
    }
}
