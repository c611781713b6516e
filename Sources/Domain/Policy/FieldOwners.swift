/// Who beside HotSwap has written an object since a certain moment, and which of its fields:
/// `metadata.managedFields`, read.
package struct FieldOwners: Hashable, Sendable {
    private struct Entry: Hashable {
        let manager: String
        let fields: JSONValue
    }

    private let entries: [Entry]
    private let ours: [JSONValue]

    /// The managers that have written `live` since it was `before`. An entry's time moves with every change that its
    /// manager makes, and stays when fields are taken from it.
    package init(of live: JSONValue, since before: JSONValue?) {
        let known = Set(Self.managed(before).map(Self.mark))
        ours = Self.managed(live).filter { $0["manager"]?.string == Self.ourselves }.compactMap { $0["fieldsV1"] }
        entries = Self.managed(live).filter { !known.contains(Self.mark($0)) }.compactMap { entry in
            guard let manager = entry["manager"]?.string, manager != FieldOwners.ourselves else { return nil }
            return Entry(manager: manager, fields: entry["fieldsV1"] ?? .object([:]))
        }
    }

    /// The field manager that HotSwap writes as.
    package static let ourselves = "hotswap"

    /// Their names, sorted.
    package var managers: [String] { Set(entries.map(\.manager)).sorted() }

    /// Whether nobody has.
    package var isEmpty: Bool { entries.isEmpty }

    /// The names of those who own the field, or something in it, sorted.
    package func owners(of path: FieldPath) -> [String] {
        Set(entries.filter { Self.owns($0.fields, path.components[...]) }.map(\.manager)).sorted()
    }

    /// Whether HotSwap owns the field, or something in it: nobody has written it since.
    package func isOurs(_ path: FieldPath) -> Bool { ours.contains { Self.owns($0, path.components[...]) } }

    private static func managed(_ object: JSONValue?) -> [JSONValue] {
        (object?["metadata"]?["managedFields"]?.array ?? []).filter { ($0["subresource"]?.string ?? "").isEmpty }
    }

    private static func mark(_ entry: JSONValue) -> [String] {
        ["manager", "operation", "apiVersion", "time"].map { entry[$0]?.string ?? "" }
    }

    /// An empty node owns all that is below it; the elements of keyed lists are not told apart.
    private static func owns(_ fields: JSONValue, _ path: ArraySlice<FieldPath.Component>) -> Bool {
        guard let first = path.first, let members = fields.object, !members.isEmpty else { return true }
        switch first {
        case .key(let key): return members["f:\(key)"].map { owns($0, path.dropFirst()) } ?? false
        case .index: return members.keys.contains { $0.hasPrefix("k:") || $0.hasPrefix("v:") || $0.hasPrefix("i:") }
        }
    }
}
