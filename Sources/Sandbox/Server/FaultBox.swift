import Synchronization

/// The faults that are switched on.
final class FaultBox: Sendable {
    private let faults = Mutex<[Fault]>([])

    func add(_ fault: Fault) { faults.withLock { $0.append(fault) } }
    func clear() { faults.withLock { $0 = [] } }
    var all: [Fault] { faults.withLock { $0 } }

    /// What goes wrong with one request: at most one delay and one other effect, each used up by one.
    func take(_ method: String, _ path: String, isDryRun: Bool) -> [Fault.Effect] {
        faults.withLock { faults in
            guard !faults.isEmpty else { return [] }
            var effects: [Fault.Effect] = []
            for index in faults.indices where faults[index].requests != 0 {
                guard faults[index].hits(method, path, isDryRun: isDryRun) else { continue }
                let effect = faults[index].effect
                guard !effects.contains(where: { $0.isDelay == effect.isDelay }) else { continue }
                effects.append(effect)
                if let left = faults[index].requests { faults[index].requests = left - 1 }
            }
            faults.removeAll { ($0.requests ?? 1) <= 0 }
            return effects
        }
    }
}

extension Fault.Effect {
    fileprivate var isDelay: Bool {
        if case .delay = self { true } else { false }
    }
}
