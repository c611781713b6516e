package import Domain
package import Ports

/// Policies and their versions, as people work with them.
package struct PolicyCatalogue: Sendable {
    /// SHA-256 in hexadecimal digits.
    package typealias Hash = @Sendable ([UInt8]) -> String

    private let store: any PolicyStore
    private let ids: any IDSource
    private let hash: Hash

    package init(store: any PolicyStore, ids: any IDSource, hash: @escaping Hash) {
        self.store = store
        self.ids = ids
        self.hash = hash
    }

    /// What an author says about a version beside its content.
    package struct Authorship: Hashable, Sendable {
        package var author: String
        package var message: String
        package var semanticVersion: SemanticVersion?
        package var tags: Set<VersionTag>

        package init(
            author: String, message: String = "", semanticVersion: SemanticVersion? = nil, tags: Set<VersionTag> = []
        ) {
            self.author = author
            self.message = message
            self.semanticVersion = semanticVersion
            self.tags = tags
        }
    }

    /// The draft of a version with this content. The hash of `absent` is that of `null`, which no document has.
    package func draft(_ content: PolicyContent, source: String?, _ authorship: Authorship) -> VersionDraft {
        VersionDraft(
            content: content, contentHash: hash((content.document ?? .null).jsonBytes), source: source,
            semanticVersion: authorship.semanticVersion, tags: authorship.tags, author: authorship.author,
            message: authorship.message)
    }

    /// Stores a new policy. Throws `StoreRefusal.alreadyExists` where its key is taken.
    package func create(
        _ document: PolicyDocument, source: String?, owner: String, labels: [String: String],
        _ authorship: Authorship, context: @Sendable (ID<Policy>) -> WriteContext
    ) async throws -> (Policy, PolicyVersion) {
        let id = ids.next(Policy.self)
        return try await store.createPolicy(
            id: id, key: document.key, owner: owner, labels: labels,
            first: draft(.document(document.body), source: source, authorship), context(id))
    }

    /// Adds a version with this content, unless it is what the newest one says; changes metadata.
    /// Throws `RequestProblem` where the document is of another object.
    package func update(
        _ id: ID<Policy>, content: PolicyContent?, documentKey: PolicyKey?, source: String?, change: PolicyChange,
        expectedRevision: Int64?, _ authorship: Authorship, _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion) {
        if let documentKey { try await check(documentKey, belongsTo: id) }
        return try await store.updatePolicy(
            id, expectedRevision: expectedRevision, change: change,
            version: content.map { draft($0, source: source, authorship) }, context)
    }

    /// Makes an old version the newest one, as a new version.
    package func restore(
        _ id: ID<Policy>, version: Int, expectedRevision: Int64?, _ authorship: Authorship, _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion) {
        guard let old = try await store.version(id, number: version) else {
            throw StoreRefusal.notFound("version \(version) of policy \(id)")
        }
        return try await store.updatePolicy(
            id, expectedRevision: expectedRevision, change: PolicyChange(),
            version: draft(old.content, source: old.source, authorship), context)
    }

    /// The changes from one version to another, by path, and what they mean where that can be told.
    package func diff(_ id: ID<Policy>, from: Int, to: Int) async throws -> VersionDiff {
        async let policy = store.policy(id)
        async let old = store.version(id, number: from)
        async let new = store.version(id, number: to)
        guard let old = try await old else { throw StoreRefusal.notFound("version \(from) of policy \(id)") }
        guard let new = try await new else { throw StoreRefusal.notFound("version \(to) of policy \(id)") }
        let kind = try await policy?.key.kind
        return VersionDiff(
            changes: FieldDiff.between(old.content, new.content),
            access: kind.flatMap { AccessChange($0, old: old.content.document, new: new.content.document) },
            old: old.content.document, new: new.content.document)
    }

    private func check(_ key: PolicyKey, belongsTo id: ID<Policy>) async throws {
        guard let policy = try await store.policy(id) else { throw StoreRefusal.notFound("policy \(id)") }
        guard policy.key == key else {
            throw RequestProblem.impossible(
                field: "metadata", code: "otherObject",
                message: "The document is \(key), the policy \(policy.key): create another policy for it")
        }
    }
}
