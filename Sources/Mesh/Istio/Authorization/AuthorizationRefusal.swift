import Domain
import MeshModel

/// Why a change of an AuthorizationPolicy cannot be made for some pods only.
enum AuthorizationRefusal {
    case removal
    case actionChanges
    case providerChanges
    case stopsEnforcing
    case custom
    case matchesLess(AuthorizationRules.Action, String)
    case unprovable(String)
    case unsayable(String)
    case overlaps(denied: String, MeshObjectName, allowed: String)
    case overlapsNew(denied: String, allowed: String)

    var impossible: Impossible { Impossible(reason, offers: [.clusters]) }

    /// How to see what the new version would do, where it cannot be given to some pods.
    private static let dryRun =
        "Roll it out cluster by cluster; a policy of its own with istio.io/dry-run shows first what it would do"

    private var reason: String {
        switch self {
        case .removal:
            """
            no object can take a policy from some of the pods that it selects, and where a pod's last ALLOW policy goes, \
            everything is allowed. Remove it cluster by cluster
            """
        case .actionChanges:
            """
            the action changes, so that the pods of one version and those of the other would have nothing in common. Add \
            a second policy with the new action and remove this one afterwards, or roll it out cluster by cluster
            """
        case .providerChanges:
            "the provider changes, and a pod has one provider at most. Roll it out cluster by cluster"
        case .stopsEnforcing:
            """
            the new version is only watched (istio.io/dry-run), which takes the policy away, and no object can take a \
            policy from some of the pods that it selects. Roll it out cluster by cluster
            """
        case .custom:
            """
            a CUSTOM policy asks an external authorizer, so that nobody can tell what a change of its rules allows or \
            denies. Roll it out cluster by cluster, or add a CUSTOM policy for what is new
            """
        case .matchesLess(let action, let freed):
            """
            the new version matches less (no longer: \(freed)), and no object can take a \(action.rawValue) from some of \
            the pods. Roll it out cluster by cluster
            """
        case .unprovable(let why):
            "what the change allows and denies cannot be told apart for certain (\(why)). \(Self.dryRun)"
        case .unsayable(let denied):
            "what is taken away (\(denied)) cannot be said in one DENY rule. Write the rules in another way. \(Self.dryRun)"
        case .overlaps(let denied, let name, let allowed):
            """
            a DENY of what is taken away (\(denied)) could hit what \(name) allows, or is to allow, on some of the pods (\(allowed)). \
            \(Self.dryRun)
            """
        case .overlapsNew(let denied, let allowed):
            """
            a DENY of what is taken away (\(denied)) could hit what the new version allows (\(allowed)). \(Self.dryRun)
            """
        }
    }
}
