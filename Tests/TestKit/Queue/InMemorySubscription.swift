package import Ports
import Synchronization

/// A subscription to an `InMemoryQueue`.
package struct InMemorySubscription<Payload: Sendable, Element: Sendable>: QueueSubscription {
    let queue: InMemoryQueue<Payload, Element>
    let id: UInt64

    package func next(max: Int) async -> [Element]? {
        let waiterID = queue.state.withLock { $0.nextID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.change { state in
                    state.waiters.append(
                        .init(
                            id: waiterID, subscription: id, max: Swift.max(1, max), continuation: continuation))
                }
            }
        } onCancel: {
            queue.change { _ = $0.cancelledWaiters.insert(waiterID) }
        }
    }

    package func ack(_ tags: [DeliveryTag]) {
        queue.change { state in
            for tag in tags where tag.channel == id { state.subscribers[id]?.held[tag.number] = nil }
        }
    }

    package func reject(_ tags: [DeliveryTag], requeue: Bool) {
        queue.change { state in
            let entries = tags.filter { $0.channel == id }.compactMap {
                state.subscribers[id]?.held.removeValue(forKey: $0.number)
            }
            if requeue { queue.putBack(entries, in: &state) } else { state.dead += entries.map(\.payload) }
        }
    }

    package func cancel() async {
        queue.change { $0.subscribers[id]?.isCancelled = true }
    }
}
