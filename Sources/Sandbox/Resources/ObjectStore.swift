import Domain

/// The objects, in memory, with the history that watches need. A value: its owner holds the lock.
struct ObjectStore {
    /// One change, as a watch tells it.
    struct Event: Sendable {
        enum Change: String, Sendable {
            case added = "ADDED"
            case modified = "MODIFIED"
            case deleted = "DELETED"
        }

        let revision: Int64
        let change: Change
        let key: ObjectKey
        let body: JSONValue
        /// The object before the change; a watch by label needs it to tell that an object left its selection.
        let before: JSONValue?
    }

    /// How many changes a watch may be behind before it has to list again.
    static let historyLength = 10_000

    private(set) var revision: Int64 = 0
    private var objects: [ResourceType: [ObjectKey: JSONValue]] = [:]
    private var events: [Event] = []
    /// The revision of the last change that has been forgotten.
    private(set) var forgotten: Int64 = 0

    subscript(key: ObjectKey) -> JSONValue? { objects[key.type]?[key] }

    /// The objects of a type in the order of lists; `namespace` empty means all.
    func all(_ type: ResourceType, namespace: String) -> [(key: ObjectKey, value: JSONValue)] {
        let all = objects[type] ?? [:]
        let chosen = namespace.isEmpty ? Array(all) : all.filter { $0.key.namespace == namespace }.map { $0 }
        return chosen.sorted { $0.key < $1.key }
    }

    /// Everything that there is, each type in the order of lists.
    var byType: [(type: ResourceType, objects: [JSONValue])] {
        objects.map { type, all in (type, all.sorted { $0.key < $1.key }.map(\.value)) }
            .sorted { ($0.type.group, $0.type.plural) < ($1.type.group, $1.type.plural) }
    }

    /// Every object of a namespace, whatever its type.
    func contents(of namespace: String) -> [ObjectKey] {
        objects.values.flatMap { $0.keys.filter { $0.namespace == namespace } }
    }

    /// Stores `body` as the object's next revision; returns it with its resourceVersion.
    mutating func put(_ body: JSONValue, at key: ObjectKey) -> (body: JSONValue, event: Event) {
        revision += 1
        var stored = body
        stored.setMetadata("resourceVersion", .string(String(revision)))
        let before = objects[key.type, default: [:]].updateValue(stored, forKey: key)
        let event = Event(
            revision: revision, change: before == nil ? .added : .modified, key: key, body: stored, before: before)
        remember(event)
        return (stored, event)
    }

    /// Removes the object; `nil` where there is none.
    mutating func remove(_ key: ObjectKey) -> Event? {
        guard let before = objects[key.type]?.removeValue(forKey: key) else { return nil }
        revision += 1
        var last = before
        last.setMetadata("resourceVersion", .string(String(revision)))
        let event = Event(revision: revision, change: .deleted, key: key, body: last, before: before)
        remember(event)
        return event
    }

    /// The changes after `revision`; `nil` where some of them have been forgotten.
    func changes(after revision: Int64) -> ArraySlice<Event>? {
        guard revision >= forgotten else { return nil }
        // Revisions rise by one per event, so the place of the first one can be computed.
        let skipped = Int(clamping: revision - forgotten)
        return events.dropFirst(skipped)
    }

    /// Forgets all changes so far, as time does.
    mutating func forgetChanges() {
        events = []
        forgotten = revision
    }

    private mutating func remember(_ event: Event) {
        events.append(event)
        guard events.count > 2 * Self.historyLength else { return }
        events.removeFirst(Self.historyLength)
        forgotten = (events.first?.revision ?? revision + 1) - 1
    }
}

extension JSONValue {
    /// Sets one member of `metadata`; `nil` removes it.
    mutating func setMetadata(_ key: String, _ value: JSONValue?) {
        var metadata = self["metadata"] ?? .object([:])
        metadata[key] = value
        self["metadata"] = metadata
    }

    func metadata(_ key: String) -> JSONValue? { self["metadata"]?[key] }
}
