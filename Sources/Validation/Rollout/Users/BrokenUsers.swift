import Domain
import MeshModel

/// What a change takes away from objects that nobody changes: each is judged beside what is to be, and beside the same
/// with the old version of the one that changes. What was wrong anyway is no fault of the change.
package struct BrokenUsers {
    /// An object that is there, and what is to become of it.
    package struct Change: Sendable {
        let old: KnownObject
        /// `nil`: it is to go.
        let new: KnownObject?

        package init(old: KnownObject, new: KnownObject?) {
            self.old = old
            self.new = new
        }

        /// What is not there yet. A PeerAuthentication or DestinationRule may take something away all the same:
        /// before, it was as if one said nothing of any mode. `nil` for the other kinds, which others do not refer to
        /// yet.
        package static func adding(_ new: KnownObject) -> Change? {
            guard let fields = modes[new.kind] else { return nil }
            var tree = new.tree
            for field in fields { tree["spec"]?[field] = nil }
            return Change(old: new.replacing(tree: tree), new: new)
        }

        private static let modes: [ObjectKind: [String]] = [
            .peerAuthentication: ["mtls", "portLevelMtls"], .destinationRule: ["trafficPolicy"],
        ]

        /// Whether anything is different for others.
        fileprivate var isOfConsequence: Bool {
            guard let new else { return true }
            return old.labels != new.labels || content(of: old) != content(of: new)
        }

        /// What stands beside the name: `spec`, or what the kind has in its place.
        private func content(of object: KnownObject) -> [String: JSONValue] {
            (object.tree.object ?? [:]).filter { !Self.beside.contains($0.key) }
        }

        private static let beside: Set = ["apiVersion", "kind", "metadata", "status"]
    }

    /// As the rules read it: with the cluster's domain exchanged.
    private let set: ValidationSet
    private let domain: ClusterDomain?
    private let settings: MeshSettings
    private let surroundings: Subject.Surroundings
    /// What there is to say about users beside what is to be.
    private var told: [KnownObject.Key: [Remark]] = [:]

    /// - Parameter set: Everything as it is to be, of which what changes is judged.
    package init(in set: ValidationSet, settings: MeshSettings) {
        domain = ClusterDomain(settings)
        let set = domain.map { $0.exchanged(set) } ?? set
        self.set = set
        self.settings = settings
        surroundings = Subject.Surroundings(set, settings)
    }

    /// What is to be said about a change, at the new version or, where the object goes, at the old one. Users that are
    /// judged themselves say it themselves.
    ///
    /// - Parameters:
    ///   - keys: Of which users something is to be said; `nil`: of all.
    ///   - isPlanned: Whether these are not there yet, and may never be.
    package mutating func findings(
        of change: Change, among keys: Set<KnownObject.Key>? = nil, isPlanned: Bool = false
    ) -> [Finding] {
        guard change.isOfConsequence else { return [] }
        if let domain {
            let read = Change(old: domain.exchanged(change.old), new: change.new.map(domain.exchanged))
            let tree = (change.new ?? change.old).tree
            return readFindings(of: read, keys, isPlanned).map { domain.told($0, of: tree) }
        }
        return readFindings(of: change, keys, isPlanned)
    }

    private mutating func readFindings(
        of change: Change, _ keys: Set<KnownObject.Key>?, _ isPlanned: Bool
    ) -> [Finding] {
        let asking = IdentityUsers(set: set, rootNamespace: settings.rootNamespace).users(of: change.old, change.new)
        let users = (set.users(of: change.old) + asking).filter { !$0.isJudged && keys?.contains($0.key) ?? true }
        guard !users.isEmpty else { return [] }
        let (broken, narrowed) = breaches(of: change, users)
        return [
            Breach.finding(isPlanned ? .takenFromPlans : .takenFromUsers, broken, change.old, change.new),
            Breach.finding(.gatewayPortTaken, isPlanned ? [] : narrowed, change.old, change.new),
        ].compactMap(\.self)
    }

    /// What leads nowhere any more, and what is served on fewer ports.
    private mutating func breaches(
        of change: Change, _ users: [KnownObject]
    ) -> (broken: [Breach], narrowed: [Breach]) {
        if change.old.kind == .gateway { return ClosedGateway(change.old, change.new, in: set).breaches(users) }
        let before = Subject.Surroundings(.laying([change.old], over: set), settings)
        var broken: [Breach] = []
        for user in users {
            let now = remarks(on: user)
            guard !now.isEmpty else { continue }
            let known = Set(Self.remarks(on: user, in: before).map(\.path))
            broken += now.filter { !known.contains($0.path) }.map {
                Breach(user: user, path: $0.path, message: $0.message)
            }
        }
        broken += GatewayHandover(change.old, change.new, before: before.set, after: set)?.breaches(users) ?? []
        // The labels of a namespace may open listeners to its routes.
        guard ([.namespace] + KubernetesRoutes.listenerHolders).contains(change.old.kind) else { return (broken, []) }
        return (broken, ClosedListeners(before: before, after: surroundings).breaches(users))
    }

    private mutating func remarks(on user: KnownObject) -> [Remark] {
        if let known = told[user.key] { return known }
        let made = Self.remarks(on: user, in: surroundings)
        told[user.key] = made
        return made
    }

    private static func remarks(on user: KnownObject, in surroundings: Subject.Surroundings) -> [Remark] {
        let subject = Subject(user, in: surroundings)
        return families.filter { $0.kinds?.contains(user.kind) ?? true }.flatMap { $0.check(subject) }
            .filter { codes.contains($0.code) }
    }

    /// The families that say what is wrong with a reference …
    private static let families = [
        DestinationHosts.family, DestinationSubsets.family, Delegates.family, TargetReach.family,
        AuthorizationTargets.family, AuthenticationReferences.family, RouteAttachments.family, KubernetesRoutes.family,
        RouteListeners.family, RouteHostnames.family, KubernetesListeners.family, ListenerConflicts.family,
        GatewayCredentials.family, PolicyNeedsMTLS.family, TokensWithoutIssuer.family,
    ]

    /// … and what they say where it leads nowhere.
    private static let codes: Set<FindingCode> = [
        .unknownHost, .unknownMirrorHost, .hostOfUnknownNamespace, .unknownPort, .portRequired, .unknownDestination,
        .unknownSubset, .unknownMirrorSubset, .subsetOfUnknownRules, .missingSubset, .missingGatewaySubset,
        .unknownDelegate, .noDelegate,
        .routeOutsideOfRoot,
        .unknownTarget, .authorizationOfNothing, .authorizationOfRoute, .authenticationUnknown, .routeParentUnknown,
        .routePortUnknown, .backendPortUnknown, .routeBackendUnknown, .routeWithoutGateway,
        .routeWithoutService, .routeWithoutListener,
        .routeToUnlistedGateway, .routeToUnlistedService, .routeBackendUnlisted,
        .routeWithoutHost, .hostWithoutListener, .routeOfForeignKind, .backendWithoutGrant, .certificateWithoutGrant,
        .listenerSetWithoutGateway, .listenersOfTwoProtocols, .listenersOfOneHost, .unknownCredential,
        .unlistedCredential, .invalidCredential, .policyWithoutMTLS, .tokenUnchecked, .issuerUnknown,
    ]
}

extension ValidationReport {
    /// Adds what the judged documents take away from others that are known.
    ///
    /// - Parameters:
    ///   - known: What is known without them, their old versions included.
    ///   - set: The same with them.
    package mutating func addBrokenUsers(of known: ValidationSet, in set: ValidationSet, settings: MeshSettings) {
        var users = BrokenUsers(in: set, settings: settings)
        for new in set.judged {
            let old = known.object(new.kind, new.namespace, new.name)
            guard let change = old.map({ BrokenUsers.Change(old: $0, new: new) }) ?? .adding(new),
                !(old?.isJudged ?? false)
            else { continue }
            add(users.findings(of: change), to: new, insteadOf: change.old)
        }
    }
}
