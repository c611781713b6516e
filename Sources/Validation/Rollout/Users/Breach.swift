import Domain

/// A reference of an object that a change of another one breaks.
struct Breach {
    let user: KnownObject
    let path: FieldPath
    let message: String

    /// How many users are named.
    private static let named = 4

    /// All of them as one finding about the object that changes; `nil` where there is none.
    static func finding(
        _ code: FindingCode, _ breaches: [Breach], _ old: KnownObject, _ new: KnownObject?
    ) -> Finding? {
        guard let first = breaches.first else { return nil }
        var users: [KnownObject.Key] = []
        for breach in breaches where !users.contains(breach.user.key) { users.append(breach.user.key) }
        let others = users.dropFirst().prefix(named - 1).map(\.description)
        let more = users.count - 1 - others.count
        let same =
            others.isEmpty
            ? "" : "; so it is with \(others.joined(separator: ", "))" + (more > 0 ? " and \(more) more" : "")
        var finding = Finding(
            code, about: (new ?? old).tree, new.map { path(from: old, to: $0) } ?? .root,
            message: "breaks \(first.user.key) at \(first.path): \(first.message)\(same)",
            hint: "change what refers to it first, or in the same deployment")
        finding.about = users
        return new.map { finding.placed(in: $0) } ?? finding
    }

    /// Where objects have what others refer to.
    private static func path(from old: KnownObject, to new: KnownObject) -> FieldPath {
        switch new.kind {
        case .destinationRule where isOfTLS(old, new): ["spec", "trafficPolicy"]
        case .destinationRule: ["spec", "subsets"]
        case .gateway: ["spec", "servers"]
        case .kubernetesGateway where GatewayHandover.classes(old, new) != nil: ["spec", "gatewayClassName"]
        case .namespace: ["metadata", "labels"]
        case _ where KubernetesRoutes.listenerHolders.contains(new.kind): ["spec", "listeners"]
        case .secret: ["data"]
        case .serviceEntry: ["spec", "hosts"]
        default: ["spec"]
        }
    }

    /// Whether a DestinationRule has the subsets that it had, and another way to send to them.
    private static func isOfTLS(_ old: KnownObject, _ new: KnownObject) -> Bool {
        let (one, other) = (old.spec, new.spec)
        return one["subsets"].value == other["subsets"].value
            && ["tls", "portLevelSettings"].contains {
                one["trafficPolicy"][$0].value != other["trafficPolicy"][$0].value
            }
    }
}
