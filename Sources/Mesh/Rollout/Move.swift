package import Domain

/// One write (or wait) on the way from one scene to the next. Moves are done in order, each when the one before has
/// succeeded; all of a list may be done again after a crash, so each says what is to be, not what is to change.
package enum Move: Hashable, Sendable {
    /// The object is to be this, whether it is there or not.
    case write(MeshObject)
    /// Where the object is there, it is to be this; where it is not, nothing is done. For the way back, which must not
    /// raise what it has removed before.
    case overwrite(MeshObject)
    /// The object is not to be there.
    case remove(MeshObjectName)
    /// The object is to be exactly what was captured of it before the rollout's first write (or absent again).
    case restore(MeshObjectName)
    /// The pods of the share, and no others of the scope, are to have the cohort's label.
    case label(Share)
    /// No pod is to have the cohort's label.
    case unlabel
    /// What was written so far has to reach the proxies before the next move.
    case settle
}

/// Why a policy cannot be rolled out in a unit or to a scene, and in which units it can.
package struct Impossible: Error, Hashable, Sendable {
    /// A sentence for people, without the offers.
    package let reason: String
    package let offers: [CohortUnit]

    package init(_ reason: String, offers: [CohortUnit]) {
        self.reason = reason
        self.offers = offers
    }
}
