package import Domain

/// The table of kinds: where to ask how a policy is rolled out.
package enum Mechanics {
    package typealias Change = PolicyChange

    /// The mechanics of a kind.
    package static func of(_ kind: PolicyKind) -> any KindMechanics.Type {
        switch kind {
        case .virtualService: VirtualServiceMechanics.self
        case .destinationRule: DestinationRuleMechanics.self
        case .gateway: GatewayMechanics.self
        case .serviceEntry: ServiceEntryMechanics.self
        case .authorizationPolicy: AuthorizationPolicyMechanics.self
        case .requestAuthentication: RequestAuthenticationMechanics.self
        case .peerAuthentication: PeerAuthenticationMechanics.self
        case .sidecar: SidecarMechanics.self
        case .envoyFilter: EnvoyFilterMechanics.self
        case .server: ServerMechanics.self
        case .serverAuthorization: ServerAuthorizationMechanics.self
        case .httpRoute: HTTPRouteMechanics.self
        case .trafficSplit: TrafficSplitMechanics.self
        case .serviceProfile: ServiceProfileMechanics.self
        }
    }

    /// The units that a kind can have in principle, the finest first.
    package static func units(of kind: PolicyKind) -> [CohortUnit] {
        CohortUnit.allCases.filter { of(kind).units[$0]?.isPossible == true }
    }

    /// The book of a change in `unit`, or where `unit` is `nil` in the finest unit that the change can have within one
    /// cluster. Throws `Impossible` with the reasons where it can have none; `clusters` is always left. Policies of the
    /// rollout that have to go together (`RoutedRules`, `AuthorizedServers`) share one book; all of them have to be
    /// asked in one unit. Where the cluster has the new version already, any unit that the kind has will do: nothing is
    /// done there (`IdleBook`).
    package static func book(
        for change: PolicyChange, unit: CohortUnit?, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        let mechanics = of(change.key.kind)
        if let unit {
            if case .impossible(let why)? = mechanics.units[unit] {
                throw Impossible(why, offers: units(of: change.key.kind))
            }
            return try book(of: change, unit, surroundings, cohort)
        }
        var reasons: [String] = []
        for unit in units(of: change.key.kind) where unit != .clusters {
            do { return try book(of: change, unit, surroundings, cohort) } catch {
                reasons.append("\(unit.rawValue): \(error.reason)")
            }
        }
        if reasons.isEmpty { reasons = [mechanics.units[.workloads]?.text].compactMap(\.self) }
        throw Impossible(reasons.joined(separator: "; "), offers: [.clusters])
    }

    private static func book(
        of change: PolicyChange, _ unit: CohortUnit, _ surroundings: Surroundings, _ cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        if unit != .clusters, let together = RoutedRules(with: change, in: surroundings) {
            guard !together.isIdle else { return IdleBook(unit: unit) }
            return try together.book(of: change.key, unit: unit, in: surroundings, cohort: cohort)
        }
        if unit == .workloads, let together = AuthorizedServers(with: change, in: surroundings) {
            guard !together.isIdle else { return IdleBook(unit: unit) }
            return try together.book(of: change.key, in: surroundings, cohort: cohort)
        }
        guard unit == .clusters || !change.isIdle else { return IdleBook(unit: unit) }
        return try of(change.key.kind).book(for: change, unit: unit, in: surroundings, cohort: cohort)
    }
}

extension PolicyKind {
    /// Whether Istio reads objects of the kind from its root namespace for the whole mesh. Linkerd has none, and
    /// routes, gateways and entries are what they are in every namespace.
    package var looksAtRootNamespace: Bool {
        switch self {
        case .authorizationPolicy, .requestAuthentication, .peerAuthentication, .sidecar, .envoyFilter,
            .destinationRule:
            true
        case .virtualService, .gateway, .serviceEntry, .server, .serverAuthorization, .httpRoute, .trafficSplit,
            .serviceProfile:
            false
        }
    }
}
