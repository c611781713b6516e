import Domain
import JSON
import Ports

extension PostgresUUID {
    init<Entity>(_ id: ID<Entity>) { self.init(high: id.high, low: id.low) }
}

extension PostgresParameter {
    static func id<Entity>(_ id: ID<Entity>?) -> PostgresParameter { .uuid(id.map(PostgresUUID.init)) }
    static func ids<Entity>(_ ids: some Sequence<ID<Entity>>) -> PostgresParameter {
        .uuids(ids.map { PostgresUUID($0) })
    }
    static func optionalIDs<Entity>(_ ids: some Sequence<ID<Entity>?>) -> PostgresParameter {
        .uuids(ids.map { $0.map(PostgresUUID.init) })
    }
    static func time(_ moment: Timestamp?) -> PostgresParameter { .microseconds(moment?.microseconds) }
    static func times(_ moments: some Sequence<Timestamp?>) -> PostgresParameter {
        .manyMicroseconds(moments.map { $0?.microseconds })
    }
    /// A length of time, which statements multiply by `interval '1 microsecond'`.
    static func duration(_ duration: Duration) -> PostgresParameter { .int64(duration.wholeMicroseconds) }
    static func int(_ value: Int?) -> PostgresParameter { .int64(value.map(Int64.init)) }
    static func ints(_ values: some Sequence<Int?>) -> PostgresParameter { .int64s(values.map { $0.map(Int64.init) }) }
    /// The word of a closed vocabulary.
    static func word(_ value: (some RawRepresentable<String>)?) -> PostgresParameter { .text(value?.rawValue) }
}

/// How the store reads what it wrote. Where a value is none of its type, the row was written by a newer program or by
/// hand: `PortError`, fatal.
extension PostgresRow {
    func id<Entity>(_ column: PostgresColumn, of _: Entity.Type = Entity.self) throws(PortError) -> ID<Entity> {
        let value = try uuid(column)
        return ID(high: value.high, low: value.low)
    }

    func optionalID<Entity>(
        _ column: PostgresColumn, of _: Entity.Type = Entity.self
    ) throws(PortError) -> ID<Entity>? {
        try optionalUUID(column).map { ID(high: $0.high, low: $0.low) }
    }

    func time(_ column: PostgresColumn) throws(PortError) -> Timestamp {
        Timestamp(microseconds: try microseconds(column))
    }

    func optionalTime(_ column: PostgresColumn) throws(PortError) -> Timestamp? {
        try optionalMicroseconds(column).map(Timestamp.init(microseconds:))
    }

    func int(_ column: PostgresColumn) throws(PortError) -> Int { Int(clamping: try int64(column)) }

    func optionalInt(_ column: PostgresColumn) throws(PortError) -> Int? {
        try optionalInt64(column).map(Int.init(clamping:))
    }

    /// The word of a closed vocabulary.
    func word<Word: RawRepresentable<String>>(
        _ column: PostgresColumn, as _: Word.Type = Word.self
    ) throws(PortError) -> Word {
        let text = try text(column)
        guard let word = Word(rawValue: text) else { throw unreadable("\(Word.self) '\(text)'") }
        return word
    }

    func document(_ column: PostgresColumn) throws(PortError) -> JSONValue {
        try parsed(try json(column))
    }

    func optionalDocument(_ column: PostgresColumn) throws(PortError) -> JSONValue? {
        guard let text = try optionalJSON(column) else { return nil }
        return try parsed(text)
    }

    private func parsed(_ text: String) throws(PortError) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONParser.parse(text) } catch {
            throw unreadable("a document: \(error)")
        }
    }

    /// What is thrown for a value that this program does not know.
    func unreadable(_ what: String) -> PortError {
        PortError(
            .fatal, "PostgreSQL",
            "a stored row holds \(what), which this program cannot read: a newer one wrote it; upgrade this process")
    }
}
