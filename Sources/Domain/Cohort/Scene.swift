/// What a step of a rollout makes of the mesh. Every scene can be reached from the start and from every scene before
/// it in the plan; going back leads from any of them to the start.
package enum Scene: Hashable, Sendable {
    /// The new version stands beside and is only watched: Istio's `istio.io/dry-run`, Linkerd's `accessPolicy: audit`.
    case shadow
    /// The new version stands beside, invisible to production traffic (blue-green).
    case green
    /// A share of the whole has the new version (canary, rolling, A/B by cohort).
    case share(Share)
    /// Requests with a certain header or cookie get the new version (A/B).
    case variant(VariantMatch)
    /// The new version is everywhere; what stands beside stays until the next scene, so that the way back is short.
    case switched
    /// The new version is everywhere, and nothing else of the rollout is left.
    case promoted
}

extension Scene {
    /// The share that has the new version; `nil` where it is not a share that decides who has it.
    package var share: Share? { if case .share(let share) = self { share } else { nil } }

    /// Whether everybody has the new version.
    package var isEverywhere: Bool {
        switch self {
        case .switched, .promoted: true
        case .shadow, .green, .share, .variant: false
        }
    }
}

/// Which requests an A/B test gives the new version to.
package enum VariantMatch: Hashable, Sendable {
    case header(name: String, value: String)
    case cookie(name: String, value: String)
}
