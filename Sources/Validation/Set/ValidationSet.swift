import Synchronization

/// Everything that a validation knows: the objects that are judged, and those that they are judged beside. Immutable.
///
/// A set may be laid over another (`laying(_:over:)`): a version over what is live. What both have is taken from the
/// upper one; the indexes of the lower one are kept, so that one policy beside 10,000 costs what one policy costs.
package struct ValidationSet: Sendable {
    /// Lowest first.
    private let layers: [SetLayer]
    /// The kinds of which the set has every object that there is.
    package let listed: Set<ObjectKind>
    private let facts = Facts()

    private final class Facts: Sendable {
        let made = Mutex<[String: any Sendable]>([:])
    }

    /// - Parameter listed: The kinds whose objects were listed where they live: of these `objects` has all, even where
    ///   that is none.
    package init(_ objects: [KnownObject], listed: Set<ObjectKind> = []) {
        self.init(layers: Self.layers(objects), listed: listed)
    }

    private init(layers: [SetLayer], listed: Set<ObjectKind>) {
        self.layers = layers
        self.listed = listed
    }

    /// `objects` over `base`.
    ///
    /// - Parameter gone: What `base` has and is to go. That there was such a thing stays known.
    package static func laying(
        _ objects: [KnownObject], over base: ValidationSet, without gone: Set<KnownObject.Key> = []
    ) -> ValidationSet {
        let laid = base.layers.filter { !$0.isEmpty } + (gone.isEmpty ? [] : [SetLayer([], without: gone)])
        return ValidationSet(
            layers: objects.isEmpty && !laid.isEmpty ? laid : laid + layers(objects), listed: base.listed)
    }

    /// What is judged lies over what it is judged beside: it stands in for its own old version there, as it will on the
    /// server.
    private static func layers(_ objects: [KnownObject]) -> [SetLayer] {
        let beside = objects.filter { !$0.isJudged }
        guard !beside.isEmpty, beside.count < objects.count else { return [SetLayer(objects)] }
        return [SetLayer(beside), SetLayer(objects.filter(\.isJudged))]
    }

    /// The same set of other objects.
    func mapping(_ change: (KnownObject) -> KnownObject) -> ValidationSet {
        ValidationSet(layers: layers.map { SetLayer($0.objects.map(change)) }, listed: listed)
    }

    /// The objects that something is to be said about, in the order in which they were given.
    package var judged: [KnownObject] { layers.count == 1 ? layers[0].judged : layers.flatMap(\.judged) }

    /// The namespaces that the set tells of.
    package var namespaces: Set<String> {
        layers.reduce(into: Set(objects(.namespace).map(\.name))) { $0.formUnion($1.objects.map(\.namespace)) }
            .subtracting([""])
    }

    /// The objects of a kind.
    package func objects(_ kind: ObjectKind) -> [KnownObject] {
        layers.count == 1 ? layers[0].byKind[kind] ?? [] : merged { $0.byKind[kind] ?? [] }
    }

    /// What `index` finds under `word`.
    package func objects(_ index: SetIndex, _ word: String) -> [KnownObject] {
        layers.count == 1 ? layers[0].objects(index, word) : merged { $0.objects(index, word) }
    }

    /// How many objects `index` finds under one word, or more: what is replaced by an upper layer counts, too.
    func most(_ index: SetIndex) -> Int { layers.reduce(0) { $0 + $1.most(index) } }

    /// The object of that name; where several documents have it, the first of the uppermost layer.
    package func object(_ kind: ObjectKind, _ namespace: String, _ name: String) -> KnownObject? {
        let key = KnownObject.Key(kind: kind, namespace: namespace, name: name)
        return layers.last { $0.hides(key) }?.byKey[key]
    }

    /// All objects of that name in the uppermost layer that has it, where there is more than one.
    func twins(_ key: KnownObject.Key) -> [KnownObject] {
        guard layers.contains(where: { $0.twins[key] != nil }) else { return [] }
        return layers.last { $0.hides(key) }?.twins[key] ?? []
    }

    /// Whether anything is known of objects of the kind: it was listed, or the set has some. Where nothing is, nothing
    /// can be said about references to such an object.
    package func isKnown(_ kind: ObjectKind) -> Bool { has(kind) || listed.contains(kind) }

    /// Whether it is known which objects of the kind the namespace has: the kind was listed, or the set has some of
    /// that namespace. What a set of files has of one namespace tells nothing of the others.
    package func isKnown(_ kind: ObjectKind, in namespace: String) -> Bool {
        listed.contains(kind) || layers.contains { $0.count(kind, in: namespace) > 0 }
    }

    /// How many objects of the kind the namespace has, or more: what is replaced by an upper layer counts, too.
    func most(_ kind: ObjectKind, in namespace: String) -> Int {
        layers.reduce(0) { $0 + $1.count(kind, in: namespace) }
    }

    /// Whether there is any object of the kind.
    package func has(_ kind: ObjectKind) -> Bool { layers.contains { $0.byKind[kind] != nil } }

    /// Whether there is any object of a kind that is meant.
    func has(_ isMeant: (ObjectKind) -> Bool) -> Bool { layers.contains { $0.byKind.keys.contains(where: isMeant) } }

    /// Whether anything can be said about workloads that are not known.
    var knowsWorkloads: Bool { listed.contains(.pod) || layers.contains(where: \.holdsWorkloads) }

    /// Whether it is known which workloads the namespace has.
    func knowsWorkloads(in namespace: String) -> Bool {
        listed.contains(.pod) || isKnown(.pod, in: namespace)
            || Workload.templated.contains { isKnown($0, in: namespace) }
            || foreignTemplates.contains { isKnown($0, in: namespace) }
    }

    /// The kinds that nobody here knows and that have templates of pods.
    var foreignTemplates: [ObjectKind] {
        layers.count == 1 ? layers[0].foreignTemplates : Array(Set(layers.flatMap(\.foreignTemplates)))
    }

    /// What `fact` says of this set.
    package func fact<Value>(_ fact: SetFact<Value>) -> Value {
        if let made = facts.made.withLock({ $0[fact.name] }) as? Value { return made }
        let value = fact.make(self)
        facts.made.withLock { $0[fact.name] = value }
        return value
    }

    private func merged(_ of: (SetLayer) -> [KnownObject]) -> [KnownObject] {
        layers.indices.flatMap { index in
            of(layers[index]).filter { object in
                !layers[(index + 1)...].contains { $0.hides(object.key) }
            }
        }
    }
}
