package import Ports

/// What a statement or a connection failed with. Inside `PostgresPool.withConnection` this is what is thrown, so that
/// the store can look at constraint and SQLSTATE; the pool turns it into a `PortError` on the way out.
package struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether trying again can help.
    package let kind: PortError.Kind
    /// Five characters of PostgreSQL's appendix A; also for errors found on this side of the connection.
    package let sqlState: String
    /// The server's primary message. Neither parameters nor the failing row: they may hold what is secret.
    package let message: String
    /// The constraint or unique index that refused the rows.
    package var constraint: String?
    /// Which statement of a pipeline failed, from 0; `nil` where the transaction around it did.
    package var statementIndex: Int?

    package init(_ sqlState: String, _ message: String, constraint: String? = nil, statementIndex: Int? = nil) {
        self.kind = SQLState.kind(of: sqlState, message: message)
        self.sqlState = sqlState
        self.message = message
        self.constraint = constraint
        self.statementIndex = statementIndex
    }

    /// Whether rows were refused by a unique constraint or index; by the named one where a name is given.
    package func isUniqueViolation(of name: String? = nil) -> Bool {
        sqlState == SQLState.uniqueViolation && (name == nil || name == constraint)
    }

    /// The same for the callers of a port; `code` is the SQLSTATE.
    package var portError: PortError { PortError(kind, "PostgreSQL", fullMessage, code: sqlState) }

    package var description: String { "PostgreSQL: \(fullMessage) [\(sqlState)]" }

    private var fullMessage: String {
        var text = message
        if let constraint { text += " (constraint \(constraint))" }
        if let statementIndex, statementIndex > 0 { text += " (statement \(statementIndex) of a pipeline, from 0)" }
        return text
    }
}

/// The SQLSTATEs that the adapter itself knows, and what each class of them means for the caller.
enum SQLState {
    static let cannotConnect = "08001"
    static let connectionLost = "08006"
    static let outcomeUnknown = "08007"
    static let uniqueViolation = "23505"
    static let serializationFailure = "40001"
    static let deadlock = "40P01"
    static let cancelled = "57014"
    static let featureNotSupported = "0A000"
    static let preparedStatementMissing = "26000"
    static let noTransaction = "25000"
    static let rolledBack = "25P02"
    static let wrongParameter = "22023"
    static let wrongType = "42804"
    static let noSuchColumn = "42703"
    static let unexpectedNull = "22004"
    static let protocolViolation = "08P01"

    static func kind(of state: String, message: String) -> PortError.Kind {
        switch state {
        // A server in recovery or failing over; a lock that was not to be had; a statement prepared elsewhere.
        case "25006", "55P03", "55006", "25P03", preparedStatementMissing: return .transient
        // Tables are missing: this process and the database are not of one version.
        case "42P01", "3F000", protocolViolation: return .fatal
        // The columns of a table changed under a prepared statement: it is prepared anew the next time.
        case featureNotSupported: return message.contains("cached plan") ? .transient : .permanent
        default: break
        }
        switch state.prefix(2) {
        case "08", "40", "53", "57", "58": return .transient
        default: return .permanent
        }
    }

    /// Whether the statement cache of the connection no longer says what the server has.
    static func invalidatesPrepared(_ error: PostgresError) -> Bool {
        error.sqlState == preparedStatementMissing || error.sqlState == "42P05"
            || (error.sqlState == featureNotSupported && error.kind == .transient)
    }
}
