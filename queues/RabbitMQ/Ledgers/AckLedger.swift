/// Which deliveries of one channel are still ours, and what to tell the broker about those that are not: as few
/// frames as possible, because "all up to n" costs the broker as little as one.
struct AckLedger {
    /// What the broker is to be told, in order.
    enum Frame: Hashable {
        case ack(UInt64, multiple: Bool)
        case reject(UInt64, requeue: Bool)
    }

    private enum State {
        case held
        case acked
        case gone
    }

    private var states: [State] = []
    private var settledPrefix = 0
    private var base: UInt64 = 1
    private var rejects: [Frame] = []
    private var pendingAcks: [UInt64] = []
    /// Deliveries that the broker still counts as ours.
    private(set) var held = 0

    /// Notes a delivery.
    /// - Returns: whether the broker counts as it must: from 1, one by one.
    mutating func deliver(_ number: UInt64) -> Bool {
        guard number == base + UInt64(states.count) else { return false }
        states.append(.held)
        held += 1
        return true
    }

    /// Notes that the work of `number` is done. Not ours any more (or never): ignored.
    mutating func ack(_ number: UInt64) {
        guard let index = index(ofHeld: number) else { return }
        states[index] = .acked
        pendingAcks.append(number)
        held -= 1
    }

    /// Notes that `number` is given back. Not ours any more (or never): ignored.
    mutating func reject(_ number: UInt64, requeue: Bool) {
        guard let index = index(ofHeld: number) else { return }
        states[index] = .gone
        rejects.append(.reject(number, requeue: requeue))
        held -= 1
    }

    var hasNews: Bool { !rejects.isEmpty || !pendingAcks.isEmpty }

    /// The frames for everything noted since the last call. Rejections come first: "all up to n" would otherwise
    /// acknowledge them.
    mutating func takeFrames() -> [Frame] {
        guard hasNews else { return [] }
        var frames = rejects
        rejects.removeAll(keepingCapacity: true)
        let prefixEnd = endOfSettledPrefix()
        let inPrefix = pendingAcks.filter { $0 < prefixEnd }
        if let last = inPrefix.max() { frames.append(.ack(last, multiple: inPrefix.count > 1)) }
        for number in pendingAcks where number >= prefixEnd { frames.append(.ack(number, multiple: false)) }
        for number in pendingAcks { states[Int(number - base)] = .gone }
        pendingAcks.removeAll(keepingCapacity: true)
        compact()
        return frames
    }

    private func index(ofHeld number: UInt64) -> Int? {
        guard number >= base, number - base < UInt64(states.count) else { return nil }
        let index = Int(number - base)
        return states[index] == .held ? index : nil
    }

    /// The first number that is still held.
    private mutating func endOfSettledPrefix() -> UInt64 {
        while settledPrefix < states.count, states[settledPrefix] != .held { settledPrefix += 1 }
        return base + UInt64(settledPrefix)
    }

    private mutating func compact() {
        guard settledPrefix == states.count || settledPrefix > 1024 && settledPrefix > states.count / 2 else { return }
        states.removeFirst(settledPrefix)
        base += UInt64(settledPrefix)
        settledPrefix = 0
    }
}
