import Domain

/// Something that a mesh knows since one of its versions.
struct VersionFact: Sendable {
    /// The kinds of which it is true.
    let kinds: [ObjectKind]
    let since: MeshVersion
    /// Where: names with a dot between them, `[]` for each element of a list, `*` for each member of an object; at the
    /// end `=word` for a value.
    let pattern: String
    /// The value that it is about; `nil`: any.
    let value: String?
    private let steps: [String]

    init(_ since: MeshVersion, _ kinds: [ObjectKind], _ pattern: String) {
        self.kinds = kinds
        self.since = since
        self.pattern = pattern
        let parts = pattern.split(separator: "=", maxSplits: 1)
        steps = parts.first?.split(separator: ".").map(String.init) ?? []
        value = parts.count == 2 ? String(parts[1]) : nil
    }

    /// The places of a document that the fact is about.
    func places(in root: Field) -> [Field] {
        // Nearly no document has the field: the tree is asked before anything is collected.
        guard isThere(in: root.value, from: 0) else { return [] }
        var places: [Field] = []
        collect(root, steps[...], &places)
        return places
    }

    /// Whether the value has something where the steps lead to, from that one on.
    private func isThere(in value: JSONValue, from number: Int) -> Bool {
        guard number < steps.count else { return true }
        return switch (steps[number], value) {
        case ("[]", .array(let elements)): elements.contains { isThere(in: $0, from: number + 1) }
        case ("[]", _): false
        case ("*", .object(let members)): members.values.contains { isThere(in: $0, from: number + 1) }
        case (let step, _): value[step].map { isThere(in: $0, from: number + 1) } ?? false
        }
    }

    private func collect(_ field: Field, _ steps: ArraySlice<String>, _ places: inout [Field]) {
        guard let step = steps.first else {
            if value == nil || field.string == value { places.append(field) }
            return
        }
        let rest = steps.dropFirst()
        switch step {
        case "[]": for element in field.elements { collect(element, rest, &places) }
        case "*": for (_, member) in field.members { collect(member, rest, &places) }
        // Most documents have few of the fields: nothing is made for those that are missing.
        default: if field.value[step] != nil { collect(field[step], rest, &places) }
        }
    }
}

/// A version of an API that a mesh serves since one of its versions; `version` is `nil` for all versions of a kind.
struct ServedSince: Sendable {
    let kind: ObjectKind
    let version: String?
    let since: MeshVersion
    /// The version to write for an older mesh.
    let instead: String?
    /// What that one has not.
    let lacks: String?

    init(
        _ since: MeshVersion, _ kind: ObjectKind, _ version: String? = nil, instead: String? = nil, lacks: String? = nil
    ) {
        self.kind = kind
        self.version = version
        self.since = since
        self.instead = instead
        self.lacks = lacks
    }

    /// The newest version that a mesh of version `target` has, as words: `v1beta1, which has no timeouts`; `nil` where
    /// it has none.
    func advice(for target: MeshVersion, among served: [ServedSince]) -> String? {
        guard let instead else { return nil }
        let missing = lacks.map { ", which has no \($0)" } ?? ""
        guard
            let older = served.first(where: { $0.kind == kind && $0.version == instead && $0.since > target }),
            let advice = older.advice(for: target, among: served)
        else { return instead + missing }
        return advice + missing
    }
}

/// A field that still works and has a successor.
struct OutdatedField: Sendable {
    let place: VersionFact
    let instead: String
}

/// A text that means something since one of a mesh's versions. The definitions take it of any version; older ones
/// refuse it nevertheless, or read it as something else.
struct TextSince: Sendable {
    let place: VersionFact
    /// Which texts of the place are meant.
    let isMeant: @Sendable (String) -> Bool
    /// What an older version makes of it, after its name: `refuses it`.
    let before: String
    let instead: String
}
