import Synchronization

/// Objects that belong together, e.g. the live ones of a cluster, with indexes that are made once.
final class SetLayer: Sendable {
    let objects: [KnownObject]
    let byKind: [ObjectKind: [KnownObject]]
    let byKey: [KnownObject.Key: KnownObject]
    let judged: [KnownObject]
    /// The objects that are there more than once.
    let twins: [KnownObject.Key: [KnownObject]]
    /// What lower layers have and is no longer there.
    private let gone: Set<KnownObject.Key>
    /// Whether there is any Pod, or anything with a template of pods.
    let holdsWorkloads: Bool
    /// The kinds that nobody here knows and that have templates of pods, as an Argo Rollout has.
    let foreignTemplates: [ObjectKind]
    private let indexes = Mutex<[ObjectIdentifier: MadeIndex]>([:])
    private let counts = Mutex<[ObjectKind: [String: Int]]>([:])

    private struct MadeIndex {
        /// Kept, so that no other index can have its identity.
        let index: SetIndex
        let words: [String: [KnownObject]]
        /// How many objects the fullest word has.
        let most: Int
    }

    init(_ objects: [KnownObject], without gone: Set<KnownObject.Key> = []) {
        self.objects = objects
        self.gone = gone
        let byKind = Dictionary(grouping: objects, by: \.kind)
        self.byKind = byKind
        foreignTemplates = byKind.filter { kind, objects in
            kind.isForeign && objects.contains(where: Workload.isTemplate)
        }.keys.sorted { ($0.group, $0.name) < ($1.group, $1.name) }
        holdsWorkloads =
            byKind[.pod] != nil || !foreignTemplates.isEmpty || Workload.templated.contains { byKind[$0] != nil }
        judged = objects.allSatisfy(\.isJudged) ? objects : objects.filter(\.isJudged)
        var byKey = [KnownObject.Key: KnownObject](minimumCapacity: objects.count)
        var twins: [KnownObject.Key: [KnownObject]] = [:]
        for object in objects {
            let key = object.key
            guard let first = byKey.updateValue(object, forKey: key) else { continue }
            byKey[key] = first
            twins[key, default: [first]].append(object)
        }
        (self.byKey, self.twins) = (byKey, twins)
    }

    /// Whether nothing of it is to be seen in any set.
    var isEmpty: Bool { objects.isEmpty && gone.isEmpty }

    /// Whether what a lower layer has under this name is not to be seen.
    func hides(_ key: KnownObject.Key) -> Bool { byKey[key] != nil || gone.contains(key) }

    /// How many objects of the kind the namespace has.
    func count(_ kind: ObjectKind, in namespace: String) -> Int {
        guard let objects = byKind[kind] else { return 0 }
        if let made = counts.withLock({ $0[kind] }) { return made[namespace] ?? 0 }
        let made = objects.reduce(into: [:]) { $0[$1.namespace, default: 0] += 1 }
        counts.withLock { $0[kind] = made }
        return made[namespace] ?? 0
    }

    /// What `index` finds under `word`, in the order of the layer.
    func objects(_ index: SetIndex, _ word: String) -> [KnownObject] { made(index).words[word] ?? [] }

    /// How many objects `index` finds under one word at most.
    func most(_ index: SetIndex) -> Int { made(index).most }

    /// Two askers at once may both make it: the result is the same, and no lock is held meanwhile.
    private func made(_ index: SetIndex) -> MadeIndex {
        let id = ObjectIdentifier(index)
        if let made = indexes.withLock({ $0[id] }) { return made }
        let words = words(index)
        let made = MadeIndex(index: index, words: words, most: words.values.lazy.map(\.count).max() ?? 0)
        indexes.withLock { $0[id] = made }
        return made
    }

    private func words(_ index: SetIndex) -> [String: [KnownObject]] {
        let kinds = (index.kinds ?? Array(byKind.keys)) + (index.holdsForeignTemplates ? foreignTemplates : [])
        var words: [String: [KnownObject]] = [:]
        words.reserveCapacity(kinds.reduce(0) { $0 + (byKind[$1]?.count ?? 0) })
        for kind in kinds {
            for object in byKind[kind] ?? [] {
                for word in index.keys(object) { words[word, default: []].appendOnce(object) }
            }
        }
        return words
    }
}

extension [KnownObject] {
    /// Appends an object that may have been appended just before.
    fileprivate mutating func appendOnce(_ object: KnownObject) {
        if last !== object { append(object) }
    }
}
