import Domain
import Ports

/// What is counted of the ticks that saw nothing: their time passes like any other.
extension WatchMemory {
    /// - Parameters:
    ///   - isWatched: A soak or a comparison is under way, and the rates are of it alone.
    ///   - hasNoValue: Nothing was seen that anything could be decided by.
    mutating func count(isWatched: Bool, hasNoValue: Bool) {
        guard isWatched else { return }
        ticks += 1
        if hasNoValue { ticksWithoutData += 1 }
    }

    /// For answers; empty before the first tick that counts.
    var ticksSeen: [String: JSONValue] {
        ticks == 0
            ? [:] : ["ticks": .int(Int64(ticks)), "ticksWithoutData": .int(Int64(ticksWithoutData))]
    }
}

extension WatchTick {
    /// Whether nothing was seen that anything could be decided by. Of rules that may be missing one value alone says
    /// little: where others ask for data, those count.
    func hasNoValue(_ step: SoakStep) -> Bool {
        let deciding = zip(rules, step.evaluations).filter { !$0.0.isObserveOnly }
        guard !deciding.isEmpty else { return false }
        let asking = deciding.filter { $0.0.noData != .ignore }
        return (asking.isEmpty ? deciding : asking).allSatisfy { $0.1.value == nil }
    }

    /// Said of what passes: part of its time, or all of it, was only waited.
    func unseenTicksNote(_ outcome: SoakOutcome, _ memory: WatchMemory) -> String? {
        guard case .soak = watch.subject, outcome == .passed, memory.ticksWithoutData > 0 else { return nil }
        guard memory.ticksWithoutData < memory.ticks else {
            return "No tick of this step had data: it has passed by its time alone, and nothing was judged"
        }
        return "\(memory.ticksWithoutData) of the \(memory.ticks) ticks of this step had no data: their time counts as "
            + "watched, and nothing was judged then"
    }
}
