/// What every port throws: the adapter has already decided what the caller may do about it.
package struct PortError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether trying again can help.
    package enum Kind: String, Hashable, Sendable {
        /// The same call may succeed later (a lost connection, a time-out, an overloaded server).
        case transient
        /// The same call will be refused again (bad input, missing rights); a person must change something.
        case permanent
        /// This process cannot go on (a schema that it does not know); it must stop and be looked at.
        case fatal
    }

    package let kind: Kind
    /// What failed, e.g. `PostgreSQL`, `RabbitMQ`, `cluster west`.
    package let subject: String
    /// What happened and what to do, for the person who reads it. Never holds a secret.
    package let message: String
    /// The technology's own code where it has one: an SQLSTATE, an HTTP status, a curl code.
    package let code: String?

    package init(_ kind: Kind, _ subject: String, _ message: String, code: String? = nil) {
        self.kind = kind
        self.subject = subject
        self.message = message
        self.code = code
    }

    package var description: String {
        code.map { "\(subject): \(message) [\($0)]" } ?? "\(subject): \(message)"
    }
}
