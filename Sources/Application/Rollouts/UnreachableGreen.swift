import Domain
import Ports

/// Smoke tests that no request could take to green.
///
/// Where pods are chosen by a label that none has before the switch, a smoke test would look at blue, and say that
/// green is good. A VirtualService's green has the header, whatever its unit.
struct UnreachableGreen: Hashable, CustomStringConvertible {
    let policy: PolicyKey

    /// - Parameter objects: All policies of the deployment. `nil` where green of one of them can be reached.
    init?(_ objects: [BundleObject], units: [ID<Policy>: CohortUnit]) {
        guard objects.allSatisfy({ Self.isBlind(to: $0.key, units[$0.policy]) }), let first = objects.first else {
            return nil
        }
        policy = first.key
    }

    /// Whether no request can meet the policy's green before the switch.
    static func isBlind(to policy: PolicyKey, _ unit: CohortUnit?) -> Bool {
        unit == .workloads && policy.kind != .virtualService
    }

    var description: String {
        "Smoke tests cannot reach green: \(policy) is for the pods that a label chooses, and no pod has green's label "
            + "before the switch, so that every request meets blue. Leave smokeTests out and let `watch` judge after the "
            + "switch, or use Canary, whose first pods have the new version while it soaks"
    }
}
