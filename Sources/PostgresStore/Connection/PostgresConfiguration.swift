import CPostgres
package import Ports

/// Where PostgreSQL is and how connections to it behave. Prints and logs without its URL, which may hold a password.
package struct PostgresConfiguration: Sendable {
    /// A libpq URL or key/value string; may hold the password, so nothing prints it.
    let url: String
    /// The schema that holds every table of HotSwap, and the only one in `search_path`.
    package let schema: String
    /// What `pg_stat_activity` shows, e.g. `hotswap api`. An `application_name` in the URL wins.
    package var applicationName = "hotswap"
    /// How long opening a connection may take per address; libpq makes it two seconds at least.
    /// A `connect_timeout` in the URL wins.
    package var connectTimeout: Duration = .seconds(3)
    /// How long the server works on one statement before it gives up. The client waits `answerGrace` longer for
    /// a sign of life, and then takes the connection for lost.
    package var statementTimeout: Duration = .seconds(30)
    /// How much longer than the server's own limit the client waits for any byte of an answer.
    package var answerGrace: Duration = .seconds(5)
    /// How long a transaction may stay open between two statements before the server ends it, so that a process
    /// that vanished does not keep its row locks.
    package var idleTransactionTimeout: Duration = .seconds(60)
    /// Off behind a pooler in transaction mode: statements are sent unnamed, and the settings that a pooler does not
    /// carry over (`search_path`, `statement_timeout`) travel with each transaction instead of with the connection.
    package var preparedStatements = true
    /// Connections that a `PostgresPool` opens at most.
    package var maximumConnections = 8
    /// How long a caller waits for a free connection before it is told that the pool is exhausted.
    package var waitLimit: Duration = .seconds(5)
    /// After a connection could not be opened, how long the pool refuses at once instead of trying again.
    package var reconnectPause: Duration = .milliseconds(250)

    /// Checks `url` and `schema`; nothing is opened.
    /// - Throws: `PortError` (fatal) that names the setting, without its value where that may be secret.
    package init(url: String, schema: String = "hotswap") throws(PortError) {
        guard Self.isPlainName(schema) else {
            throw PortError(
                .fatal, "PostgreSQL",
                "the schema name '\(schema)' cannot be used: lower-case letters, digits and _ (not first a digit), 1 to 63"
            )
        }
        // libpq's own message quotes the string, and with it the password.
        guard Self.canParse(url) else {
            throw PortError(
                .fatal, "PostgreSQL",
                "the connection string cannot be read: give postgres://user:password@host:port/database, "
                    + "with special characters of the password percent-encoded")
        }
        self.url = url
        self.schema = schema
    }

    private static func isPlainName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return name.utf8.count <= 63
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func canParse(_ url: String) -> Bool {
        guard let options = PQconninfoParse(url, nil) else { return false }
        PQconninfoFree(options)
        return true
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
    package var description: String { "PostgreSQL(schema \(schema), application \(applicationName))" }
    package var customMirror: Mirror { Mirror(self, children: ["schema": schema]) }
}

extension PostgresConfiguration {
    /// libpq parameters in the order in which later ones win: defaults, the URL's own, what HotSwap relies on.
    var parameters: [(keyword: String, value: String)] {
        var all: [(keyword: String, value: String)] = [
            ("application_name", applicationName),
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))),
            ("gssencmode", "disable"),
            ("keepalives", "1"), ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
        if preparedStatements { all.append(("options", sessionOptions)) }
        return all
    }

    /// Sent in the start-up packet, so that the settings cost no round trip.
    private var sessionOptions: String {
        let settings: [(name: String, value: String)] = [
            ("search_path", schema),
            ("statement_timeout", String(statementTimeout.wholeMilliseconds)),
            ("idle_in_transaction_session_timeout", String(idleTransactionTimeout.wholeMilliseconds)),
            ("client_min_messages", "warning"),
            ("TimeZone", "UTC"),
            // Statements name rows by their ids, and what they touch was mostly just written: reading it by an index is
            // no worse than in order. And none of them runs long enough to be worth compiling.
            ("random_page_cost", "1.1"),
            ("jit", "off"),
        ]
        return settings.map { "-c \($0.name)=\($0.value)" }.joined(separator: " ")
    }

    /// The settings as a statement for the head of each transaction, for connections that may change servers between.
    var transactionSettings: PostgresStatement {
        PostgresStatement(
            "SELECT set_config('search_path', $1, true), set_config('statement_timeout', $2, true)",
            .text(schema), .text(String(statementTimeout.wholeMilliseconds)))
    }
}

extension Duration {
    /// Whole milliseconds between 1 and `Int32.max`, what PostgreSQL's settings and poll(2) take.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return .max }
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        return max(1, Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000))
    }
}
