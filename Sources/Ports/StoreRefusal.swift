package import Domain

/// How a store refuses what it is asked to write: normal outcomes that a person hears about, not faults.
package enum StoreRefusal: Error, Hashable, Sendable {
    /// There is no such thing; the text names it, e.g. `policy 0190…`.
    case notFound(String)
    /// Something with this name is there already; the text is its id.
    case alreadyExists(String)
    /// The thing has changed since the caller read it (`If-Match`).
    case revisionMismatch(current: Int64)
    /// The policy is live on these clusters.
    case live(clusters: [String])
    /// Another deployment holds the policy on a cluster of this one.
    case locked(by: ID<Deployment>, policy: ID<Policy>)
    /// Another deployment has to do with what this one has to do with, and the two must not be under way together.
    case contended(Contention)
    /// The deployment's objects are no longer what it wrote: this one came later.
    case overtaken(by: ID<Deployment>)
    /// The idempotency key was used for the same request before; this was the answer.
    case replayed(StoredResponse)
    /// The idempotency key was used for another request.
    case idempotencyKeyReused
    /// What is to be removed is in use; the text says by what.
    case inUse(String)
    /// The decision refused the request; the text says why.
    case notAllowed(String)

    /// The deployment that is in the way; `nil` where it is refused for something else.
    package var holder: ID<Deployment>? {
        switch self {
        case .locked(let holder, _): holder
        case .contended(let contention): contention.holder
        default: nil
        }
    }
}

/// An answer kept for repeated requests with the same idempotency key.
package struct StoredResponse: Hashable, Sendable {
    package let status: Int
    /// The `Location` header, where the answer had one.
    package let location: String?
    /// The JSON body.
    package let body: JSONValue

    package init(status: Int, location: String?, body: JSONValue) {
        self.status = status
        self.location = location
        self.body = body
    }
}

/// The idempotency key of a write, kept in the write's own transaction.
package struct IdempotencyRecord: Hashable, Sendable {
    /// Whose key it is: keys of two subjects never meet.
    package let subject: String
    package let key: String
    /// SHA-256 (hex) of method, path and body.
    package let requestHash: String
    package let response: StoredResponse

    package init(subject: String, key: String, requestHash: String, response: StoredResponse) {
        self.subject = subject
        self.key = key
        self.requestHash = requestHash
        self.response = response
    }
}

/// A line of the audit log, written in the transaction of what it tells of.
package struct AuditEntry: Hashable, Sendable {
    /// The subject of the token.
    package let actor: String
    /// The client's address; `queue` for requests from the broker.
    package let address: String
    /// E.g. `policy.create`, `deployment.abort`.
    package let action: String
    /// E.g. `policy/0190…`.
    package let subject: String
    /// What changed, without secrets.
    package let details: JSONValue

    package init(actor: String, address: String, action: String, subject: String, details: JSONValue = .object([:])) {
        self.actor = actor
        self.address = address
        self.action = action
        self.subject = subject
        self.details = details
    }
}

/// What goes with every write that a person asks for.
package struct WriteContext: Hashable, Sendable {
    package let audit: AuditEntry
    package let idempotency: IdempotencyRecord?

    package init(audit: AuditEntry, idempotency: IdempotencyRecord? = nil) {
        self.audit = audit
        self.idempotency = idempotency
    }
}

/// A part of a list, and where the next one begins.
package struct Page<Element: Sendable>: Sendable {
    package let items: [Element]
    /// Opaque; `nil` on the last page.
    package let next: String?

    package init(items: [Element], next: String?) {
        self.items = items
        self.next = next
    }
}

/// Which part of a list is wanted.
package struct PageRequest: Hashable, Sendable {
    /// At most this many items, 1 to 500.
    package let limit: Int
    /// `Page.next` of the part before.
    package let cursor: String?

    package init(limit: Int = 50, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}
