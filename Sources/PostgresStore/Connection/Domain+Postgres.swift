package import Domain
import JSON
package import Ports

/// Domain's own values as parameters; `nil` is NULL, also as an element.
extension PostgresParameter {
    /// `uuid`.
    package static func id<Entity>(_ id: ID<Entity>?) -> Self { .uuid(id.map(PostgresUUID.init)) }
    /// `uuid[]`.
    package static func ids<Entity>(_ ids: [ID<Entity>?]) -> Self { .uuids(ids.map { $0.map(PostgresUUID.init) }) }
    /// `timestamptz`.
    package static func moment(_ moment: Timestamp?) -> Self { .microseconds(moment?.microseconds) }
    /// `timestamptz[]`.
    package static func moments(_ moments: [Timestamp?]) -> Self {
        .manyMicroseconds(moments.map { $0?.microseconds })
    }
    /// `jsonb`. PostgreSQL refuses strings that hold U+0000 (SQLSTATE 22P05), and writes numbers out in full, so that
    /// 1e20 comes back as an integer too large for `JSONValue`. For people's documents use a `json` column, which keeps
    /// the text: `$1::json` with `.text(document.jsonText)`.
    package static func document(_ document: JSONValue?) -> Self { .json(document?.jsonText) }
    /// `jsonb[]`.
    package static func documents(_ documents: [JSONValue?]) -> Self { .jsons(documents.map { $0?.jsonText }) }
    /// `bigint`; fits `integer` columns.
    package static func int(_ value: Int?) -> Self { .int64(value.map(Int64.init)) }
    /// `bigint[]`.
    package static func ints(_ values: [Int?]) -> Self { .int64s(values.map { $0.map(Int64.init) }) }
}

extension PostgresUUID {
    /// The bits of an identity.
    package init<Entity>(_ id: ID<Entity>) { self.init(high: id.high, low: id.low) }
}

/// Columns as Domain's own values; errors as with every reader of `PostgresRow`.
extension PostgresRow {
    /// A `uuid` column; the type comes from where the value goes.
    package func id<Entity>(
        _ column: PostgresColumn, of entity: Entity.Type = Entity.self
    ) throws(PortError) -> ID<Entity> {
        let bits = try uuid(column)
        return ID(high: bits.high, low: bits.low)
    }

    /// A `uuid` column that may be NULL.
    package func optionalID<Entity>(
        _ column: PostgresColumn, of entity: Entity.Type = Entity.self
    ) throws(PortError) -> ID<Entity>? {
        try optionalUUID(column).map { ID(high: $0.high, low: $0.low) }
    }

    /// A `uuid[]` column without NULL elements.
    package func ids<Entity>(
        _ column: PostgresColumn, of entity: Entity.Type = Entity.self
    ) throws(PortError) -> [ID<Entity>] {
        try array(column, of: .uuid).map { ID(high: $0.high, low: $0.low) }
    }

    /// A `timestamptz` column.
    package func moment(_ column: PostgresColumn) throws(PortError) -> Timestamp {
        Timestamp(microseconds: try microseconds(column))
    }

    /// A `timestamptz` column that may be NULL.
    package func optionalMoment(_ column: PostgresColumn) throws(PortError) -> Timestamp? {
        try optionalMicroseconds(column).map(Timestamp.init(microseconds:))
    }

    /// An integer column of any width.
    package func int(_ column: PostgresColumn) throws(PortError) -> Int { Int(try int64(column)) }

    /// An integer column of any width that may be NULL.
    package func optionalInt(_ column: PostgresColumn) throws(PortError) -> Int? {
        try optionalInt64(column).map { Int($0) }
    }

    /// A `json` or `jsonb` column.
    package func document(_ column: PostgresColumn) throws(PortError) -> JSONValue {
        try Self.parse(try json(column))
    }

    /// A `json` or `jsonb` column that may be NULL (SQL's NULL, not JSON's).
    package func optionalDocument(_ column: PostgresColumn) throws(PortError) -> JSONValue? {
        guard let text = try optionalJSON(column) else { return nil }
        return try Self.parse(text)
    }

    private static func parse(_ text: String) throws(PortError) -> JSONValue {
        do { return try JSONParser.parse(text) } catch {
            throw PortError(.fatal, "PostgreSQL", "a JSON column holds what cannot be read: \(error)")
        }
    }
}
