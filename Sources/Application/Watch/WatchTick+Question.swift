import Domain
import Ports

/// What a watch lacks to judge by.
enum WatchLack: String, Hashable, Sendable {
    /// Prometheus gives no answer.
    case answer
    /// It answers, and something that is needed is not among it.
    case data
}

/// A person was asked for want of data and has not decided: what they read is what is so now, not what once was.
extension WatchTick {
    /// What is to be told of the question that stands; `nil`: nothing new. What the tick decides itself is told by
    /// that.
    ///
    /// - Parameters:
    ///   - outcome: Of the present tick.
    ///   - lack: What is missing at the present tick.
    ///   - asked: What the memory said before the present tick.
    func news(_ outcome: SoakOutcome, _ lack: WatchLack?, asked: WatchLack?) -> WatchVerdict.Outcome? {
        guard watch.isHeld, let asked else { return nil }
        switch outcome {
        case .pause(let reason): return lack == asked ? nil : .explained(reason: named(reason), isOver: false)
        case .goOn, .passed: return .explained(reason: named(asked.ending(at)), isOver: true)
        case .breached: return nil
        }
    }
}

extension WatchLack {
    /// That it is over, and what to do: nothing goes on by itself while a person is asked for.
    fileprivate func ending(_ moment: Timestamp) -> String {
        let since = "since \(moment.description.prefix(19))Z"
        let next = "resume it to go on, or abort it"
        return switch self {
        case .answer: "it was paused while Prometheus gave no answer; \(since) it answers again: \(next)"
        case .data: "it was paused for want of data; \(since) there is enough to judge by: \(next)"
        }
    }
}
