import Domain

/// Something that a mesh knows since one of its versions.
struct VersionFact: Sendable {
    /// The kinds of which it is true.
    let kinds: [ObjectKind]
    /// Where: names with a dot between them, `[]` for each element of a list, `*` for each member of an object; at the
    /// end `=word` for a value.
    let pattern: String
    let since: MeshVersion

    init(_ since: MeshVersion, _ kinds: [ObjectKind], _ pattern: String) {
        self.kinds = kinds
        self.pattern = pattern
        self.since = since
    }

    /// The places of a document that the fact is about.
    func places(in root: Field) -> [Field] {
        let parts = pattern.split(separator: "=", maxSplits: 1)
        guard let way = parts.first else { return [] }
        var places = [root]
        for step in way.split(separator: ".") {
            places = places.flatMap { Self.next($0, step) }
            if places.isEmpty { return [] }
        }
        guard parts.count == 2 else { return places }
        return places.filter { $0.string == String(parts[1]) }
    }

    private static func next(_ field: Field, _ step: Substring) -> [Field] {
        switch step {
        case "[]": return field.elements
        case "*": return field.members.map(\.field)
        default:
            let member = field[String(step)]
            return member.exists ? [member] : []
        }
    }
}

/// A version of an API that a mesh serves since one of its versions; `version` is `nil` for all versions of a kind.
struct ServedSince: Sendable {
    let kind: ObjectKind
    let version: String?
    let since: MeshVersion
    /// What to write for an older mesh.
    let instead: String?

    init(_ since: MeshVersion, _ kind: ObjectKind, _ version: String? = nil, instead: String? = nil) {
        self.kind = kind
        self.version = version
        self.since = since
        self.instead = instead
    }
}

/// A field that still works and has a successor.
struct OutdatedField: Sendable {
    let place: VersionFact
    let instead: String
}
