import Domain
import Synchronization

/// The objects behind their lock, and everybody who watches them.
final class SharedStore: Sendable {
    typealias Events = AsyncStream<Told>

    /// What a watch is told.
    enum Told: Sendable {
        case event(ObjectStore.Event)
        /// Everything up to this revision has been told.
        case bookmark(Int64)
        /// The connection is to be cut.
        case cut
    }

    fileprivate struct State {
        var store = ObjectStore()
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
    }

    fileprivate struct Watcher {
        let type: ResourceType
        /// Empty: all namespaces.
        let namespace: String
        let events: Events.Continuation

        func wants(_ event: ObjectStore.Event) -> Bool {
            event.key.type == type && (namespace.isEmpty || event.key.namespace == namespace)
        }
    }

    /// A watch that has begun: what is known at its beginning, and what happens from then on.
    struct Watch {
        let id: Int
        let past: [ObjectStore.Event]
        let events: Events
    }

    private let state = Mutex(State())
    /// Told of every change, with the store locked.
    private let notice: @Sendable (ObjectStore.Event) -> Void

    init(notice: @escaping @Sendable (ObjectStore.Event) -> Void = { _ in }) { self.notice = notice }

    func read<Value: Sendable>(_ body: (ObjectStore) -> Value) -> Value {
        state.withLock { body($0.store) }
    }

    /// One write: the store is changed as a whole or, where it throws, not at all.
    func write<Value: Sendable>(
        _ body: (inout ObjectStore) throws(Refusal) -> (value: Value, events: [ObjectStore.Event])
    ) throws(Refusal) -> Value {
        try state.withLock { (state: inout State) throws(Refusal) -> Value in
            let (value, events) = try body(&state.store)
            for event in events {
                state.tell(event)
                notice(event)
            }
            return value
        }
    }

    /// Begins a watch after `revision`; where that is `nil`, what is there now comes first, as added. `nil` where the
    /// changes since then have been forgotten.
    func watch(_ type: ResourceType, namespace: String, after revision: Int64?) -> Watch? {
        let (events, continuation) = Events.makeStream(bufferingPolicy: .bufferingOldest(ObjectStore.historyLength))
        let watcher = Watcher(type: type, namespace: namespace, events: continuation)
        return state.withLock { state in
            var past: [ObjectStore.Event]
            if let revision {
                guard let changes = state.store.changes(after: revision) else { return nil }
                past = changes.filter(watcher.wants)
            } else {
                past = state.store.all(type, namespace: namespace).map { key, body in
                    ObjectStore.Event(
                        revision: state.store.revision, change: .added, key: key, body: body, before: nil)
                }
            }
            state.nextWatcher += 1
            let id = state.nextWatcher
            state.watchers[id] = watcher
            return Watch(id: id, past: past, events: events)
        }
    }

    /// Ends the events of a watch; what it was told before still comes.
    func endWatch(_ id: Int) {
        state.withLock { $0.watchers.removeValue(forKey: id) }?.events.finish()
    }

    /// Tells a watch how far the store is, in the order of the changes.
    func bookmark(_ id: Int) {
        state.withLock { state in _ = state.watchers[id]?.events.yield(.bookmark(state.store.revision)) }
    }

    /// Cuts the connections of all watches.
    func cutWatches() {
        let watchers = state.withLock { state in
            defer { state.watchers = [:] }
            return state.watchers.values.map(\.events)
        }
        for events in watchers {
            events.yield(.cut)
            events.finish()
        }
    }

    /// Forgets all changes so far: who watches from an earlier revision has to list again.
    func forgetChanges() { state.withLock { $0.store.forgetChanges() } }
}

extension SharedStore.State {
    /// A watcher that is too far behind is dropped: it has to list again, as with a real API server.
    fileprivate mutating func tell(_ event: ObjectStore.Event) {
        for (id, watcher) in watchers where watcher.wants(event) {
            if case .dropped = watcher.events.yield(.event(event)) {
                watcher.events.finish()
                watchers[id] = nil
            }
        }
    }
}
