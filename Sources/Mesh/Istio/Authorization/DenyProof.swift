import Domain
import MeshModel

/// Proves that a DENY copy hits nothing that is to stay allowed.
///
/// It reads the copy as Istio will. On plain TCP a DENY rule matches as if its HTTP fields were not there; that is no
/// danger, since an ALLOW rule with such fields matches no plain TCP at all, and from one without them the DENY differs
/// in other fields, or it would hit its HTTP requests too. The proof looks at both all the same.
struct DenyProof {
    let copy: WorkloadPolicy
    let new: AuthorizationRules
    let others: OtherAllowPolicies

    /// What the copy denies; throws where it could be too much.
    func denied() throws(Impossible) -> RequestSet {
        let denied = AuthorizationRules(copy.document).matched
        if let hit = denied.firstOverlap(with: new.matched.union(others.onAllPods)) {
            throw AuthorizationRefusal.overlapsNew(denied: hit.own.description, allowed: hit.other.description)
                .impossible
        }
        for other in others.onSome {
            guard let hit = denied.firstOverlap(with: other.matched) else { continue }
            throw AuthorizationRefusal.overlaps(
                denied: hit.own.description, other.name, allowed: hit.other.description
            ).impossible
        }
        return denied
    }
}
