/// A mesh policy under HotSwap's care: a name for a row of versions.
package struct Policy: Hashable, Sendable {
    package let id: ID<Policy>
    package let key: PolicyKey
    /// The team or person answerable for it.
    package var owner: String
    /// For people and searches; these are not the Kubernetes labels of the object.
    package var labels: [String: String]
    /// The number of the newest version, from 1.
    package var latestVersion: Int
    /// Rises with every change of the policy or its metadata; the ETag is made of it.
    package var revision: Int64
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID<Policy>, key: PolicyKey, owner: String, labels: [String: String], latestVersion: Int, revision: Int64,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.owner = owner
        self.labels = labels
        self.latestVersion = latestVersion
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A word that people put on a version.
package enum VersionTag: String, Hashable, Sendable, CaseIterable {
    case stable
    case beta
    case deprecated
}

/// What a version says: a document, or that the object is not to be there.
package enum PolicyContent: Hashable, Sendable {
    /// The Kubernetes object, without what the API server sets (`PolicyDocument` has cleaned it).
    case document(JSONValue)
    /// Removing the policy from the mesh is a version like any other, with rollout and rollback.
    case absent

    /// The document, where there is one.
    package var document: JSONValue? {
        guard case .document(let value) = self else { return nil }
        return value
    }
}

/// One immutable version of a policy.
package struct PolicyVersion: Hashable, Sendable {
    package let policy: ID<Policy>
    /// From 1, without gaps, given by HotSwap.
    package let number: Int
    package let content: PolicyContent
    /// SHA-256 (hex) of the canonical text of the content; equal content has equal hashes.
    package let contentHash: String
    /// The text as the author sent it; `nil` where it was made by HotSwap (a restore, an adoption, `absent`).
    package let source: String?
    package let semanticVersion: SemanticVersion?
    package var tags: Set<VersionTag>
    package let author: String
    package let message: String
    package let createdAt: Timestamp

    package init(
        policy: ID<Policy>, number: Int, content: PolicyContent, contentHash: String, source: String?,
        semanticVersion: SemanticVersion?, tags: Set<VersionTag>, author: String, message: String,
        createdAt: Timestamp
    ) {
        self.policy = policy
        self.number = number
        self.content = content
        self.contentHash = contentHash
        self.source = source
        self.semanticVersion = semanticVersion
        self.tags = tags
        self.author = author
        self.message = message
        self.createdAt = createdAt
    }
}

/// A policy at one of its versions.
package struct PolicyReference: Hashable, Sendable {
    package let policy: ID<Policy>
    /// `nil`: what was there before HotSwap wrote the object, which only a rollback can name.
    package let version: Int?

    package init(policy: ID<Policy>, version: Int?) {
        self.policy = policy
        self.version = version
    }
}
