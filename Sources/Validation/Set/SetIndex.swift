/// A way to find objects of a set by a word: hosts, selectors, namespaces … Each layer of a set makes it when it is
/// first asked for, so that a rule costs what it looks at.
package final class SetIndex: Sendable {
    let name: String
    /// The kinds whose objects it holds; `nil`: every one.
    let kinds: [ObjectKind]?
    /// Whether it holds the objects of kinds that nobody here knows, too, where they have a template of pods.
    let holdsForeignTemplates: Bool
    /// The words under which an object is found; each counts once.
    let keys: @Sendable (KnownObject) -> [String]

    init(
        _ name: String, of kinds: [ObjectKind]?, andForeignTemplates: Bool = false,
        keys: @escaping @Sendable (KnownObject) -> [String]
    ) {
        self.name = name
        self.kinds = kinds
        holdsForeignTemplates = andForeignTemplates
        self.keys = keys
    }
}

/// Something that is true of a whole set and costs a walk through a part of it: made when it is first asked for.
/// For what grows with the set, `SetIndex` is the better choice: a layer keeps it when something is laid over.
package struct SetFact<Value: Sendable>: Sendable {
    /// Unique among all facts.
    let name: String
    let make: @Sendable (ValidationSet) -> Value

    init(_ name: String, make: @escaping @Sendable (ValidationSet) -> Value) {
        self.name = name
        self.make = make
    }
}
