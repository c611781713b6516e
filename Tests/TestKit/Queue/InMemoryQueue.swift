package import Ports
import Synchronization

/// One queue in memory, with the rules of a quorum queue that matter: prefetch, redelivery, delivery limit, dead
/// letters.
package final class InMemoryQueue<Payload: Sendable, Element: Sendable>: Sendable {
    struct Entry {
        let payload: Payload
        var returns = 0
    }

    struct Waiter {
        let id: UInt64
        let subscription: UInt64
        let max: Int
        let continuation: CheckedContinuation<[Element]?, Never>
    }

    struct Subscriber {
        let prefetch: Int
        var held: [UInt64: Entry] = [:]
        var lastNumber: UInt64 = 0
        var isCancelled = false
    }

    struct State {
        var ready: [Entry] = []
        var dead: [Payload] = []
        var subscribers: [UInt64: Subscriber] = [:]
        var waiters: [Waiter] = []
        var cancelledWaiters: Set<UInt64> = []
        var lastID: UInt64 = 0

        mutating func nextID() -> UInt64 {
            lastID += 1
            return lastID
        }
    }

    let state = Mutex(State())
    private let deliveryLimit: Int
    private let deliver: @Sendable (Payload, DeliveryTag, Bool) -> Element

    /// - Parameter deliver: makes a delivery of a payload, its tag, and whether it was delivered before.
    package init(deliveryLimit: Int = 20, deliver: @escaping @Sendable (Payload, DeliveryTag, Bool) -> Element) {
        self.deliveryLimit = deliveryLimit
        self.deliver = deliver
    }

    /// What waits, oldest first.
    package var waiting: [Payload] { state.withLock { $0.ready.map(\.payload) } }

    /// How much waits or is held by a subscriber that has not acknowledged it.
    package var unfinished: Int {
        state.withLock { $0.ready.count + $0.subscribers.values.reduce(0) { $0 + $1.held.count } }
    }

    /// What was rejected or came back too often.
    package var dead: [Payload] { state.withLock { $0.dead } }

    package func put(_ payload: Payload) {
        change { $0.ready.append(Entry(payload: payload)) }
    }

    /// What happens when every consumer loses its connection: all that is held comes back, and the old tags are worth
    /// nothing. The subscriptions live on.
    package func loseConnections() {
        change { state in
            for id in state.subscribers.keys.sorted() { self.takeBack(from: id, in: &state) }
        }
    }

    package func subscribe(prefetch: Int) -> InMemorySubscription<Payload, Element> {
        let id = state.withLock { state in
            let id = state.nextID()
            state.subscribers[id] = Subscriber(prefetch: Swift.max(1, prefetch))
            return id
        }
        return InMemorySubscription(queue: self, id: id)
    }

    /// Changes the state, then serves whoever can be served.
    func change(_ body: (inout State) -> Void) {
        let served = state.withLock { state in
            body(&state)
            return serve(&state)
        }
        for (waiter, elements) in served { waiter.continuation.resume(returning: elements) }
    }

    /// Puts back what a subscriber holds, in its old order, at the front.
    func takeBack(from subscription: UInt64, in state: inout State) {
        let held = state.subscribers[subscription]?.held ?? [:]
        state.subscribers[subscription]?.held = [:]
        putBack(held.sorted { $0.key < $1.key }.map(\.value), in: &state)
    }

    func putBack(_ entries: [Entry], in state: inout State) {
        let counted = entries.map { Entry(payload: $0.payload, returns: $0.returns + 1) }
        state.dead += counted.filter { $0.returns > deliveryLimit }.map(\.payload)
        state.ready.insert(contentsOf: counted.filter { $0.returns <= deliveryLimit }, at: 0)
    }

    private func serve(_ state: inout State) -> [(Waiter, [Element]?)] {
        var (served, left): ([(Waiter, [Element]?)], [Waiter]) = ([], [])
        for waiter in state.waiters {
            if let answer = answer(waiter, &state) { served.append((waiter, answer)) } else { left.append(waiter) }
        }
        state.waiters = left
        return served
    }

    /// What `waiter` gets: deliveries, the end (`.some(nil)`), or nothing yet (`nil`).
    private func answer(_ waiter: Waiter, _ state: inout State) -> [Element]?? {
        if state.cancelledWaiters.remove(waiter.id) != nil { return .some(nil) }
        guard var subscriber = state.subscribers[waiter.subscription], !subscriber.isCancelled else {
            return .some(nil)
        }
        let count = min(waiter.max, subscriber.prefetch - subscriber.held.count, state.ready.count)
        guard count > 0 else { return nil }
        var elements: [Element] = []
        for entry in state.ready.prefix(count) {
            subscriber.lastNumber += 1
            subscriber.held[subscriber.lastNumber] = entry
            let tag = DeliveryTag(channel: waiter.subscription, number: subscriber.lastNumber)
            elements.append(deliver(entry.payload, tag, entry.returns > 0))
        }
        state.ready.removeFirst(count)
        state.subscribers[waiter.subscription] = subscriber
        return elements
    }
}
