import CPostgres
package import Ports

/// One row of a result. Every reader throws `PortError` (fatal) where the column is missing, of another type, or NULL
/// and not read by an `optional…` reader: the statement and the code that reads it do not fit each other.
package struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int

    /// The value of a column that is never NULL.
    package func value<Value>(_ column: PostgresColumn, as type: PostgresType<Value>) throws(PortError) -> Value {
        guard let value = try optional(column, as: type) else { throw unexpectedNull(column) }
        return value
    }

    /// The value of a column; `nil` where it is NULL.
    package func optional<Value>(_ column: PostgresColumn, as type: PostgresType<Value>) throws(PortError) -> Value? {
        let position = try position(of: column)
        let oid = result.columns.types[position]
        guard type.accepts(oid) else { throw mismatch(column, type.name, oid) }
        switch withBytes(at: position, { bytes in bytes.map(type.decode) }) {
        case nil: return nil
        case .some(nil): throw mismatch(column, type.name, oid)
        case .some(.some(let value)): return value
        }
    }

    /// The elements of an array column; `nil` where the column is NULL. NULL elements are refused.
    package func optionalArray<Value>(
        _ column: PostgresColumn, of type: PostgresType<Value>
    ) throws(PortError) -> [Value]? {
        guard let elements = try nullableElements(column, of: type) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let element else { throw unexpectedNull(column) }
            values.append(element)
        }
        return values
    }

    /// The elements of an array column that is never NULL and has no NULL elements.
    package func array<Value>(_ column: PostgresColumn, of type: PostgresType<Value>) throws(PortError) -> [Value] {
        guard let values = try optionalArray(column, of: type) else { throw unexpectedNull(column) }
        return values
    }

    /// The elements of an array column, `nil` for NULL elements; `nil` where the column is NULL.
    package func nullableElements<Value>(
        _ column: PostgresColumn, of type: PostgresType<Value>
    ) throws(PortError) -> [Value?]? {
        let position = try position(of: column)
        let oid = result.columns.types[position]
        guard PostgresArrayReader.accepts(oid) else { throw mismatch(column, "array of \(type.name)", oid) }
        let read = withBytes(at: position) { bytes -> [Value?]?? in
            guard let bytes else { return .none }
            var reader = PostgresArrayReader(bytes)
            return .some(reader.elements(of: type))
        }
        switch read {
        case nil: return nil
        case .some(nil): throw mismatch(column, "array of \(type.name)", oid)
        case .some(.some(let values)): return values
        }
    }

    /// Whether the column is NULL.
    package func isNull(_ column: PostgresColumn) throws(PortError) -> Bool {
        withBytes(at: try position(of: column)) { $0 == nil }
    }

    /// Gives the bytes of a value, which are libpq's own and must not leave `body`; `nil` for NULL.
    private func withBytes<Answer>(at position: Int, _ body: (UnsafeRawBufferPointer?) -> Answer) -> Answer {
        withExtendedLifetime(result.memory) {
            let raw = result.memory.raw
            let (row, column) = (Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: position))
            guard result.indices.contains(index), PQgetisnull(raw, row, column) == 0 else { return body(nil) }
            let length = Int(PQgetlength(raw, row, column))
            return body(UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: length))
        }
    }

    private func position(of column: PostgresColumn) throws(PortError) -> Int {
        guard let position = result.columns.index(of: column) else {
            let known = result.columns.names.joined(separator: ", ")
            throw PortError(
                .fatal, "PostgreSQL", "the result has no column \(column.name), only: \(known)",
                code: SQLState.noSuchColumn)
        }
        return position
    }

    private func mismatch(_ column: PostgresColumn, _ wanted: String, _ oid: UInt32) -> PortError {
        PortError(
            .fatal, "PostgreSQL",
            "column \(column.name) is \(PostgresOID.name(of: oid)) and cannot be read as \(wanted): cast it in the statement",
            code: SQLState.wrongType)
    }

    private func unexpectedNull(_ column: PostgresColumn) -> PortError {
        PortError(
            .fatal, "PostgreSQL", "column \(column.name) holds NULL where the code expects a value",
            code: SQLState.unexpectedNull)
    }
}

extension PostgresColumn {
    fileprivate var name: String {
        switch self {
        case .name(let name): name
        case .position(let index): "number \(index)"
        }
    }
}
