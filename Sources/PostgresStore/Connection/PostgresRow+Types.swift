package import Ports

/// The readers by their type, as the store writes them: `try row.text("name")`.
extension PostgresRow {
    package func text(_ column: PostgresColumn) throws(PortError) -> String { try value(column, as: .text) }
    package func int64(_ column: PostgresColumn) throws(PortError) -> Int64 { try value(column, as: .int64) }
    package func bool(_ column: PostgresColumn) throws(PortError) -> Bool { try value(column, as: .bool) }
    package func double(_ column: PostgresColumn) throws(PortError) -> Double { try value(column, as: .double) }
    package func bytes(_ column: PostgresColumn) throws(PortError) -> [UInt8] { try value(column, as: .bytes) }
    package func uuid(_ column: PostgresColumn) throws(PortError) -> PostgresUUID { try value(column, as: .uuid) }
    /// JSON text of a `json` or `jsonb` column.
    package func json(_ column: PostgresColumn) throws(PortError) -> String { try value(column, as: .json) }
    /// A `timestamptz` in microseconds since 1970.
    package func microseconds(_ column: PostgresColumn) throws(PortError) -> Int64 {
        try value(column, as: .microseconds)
    }

    package func optionalText(_ column: PostgresColumn) throws(PortError) -> String? {
        try optional(column, as: .text)
    }
    package func optionalInt64(_ column: PostgresColumn) throws(PortError) -> Int64? {
        try optional(column, as: .int64)
    }
    package func optionalBool(_ column: PostgresColumn) throws(PortError) -> Bool? {
        try optional(column, as: .bool)
    }
    package func optionalDouble(_ column: PostgresColumn) throws(PortError) -> Double? {
        try optional(column, as: .double)
    }
    package func optionalBytes(_ column: PostgresColumn) throws(PortError) -> [UInt8]? {
        try optional(column, as: .bytes)
    }
    package func optionalUUID(_ column: PostgresColumn) throws(PortError) -> PostgresUUID? {
        try optional(column, as: .uuid)
    }
    /// JSON text of a `json` or `jsonb` column.
    package func optionalJSON(_ column: PostgresColumn) throws(PortError) -> String? {
        try optional(column, as: .json)
    }
    /// A `timestamptz` in microseconds since 1970.
    package func optionalMicroseconds(_ column: PostgresColumn) throws(PortError) -> Int64? {
        try optional(column, as: .microseconds)
    }
}
