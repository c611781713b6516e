import Domain
import MeshModel

/// What has to say of the Servers' twins all that is said of the Servers, in both versions.
///
/// Of what differs between the versions each stands there by itself, for twins with the label of its version: so the
/// old version waits for the way back, and one write of a twin changes who is let in as well.
struct TwinCompanions: Sendable {
    let objects: [MeshObject]

    init(
        _ servers: [TwinnedServer], _ authorizations: [PolicyChange], keepsLabels: Bool, in surroundings: Surroundings,
        cohort: Cohort
    ) throws(Impossible) {
        func all(_ version: TwinnedServer.Version) throws(Impossible) -> [MeshObject] {
            let twinned = servers.filter { version == .new ? !$0.isGone : $0.stays }
            let documents = twinned.compactMap { server in
                (version == .new ? server.new : server.old).map { (server.name.name, $0) }
            }
            return try CanaryCompanions(
                namespace: servers[0].name.namespace, cohort: cohort,
                servers: Dictionary(documents) { first, _ in first }, keepsLabels: keepsLabels
            ).all(in: surroundings.replacing(Self.versions(version, servers, authorizations)))
        }
        let (old, new) = (try all(.old).filter(\.isAuthorization), try all(.new))
        let (known, kept) = (Set(old), Set(new))
        let labels = Dictionary(servers.map { ($0.twin.name, $0) }) { first, _ in first }
        // What names a Server by name says the same in both versions.
        objects =
            new.map { $0.isAuthorization && !known.contains($0) ? $0.selecting(.new, labels) : $0 }
            + old.filter { !kept.contains($0) }.map { $0.selecting(.old, labels).waiting(for: cohort) }
    }

    /// The rollout's policies, as they are in a version.
    private static func versions(
        _ version: TwinnedServer.Version, _ servers: [TwinnedServer], _ authorizations: [PolicyChange]
    ) -> [MeshObjectName: JSONValue?] {
        var objects: [MeshObjectName: JSONValue?] = [:]
        for server in servers { objects[server.name] = .some(version == .old ? server.old : server.new) }
        for change in authorizations {
            objects[MeshObjectName(change.key)] = .some(version == .old ? change.old : change.new)
        }
        return objects
    }
}

extension MeshObject {
    fileprivate var isAuthorization: Bool { name.resource == .linkerdServerAuthorization }

    /// For the twin that it names, while that is of the version.
    fileprivate func selecting(_ version: TwinnedServer.Version, _ servers: [String: TwinnedServer]) -> MeshObject {
        guard let name = document["spec"]?["server"]?["name"]?.string, let server = servers[name] else { return self }
        var document = document
        document["spec"]?["server"] = [
            "selector": ["matchLabels": [server.cohort.labelKey: server.label(version)]]
        ]
        return MeshObject(name: self.name, document: document)
    }

    /// Under a name beside that of the new version.
    fileprivate func waiting(for cohort: Cohort) -> MeshObject {
        let base = name.name.dropLast(cohort.copyName(of: "").count)
        return moved(
            to: MeshObjectName(
                resource: name.resource, namespace: name.namespace, name: cohort.copyName(of: String(base), "stable")))
    }
}
