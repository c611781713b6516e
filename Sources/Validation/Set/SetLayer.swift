import Synchronization

/// Objects that belong together, e.g. the live ones of a cluster, with indexes that are made once.
final class SetLayer: Sendable {
    let objects: [KnownObject]
    let byKind: [ObjectKind: [KnownObject]]
    let byKey: [KnownObject.Key: KnownObject]
    private let indexes = Mutex<[String: [String: [KnownObject]]]>([:])

    init(_ objects: [KnownObject]) {
        self.objects = objects
        byKind = Dictionary(grouping: objects, by: \.kind)
        byKey = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
    }

    /// What `index` finds under `word`, in the order of the layer.
    func objects(_ index: SetIndex, _ word: String) -> [KnownObject] {
        made(index)[word] ?? []
    }

    /// Two askers at once may both make it: the result is the same, and no lock is held meanwhile.
    private func made(_ index: SetIndex) -> [String: [KnownObject]] {
        if let made = indexes.withLock({ $0[index.name] }) { return made }
        var words: [String: [KnownObject]] = [:]
        for kind in index.kinds ?? Array(byKind.keys) {
            for object in byKind[kind] ?? [] {
                for word in Set(index.keys(object)) { words[word, default: []].append(object) }
            }
        }
        indexes.withLock { $0[index.name] = words }
        return words
    }
}
