import Domain
import Ports

/// What a rollout's watch measured of a service last: of its cohort and of those beside it.
struct RolloutReading: Sendable {
    private let deployment: ID<Deployment>
    private let part: CohortMeasurement
    private let measured: JSONValue
    /// When it was measured.
    let at: Timestamp

    /// How much older than the newest a reading may be: what rollouts before it have measured is no news.
    private static let spread = Duration.seconds(60)

    /// By the namespaces of the services of that name that the rollouts' traffic goes to: what was measured last.
    static func all(
        of name: String, in namespace: String?, _ rollouts: [MeasuredRollout]
    ) -> [String: [RolloutReading]] {
        var readings: [String: [RolloutReading]] = [:]
        for rollout in rollouts {
            for part in rollout.cohort.measurements {
                let spaces = part.measurement.namespaces(of: name).filter { namespace == nil || $0 == namespace }
                guard !spaces.isEmpty, let reading = RolloutReading(rollout, part) else { continue }
                for space in spaces { readings[space, default: []].append(reading) }
            }
        }
        return readings.mapValues { found in
            guard let newest = found.map(\.at).max() else { return found }
            return found.filter { newest - $0.at <= spread }
        }
    }

    /// `nil` where the evaluation has nothing of it.
    private init?(_ rollout: MeasuredRollout, _ part: CohortMeasurement) {
        let policies = part.policies.map { JSONValue.string($0.description) }
        let found = rollout.evaluation.evaluation["measurements"]?.array?.first {
            $0["policies"]?.array == policies && $0["side"]?.string == part.measurement.side.rawValue
        }
        guard let found, found["cohort"] != nil else { return nil }
        (deployment, self.part, measured, at) = (rollout.cohort.deployment, part, found, rollout.evaluation.at)
    }

    func json(now: Timestamp) -> JSONValue {
        var members: [String: JSONValue] = [
            "deployment": .string(deployment.description), "at": .string(at.description),
            "ageSeconds": max(now - at, .zero).shownSeconds, "unit": .string(part.unit.rawValue),
            "side": .string(part.measurement.side.rawValue),
        ]
        for member in ["cohort", "baseline"] { members[member] = measured[member] }
        return .object(members)
    }
}

extension Measurement {
    fileprivate func namespaces(of service: String) -> [String] {
        Set((services + baselineServices + failuresTo).filter { $0.name == service }.map(\.namespace)).sorted()
    }
}
