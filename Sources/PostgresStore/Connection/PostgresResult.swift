import CPostgres
package import Ports

/// The rows of one statement, and how many rows it changed.
package struct PostgresResult: Sendable {
    let memory: ResultMemory
    let columns: ResultColumns
    /// Rows returned.
    package let count: Int

    init(_ memory: ResultMemory, columns: ResultColumns) {
        self.memory = memory
        self.columns = columns
        self.count = Int(PQntuples(memory.raw))
    }

    /// Rows inserted, updated, deleted or selected, as the server counted them; 0 for other statements.
    package var affectedRows: Int {
        guard let text = PQcmdTuples(memory.raw) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// The command as the server names it: `INSERT 0 1`, `COMMIT`.
    var commandTag: String { PQcmdStatus(memory.raw).map { String(cString: $0) } ?? "" }

    /// The only row of a statement that always has exactly one.
    /// - Throws: `PortError` (fatal) where there are none or more.
    package func onlyRow() throws(PortError) -> PostgresRow {
        guard count == 1 else {
            throw PortError(.fatal, "PostgreSQL", "one row was expected and \(count) came: the statement is wrong")
        }
        return self[0]
    }
}

extension PostgresResult: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    /// A row that is not there reads as a row of no columns.
    package subscript(_ index: Int) -> PostgresRow { PostgresRow(result: self, index: index) }
}

/// Owns a `PGresult` and frees it.
///
/// `@unchecked Sendable`: libpq never changes a result that it has handed out, nobody else holds the pointer, and all
/// that is called on it reads.
final class ResultMemory: @unchecked Sendable {
    let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    deinit { PQclear(raw) }

    /// Its memory for each of its rows, as the mean.
    var bytesPerRow: Int { PQresultMemorySize(raw) / max(1, Int(PQntuples(raw))) }
}

/// Names and types of a result's columns; found once per prepared statement, not per row.
struct ResultColumns: Sendable {
    private let positions: [String: Int]
    let types: [UInt32]

    init(_ memory: ResultMemory) {
        let count = PQnfields(memory.raw)
        var positions: [String: Int] = [:]
        for index in 0..<count {
            guard let name = PQfname(memory.raw, index) else { continue }
            // Of two columns with one name the first is meant, as PQfnumber has it.
            let key = String(cString: name)
            if positions[key] == nil { positions[key] = Int(index) }
        }
        self.positions = positions
        self.types = (0..<count).map { PQftype(memory.raw, $0) }
    }

    func index(of column: PostgresColumn) -> Int? {
        switch column {
        case .name(let name): positions[name]
        case .position(let index): types.indices.contains(index) ? index : nil
        }
    }

    var names: [String] { positions.sorted { $0.value < $1.value }.map(\.key) }
}

/// A column of a result, by name (`"id"`) or by position from 0.
package enum PostgresColumn: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case position(Int)

    package init(stringLiteral name: String) { self = .name(name) }
    package init(integerLiteral position: Int) { self = .position(position) }
}
