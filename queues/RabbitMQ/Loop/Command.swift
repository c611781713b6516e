import Ports

/// What the rest of the program asks a connection's thread to do.
enum Command: Sendable {
    typealias Completion<Value> = @Sendable (Value) -> Void

    /// Opens channel `id` for a purpose.
    case open(id: UInt64, ChannelPurpose, Completion<Result<Reply, PortError>>)
    case request(id: UInt64, Request, Completion<Result<Reply, PortError>>)
    case publish(id: UInt64, [OutgoingMessage], Completion<[PublishOutcome]>)
    case ack(id: UInt64, [UInt64])
    case reject(id: UInt64, [UInt64], requeue: Bool)
    /// Closes channel `id` as soon as no delivery on it is held.
    case retire(id: UInt64)
    /// Sends what is waiting, waits for confirms and for the broker's farewell, all within the limit. The reason is
    /// what everybody gets to hear who comes later.
    case close(within: Duration, reason: PortError)

    /// Answers it without doing it.
    func fail(_ error: PortError) {
        switch self {
        case .open(_, _, let completion), .request(_, _, let completion): completion(.failure(error))
        case .publish(_, let messages, let completion):
            completion(Array(repeating: .lost(error.message), count: messages.count))
        case .ack, .reject, .retire, .close: break
        }
    }
}

/// What a channel is for.
enum ChannelPurpose: Sendable {
    case requests
    /// `ended` is called once, when the channel is gone, on the connection's thread; it must not wait.
    case publishing(ended: @Sendable (PortError) -> Void)
    /// Deliveries go to `deliver`, a batch at a time; `ended` is called once, when no more will come. Both are called
    /// on the connection's thread and must not wait.
    case consuming(deliver: @Sendable ([Delivery]) -> Void, ended: @Sendable (PortError) -> Void)
}
