import Domain
import MeshModel

extension AuthorizedServersBook {
    init(_ together: AuthorizedServers, in surroundings: Surroundings, cohort: Cohort) throws(Impossible) {
        let choices = together.authorizations.flatMap { $0.versions.map(ServerSelection.init) }
        let keepsLabels = !choices.contains { $0.name == nil }
        try Self.check(together, keepsLabels: keepsLabels)
        try Self.checkPorts(of: together, in: surroundings)
        let servers = together.servers.map { TwinnedServer($0, keepsLabels: keepsLabels, cohort: cohort) }
        let scope = ServerDivision.scope(
            of: together.servers.flatMap(\.change.versions), namespace: together.namespace, in: surroundings)
        let pods = surroundings.pods.filter(scope.contains).map(\.podName).sorted()
        self.init(
            cohort: cohort, servers: servers, authorizations: together.authorizations,
            companions: try TwinCompanions(
                servers, together.authorizations, keepsLabels: keepsLabels, in: surroundings, cohort: cohort
            ).objects, podScope: scope, everybody: .pods(pods), notes: Self.notes(together))
    }

    private static func notes(_ together: AuthorizedServers) -> [String] {
        let divided = together.servers.filter { !$0.isOwn }.map { "\(MeshObjectName($0.change.key))" }
        let own = together.changes.map { "\(MeshObjectName($0.key))" }
        var notes = [
            "\(own.joined(separator: " and ")) are rolled out as one: a copy of the Server has the new authorizations,"
                + " the Server itself keeps the old ones",
            "at the promotion a pod without the cohort's label lets in, for a moment, who the old or the new version"
                + " does",
        ]
        if !divided.isEmpty { notes.append("divided for the time of the rollout: \(divided.joined(separator: ", "))") }
        return notes + Set(together.servers.filter(\.isOwn).flatMap { ServerMechanics.notes($0.change) }).sorted()
            + [ServerAuthorizationMechanics.successor]
    }

    private static func check(_ together: AuthorizedServers, keepsLabels: Bool) throws(Impossible) {
        guard !together.servers.isEmpty else {
            throw Impossible.elseByClusters(
                "\(together.changes.map { "\($0.key)" }.joined(separator: " and ")) are for no Server that is there."
                    + " Create the Server first")
        }
        for authorization in together.authorizations {
            for choice in authorization.versions.map(ServerSelection.init) {
                if let name = choice.name, !together.servers.contains(where: { $0.change.key.name == name }) {
                    throw Impossible.elseByClusters(
                        "the Server \(together.namespace)/\(name) of \(authorization.key) is not there. Create it first"
                    )
                }
                guard !choice.takesUnlabelled else {
                    throw Impossible.elseByClusters(
                        "the selector of \(authorization.key) selects Servers without labels, so that it would reach a"
                            + " copy of a Server in both versions. Give it matchLabels, or name the Server")
                }
            }
            for server in together.servers {
                try checkLabels(of: server.change, authorization)
                try checkPlaces(of: server.change, authorization)
            }
        }
        try checkNames(together.servers.map(\.change.key.name), keepsLabels: keepsLabels)
    }

    /// A Server gets its labels by one write and its authorizations by others: in between each of them must be for it
    /// as it is in one of the versions.
    private static func checkLabels(
        of server: PolicyChange, _ authorization: PolicyChange
    ) throws(Impossible) {
        guard let before = server.old, let after = server.new, before != after else { return }
        func takes(_ authorization: JSONValue?, _ version: JSONValue) -> Bool {
            authorization.map { ServerSelection($0).takes(server.key.name, version) } ?? false
        }
        let strays =
            takes(authorization.old, after) && !takes(authorization.old, before)
            || takes(authorization.new, before) && !takes(authorization.new, after)
        guard strays else { return }
        throw Impossible.elseByClusters(
            "the labels of \(server.key) change together with the selector of \(authorization.key), and between the two"
                + " writes it would be for the Server in a version in which it is not. Name the Server, or change the"
                + " labels in a rollout of their own")
    }

    /// Where a Server is in one version only, nobody may be let in by the other version's authorizations: there the
    /// other version is the pod's own default, which may refuse them.
    private static func checkPlaces(
        of server: PolicyChange, _ authorization: PolicyChange
    ) throws(Impossible) {
        guard let before = server.old?["spec"], let after = server.new?["spec"],
            before["port"] != after["port"] || before["podSelector"] != after["podSelector"],
            authorization.old != authorization.new
        else { return }
        let isForIt = authorization.versions.map(ServerSelection.init).contains { choice in
            server.versions.contains { choice.takes(server.key.name, $0) }
        }
        guard isForIt else { return }
        throw Impossible.elseByClusters(
            "the port or the pods of \(server.key) change together with \(authorization.key), and between the two writes"
                + " a port that only one version has would let in who only the other one does. Deploy the two one after"
                + " the other")
    }

    private static func checkNames(_ names: [String], keepsLabels: Bool) throws(Impossible) {
        if !keepsLabels, let dotted = names.first(where: { $0.contains(".") }) {
            throw Impossible.copyWithDot(of: dotted)
        }
        guard Set(names.map { $0.suffix(59) }).count == names.count else {
            throw Impossible.byClustersAlone(
                "the names of its Servers end alike in 59 letters, so that no label tells their copies apart")
        }
    }

    /// No version of a Server may have to do with a port of a pod that a version of another one has: at the promotion
    /// one changes before the other.
    private static func checkPorts(
        of together: AuthorizedServers, in surroundings: Surroundings
    ) throws(Impossible) {
        let after = surroundings.replacing(
            Dictionary(together.servers.map { (MeshObjectName($0.change.key), $0.change.new) }) { first, _ in first })
        for server in together.servers {
            for world in [surroundings, after] {
                try ServerDivision.check(
                    server.change.versions, except: [MeshObjectName(server.change.key)],
                    namespace: together.namespace, in: world)
            }
        }
    }
}
