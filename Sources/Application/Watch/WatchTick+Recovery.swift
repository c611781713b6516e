import Domain
import Ports

/// After the way back: is the traffic as it was before the rollout? It is looked at until it is, for four rate windows
/// at the most; nothing follows from the answer.
extension WatchTick {
    /// So many rate windows are given to the traffic.
    private static let windows = 4
    /// What a rate window usually is: where Prometheus does not answer, nobody knows.
    private static let usualWindow = Duration.seconds(60)

    func observe(_ reading: Reading, since restoredAt: Timestamp, custom: [String: CustomSample]) -> WatchUpdate {
        let memory = WatchMemory(json: watch.state)
        var parts: [JSONValue] = []
        var steps: [SoakStep] = []
        for (index, part) in measurements.enumerated() {
            let known = memory.parts.indices.contains(index) ? memory.parts[index] : WatchMemory.Part()
            let measured = (isOwn(part, reading) ? reading.now : nil).map { snapshot in
                // Nobody has the new version any more: all are compared with all of the time before.
                charged(
                    MeasuredTraffic(cohort: whole(part, in: snapshot), before: known.before, window: reading.window),
                    part, known, reading)
            }
            let step = judge(measured, custom, since: restoredAt)
            steps.append(step)
            parts.append(answer(part, measured, step, known))
        }
        let recovery = recovery(of: steps, reading, since: restoredAt)
        return WatchUpdate(
            at: place, state: memory.json, evaluation: evaluation(parts, recovery, reading, since: restoredAt),
            isLast: recovery.isFinal)
    }

    /// The rules as they are, without what they remember: each value by itself is good or bad.
    private func judge(
        _ measured: MeasuredTraffic?, _ custom: [String: CustomSample], since restoredAt: Timestamp
    ) -> SoakStep {
        let reading = measured.map { SoakReading.measured($0, custom: custom) } ?? .unreachable
        let soak = Soak(startedAt: restoredAt, duration: .zero)
        return SoakEvaluator(rules: rules, soak: soak, tick: interval)
            .evaluate(reading, at: at, after: SoakState())
    }

    /// How long it is looked at, at the most.
    private static func time(_ reading: Reading) -> Duration {
        (reading.window > .zero ? reading.window : usualWindow) * windows
    }

    private func recovery(of steps: [SoakStep], _ reading: Reading, since restoredAt: Timestamp) -> Recovery {
        let looked = (reading.takenAt ?? at) - restoredAt
        let isOver = at - restoredAt >= Self.time(reading)
        // A window that begins before the restore still shows what was restored.
        guard reading.now != nil, looked >= reading.window else { return isOver ? .unknown : .waiting }
        switch steps.areGood {
        case true?: return .recovered
        case false?: return isOver ? .notRecovered : .waiting
        case nil: return isOver ? .unknown : .waiting
        }
    }

    private func evaluation(
        _ parts: [JSONValue], _ recovery: Recovery, _ reading: Reading, since restoredAt: Timestamp
    ) -> JSONValue {
        var members = evaluation(parts, .goOn, reading).object ?? [:]
        members["startedAt"] = .string(restoredAt.description)
        members["elapsedSeconds"] = seconds(at - restoredAt)
        members["durationSeconds"] = seconds(Self.time(reading))
        members["outcome"] = .string(recovery.rawValue)
        return .object(members)
    }
}

/// What is known of the traffic after the way back.
enum Recovery: String, Hashable, Sendable {
    /// It is still being looked at.
    case waiting = "recovering"
    case recovered
    case notRecovered
    /// There was nothing to judge it by.
    case unknown = "recoveryUnknown"

    var isFinal: Bool { self != .waiting }
}

extension [SoakStep] {
    /// Whether every value that could be judged is good; `nil` where none could.
    fileprivate var areGood: Bool? {
        var isJudged = false
        for evaluation in flatMap(\.evaluations) {
            switch evaluation.verdict {
            case .breached, .breaching: return false
            case .ok: isJudged = true
            case .noData, .tooFewSamples, .observed: break
            }
        }
        return isJudged ? true : nil
    }
}
