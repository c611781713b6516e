import Domain

/// A Server whose pods are divided while it and what authorizes it change: it itself has those without the cohort's
/// label, its twin those with it.
struct TwinnedServer: Sendable {
    /// Of which version the twin is, with what authorizes it: one label of the twin says it, so that one write takes
    /// both back.
    enum Version: String { case old, new }

    let name: MeshObjectName
    let old: JSONValue?
    let new: JSONValue?
    /// Whether it is a policy of the rollout; else both versions are the same.
    let isOwn: Bool
    let cohort: Cohort
    /// Whether the twin has the Server's labels: not where a version of an authorization selects Servers by label.
    let keepsLabels: Bool

    init(_ server: AuthorizedServers.Concerned, keepsLabels: Bool, cohort: Cohort) {
        name = MeshObjectName(server.change.key)
        (old, new, isOwn) = (server.change.old, server.change.new, server.isOwn)
        (self.cohort, self.keepsLabels) = (cohort, keepsLabels)
    }

    var isMade: Bool { old == nil }
    var isGone: Bool { new == nil }
    var stays: Bool { old != nil && new != nil }

    var twin: MeshObjectName { MeshObject(name: name, document: [:]).copy(for: cohort).name }

    /// For the pods with the label; `nil`: they have none.
    func inside(_ version: Version) -> MeshObject? {
        copied(version).map { MeshObject(name: $0.name, document: ServerDivision.inside($0.document, cohort)) }
    }

    /// For the pods without the label.
    func outside(_ version: Version) -> MeshObject? {
        document(version).map { MeshObject(name: name, document: ServerDivision.outside($0, cohort)) }
    }

    /// What a Server that is made would refuse is only logged, for the pods without the label, which are all.
    func watching() -> MeshObject? {
        guard var copy = copied(.new)?.document else { return nil }
        copy["spec"]?["accessPolicy"] = "audit"
        return MeshObject(name: twin, document: ServerDivision.outside(copy, cohort))
    }

    /// What authorizations select the twin of a version by.
    func label(_ version: Version) -> JSONValue { .string("\(version.rawValue).\(name.name.suffix(59))") }

    private func document(_ version: Version) -> JSONValue? { version == .old ? old : new }

    private func copied(_ version: Version) -> MeshObject? {
        guard let document = document(version) else { return nil }
        var copy = MeshObject(name: name, document: document).copy(for: cohort).document
        var labels = keepsLabels ? copy["metadata"]?["labels"]?.object ?? [:] : [:]
        labels[cohort.labelKey] = label(version)
        copy["metadata"]?["labels"] = .object(labels)
        return MeshObject(name: twin, document: copy)
    }
}
