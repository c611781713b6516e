import Domain

/// Rules that look at the same thing; one file each, one line in the registry of its room (`IstioMeaning.families` …).
package final class RuleFamily: Sendable {
    /// The name of the family in documents.
    package let name: String
    /// What the rules can find.
    package let codes: [FindingCode]
    /// The kinds of object that it looks at; `nil`: every one.
    let kinds: Set<ObjectKind>?
    /// Whether the object alone decides. What the rules find then makes its verdict; what needs other objects does not.
    package let scope: Scope
    /// What its rules have to say about an object. Pure: no clock, no file, no network.
    let check: @Sendable (Subject) -> [Remark]

    package enum Scope: Hashable, Sendable {
        /// The object alone: the verdict of the mesh's own validation.
        case object
        /// The object beside the others of the set.
        case set
    }

    init(
        _ name: String, codes: [FindingCode], kinds: Set<ObjectKind>?, scope: Scope = .object,
        check: @escaping @Sendable (Subject) -> [Remark]
    ) {
        self.name = name
        self.codes = codes
        self.kinds = kinds
        self.scope = scope
        self.check = check
    }
}

/// The object that is looked at, and what it is looked at beside.
struct Subject: Sendable {
    let object: KnownObject
    private let surroundings: Surroundings

    /// What all objects of a validation are looked at beside: one reference, whatever it holds.
    final class Surroundings: Sendable {
        let set: ValidationSet
        let settings: MeshSettings

        init(_ set: ValidationSet, _ settings: MeshSettings) {
            self.set = set
            self.settings = settings
        }
    }

    init(_ object: KnownObject, in surroundings: Surroundings) {
        self.object = object
        self.surroundings = surroundings
    }

    /// Another object beside the same.
    func beside(_ other: KnownObject) -> Subject { Subject(other, in: surroundings) }

    var set: ValidationSet { surroundings.set }
    var settings: MeshSettings { surroundings.settings }
    /// The whole document.
    var root: Field { object.root }
    var spec: Field { object.spec }
}

/// What a rule says; the validator adds which object and where.
struct Remark: Hashable, Sendable {
    let code: FindingCode
    let path: FieldPath
    let message: String
    var hint: String?
    /// What others call this very finding, where it is not what the code says.
    var references: [String]?
    /// The objects that it speaks of beside its own: it is because of them, or because they are not there.
    private(set) var about: [KnownObject.Key] = []
    /// The rule of the schema that is broken, in the words of the schema.
    var schemaRule: String?
    /// How many faults it stands for, where a family has found too many to say something of each; else `nil`.
    private(set) var count: Int?

    /// So many faults more.
    init(counting count: Int, of code: FindingCode) {
        self.init(code: code, path: .root, message: "")
        self.count = count
    }

    init(code: FindingCode, path: FieldPath, message: String, hint: String? = nil, references: [String]? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.hint = hint
        self.references = references
    }

    /// A remark about a field.
    init(_ code: FindingCode, _ field: Field, _ message: String, hint: String? = nil, references: [String]? = nil) {
        self.init(code: code, path: field.path, message: message, hint: hint, references: references)
    }

    /// The same, which speaks of these objects.
    func naming(_ objects: KnownObject...) -> Remark { naming(objects.map(\.key)) }

    /// The same with another code.
    func saying(_ code: FindingCode) -> Remark {
        Remark(code: code, path: path, message: message, hint: hint, references: references).naming(about)
    }

    func naming(_ keys: [KnownObject.Key]) -> Remark {
        var remark = self
        remark.about += keys
        return remark
    }
}

extension [Remark] {
    /// The same where the last one adds what the others leave out: how many more there are.
    func saying(_ addition: String) -> [Remark] {
        guard let last else { return self }
        let more = Remark(
            code: last.code, path: last.path, message: "\(last.message); \(addition)", hint: last.hint,
            references: last.references)
        return dropLast() + [more.naming(last.about)]
    }
}
