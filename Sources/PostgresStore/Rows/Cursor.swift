import Domain
import Ports

/// Where a page of a list ended: the last sort key, as text that callers hand back without looking into it.
enum Cursor {
    static func text<Entity>(of id: ID<Entity>) -> String { "i" + base64(of: [id.high, id.low]) }
    static func text(of number: Int) -> String { "n" + base64(of: [UInt64(bitPattern: Int64(number))]) }

    /// - Throws: `StoreRefusal.notAllowed` for a text that no list gave out.
    static func id<Entity>(_ text: String?, of _: Entity.Type) throws -> ID<Entity>? {
        guard let text else { return nil }
        guard let words = words(text, mark: "i"), words.count == 2 else { throw refusal }
        return ID(high: words[0], low: words[1])
    }

    static func number(_ text: String?) throws -> Int? {
        guard let text else { return nil }
        guard let words = words(text, mark: "n"), words.count == 1 else { throw refusal }
        return Int(Int64(bitPattern: words[0]))
    }

    private static let refusal = StoreRefusal.notAllowed(
        "is not one that this list gave out; ask for the first page without a cursor")

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Eleven characters of base64url for each word, so that no padding is needed.
    private static func base64(of words: [UInt64]) -> String {
        var out: [UInt8] = []
        for word in words {
            for place in 0..<11 { out.append(alphabet[Int(truncatingIfNeeded: word >> UInt64(60 - 6 * place)) & 63]) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func words(_ text: String, mark: Character) -> [UInt64]? {
        let body = Array(text.utf8.dropFirst())
        guard text.first == mark, body.count.isMultiple(of: 11), body.count <= 22 else { return nil }
        return try? stride(from: 0, to: body.count, by: 11).map { start in
            try body[start..<start + 11].reduce(UInt64(0)) { word, byte in
                guard let digit = alphabet.firstIndex(of: byte) else { throw refusal }
                return word << 6 | UInt64(digit)
            }
        }
    }
}

/// A statement whose WHERE clause has only the conditions that a list is narrowed by: each combination is one
/// prepared statement with a plan of its own, which `$1 IS NULL OR …` would not get.
struct ListStatement {
    private var conditions: [String] = []
    private(set) var parameters: [PostgresParameter] = []

    /// Adds a condition that names its parameter `$`.
    mutating func add(_ condition: String, _ parameter: PostgresParameter) {
        parameters.append(parameter)
        conditions.append(condition.replacing("$", with: "$\(parameters.count)"))
    }

    mutating func add(_ condition: String) { conditions.append(condition) }

    /// One row more than the page holds is asked for: it tells whether there is a next page.
    func page(_ select: String, order: String, limit: Int) -> PostgresStatement {
        let place = parameters.count + 1
        return PostgresStatement(
            "\(select)\(clause) ORDER BY \(order) LIMIT $\(place)", parameters: parameters + [.int(limit + 1)])
    }

    func all(_ select: String, order: String) -> PostgresStatement {
        PostgresStatement("\(select)\(clause) ORDER BY \(order)", parameters: parameters)
    }

    private var clause: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }
}

extension PageRequest {
    /// The limit that is kept to, whatever was asked for.
    var boundedLimit: Int { min(max(limit, 1), 500) }

    /// The page of rows that `ListStatement.page` asked for.
    func page<Element>(
        of rows: PostgresResult, _ read: (PostgresRow) throws -> Element, cursor: (Element) -> String
    ) throws -> Page<Element> {
        let items = try rows.prefix(boundedLimit).map(read)
        return Page(items: items, next: rows.count > boundedLimit ? items.last.map(cursor) : nil)
    }
}
