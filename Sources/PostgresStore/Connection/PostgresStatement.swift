/// One SQL statement with its parameters `$1`, `$2` …
///
/// Text and parameter types are what the prepared statement is found by again, so keep them constant: values belong
/// into parameters, and many rows into one statement by arrays (`SELECT * FROM unnest($1, $2) AS new (id, name)`).
package struct PostgresStatement: Sendable {
    package let sql: String
    package let parameters: [PostgresParameter]

    package init(_ sql: String, _ parameters: PostgresParameter...) {
        self.sql = sql
        self.parameters = parameters
    }

    package init(_ sql: String, parameters: [PostgresParameter]) {
        self.sql = sql
        self.parameters = parameters
    }

    /// A statement out of a file of `Queries/`, as `PackageResources` gives it.
    package init(_ sql: EmbeddedSQL, _ parameters: PostgresParameter...) {
        self.sql = sql.text
        self.parameters = parameters
    }
}

/// The text of an embedded `.sql` file. Make it once (`static let`), since every making copies the file.
package struct EmbeddedSQL: Sendable {
    package let text: String

    package init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }
}

/// A parameter and its type on the server. The type is said to the server, so `$1` needs no cast, except where the
/// column is of an enum type. `nil` is NULL, also as an element of an array.
package enum PostgresParameter: Hashable, Sendable {
    /// `text`; PostgreSQL refuses the character U+0000 (SQLSTATE 22021).
    case text(String?)
    /// `bigint`; fits `integer` and `smallint` columns as well, which check the range.
    case int64(Int64?)
    /// `boolean`.
    case bool(Bool?)
    /// `double precision`.
    case double(Double?)
    /// `bytea`.
    case bytes([UInt8]?)
    /// `timestamptz`, in microseconds since 1970-01-01T00:00:00Z.
    case microseconds(Int64?)
    /// `uuid`.
    case uuid(PostgresUUID?)
    /// `jsonb`, as JSON text.
    case json(String?)

    /// `text[]`.
    case texts([String?])
    /// `bigint[]`.
    case int64s([Int64?])
    /// `boolean[]`.
    case bools([Bool?])
    /// `double precision[]`.
    case doubles([Double?])
    /// `bytea[]`.
    case byteStrings([[UInt8]?])
    /// `timestamptz[]`, in microseconds since 1970-01-01T00:00:00Z.
    case manyMicroseconds([Int64?])
    /// `uuid[]`.
    case uuids([PostgresUUID?])
    /// `jsonb[]`, each element as JSON text.
    case jsons([String?])
}

/// The sixteen bytes of a `uuid`, as two big-endian words.
package struct PostgresUUID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
