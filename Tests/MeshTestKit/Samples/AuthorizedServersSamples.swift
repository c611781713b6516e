import Domain
import Mesh

/// Servers together with the ServerAuthorizations that are for them.
extension KindSample {
    static let authorizedServers: [KindSample] = [
        together(
            "changed", [books(closed, opened)], [("callers", byName("webapp"), byName("gateway"))], isShown: true),
        together(
            "created", [books(nil, closed)], [("callers", nil, byName("webapp"))],
            scenes: [.shadow, .share(.percent(25)), .promoted], isShown: true),
        together(
            "created-every-scene", [books(nil, closed)], [("callers", nil, byName("webapp"))], scenes: [.shadow] + full),
        together("access-created", [books(opened, closed)], [("callers", nil, byName("webapp"))], scenes: full),
        together("access-removed", [books(closed, opened)], [("callers", byName("webapp"), nil)], scenes: full),
        together(
            "removed", [books(closed, nil)], [("callers", byName("webapp"), nil)],
            scenes: [.share(.percent(10)), .share(.percent(100)), .switched, .promoted]),
        together(
            "several", [books(closed, opened)],
            [
                ("callers", byName("webapp"), byName("gateway")), ("more", byName("gateway"), byName("webapp")),
                ("new", nil, byName("auditor")), ("past", byName("batch"), nil), ("same", byName("x"), byName("x")),
            ], scenes: full),
        together(
            "one-of-two-by-label", [books(closed, opened)], [("callers", byLabel("webapp"), byLabel("gateway"))],
            others: [serverObject(authors)] + policies, scenes: full),
        together(
            "two-by-label", [("authors", authors, closedAuthors), books(closed, opened)],
            [("author", of("authors", "a"), of("authors", "b")), ("callers", byLabel("webapp"), byLabel("gateway"))],
            scenes: full),
        together(
            "two-created-by-label", [("authors", nil, authors), books(nil, closed)],
            [("callers", nil, byLabel("webapp"))], scenes: [.shadow] + full),
        together(
            "name-to-label", [books(closed, opened)], [("callers", byName("webapp"), byLabel("gateway"))],
            others: [serverObject(authors)] + policies, scenes: full),
        together(
            "turned", [books(closed, opened)], [("callers", byName("webapp"), of("authors", "webapp"))],
            others: [serverObject(authors)] + policies, scenes: full),
        together(
            "waiting-for-its-server", [books(nil, closed)], [("callers", byName("webapp"), byName("gateway"))],
            scenes: full),
        together(
            "left-by-its-server", [books(closed, nil)], [("callers", byName("webapp"), of("authors", "gateway"))],
            others: [serverObject(authors)] + policies, scenes: [.share(.percent(50)), .switched, .promoted]),
        together(
            "relabelled", [books(closed, serverDocument(labels: ["tier": "closed"]))],
            [("callers", byName("webapp"), byName("gateway"))], scenes: full),
        together(
            "relabelled-access-removed", [books(closed, serverDocument(labels: ["tier": "closed"]))],
            [("callers", byLabel("webapp"), nil)], scenes: full),
        together(
            "first-version",
            [books(serverDocument(version: "v1alpha1"), serverDocument(version: "v1alpha1", protocol: "HTTP/1"))],
            [("callers", byName("webapp"), byName("gateway"))], scenes: full),
        together(
            "access-alone", [],
            [("callers", byName("webapp"), byName("gateway")), ("more", byName("gateway"), byName("webapp"))],
            others: [serverObject(closed)] + policies, scenes: full),
    ]

    private static let full: [Scene] = [
        .green, .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]
    private static let closed = serverDocument(accessPolicy: "deny")
    private static let opened = serverDocument(protocol: "HTTP/2", accessPolicy: "all-authenticated")
    private static let authors = serverDocument("authors", port: "http", selector: ["matchLabels": ["app": "authors"]])
    private static let closedAuthors = serverDocument(
        "authors", port: "http", selector: ["matchLabels": ["app": "authors"]], protocol: "HTTP/1")

    private typealias Versions = (name: String, old: JSONValue?, new: JSONValue?)

    private static func books(_ old: JSONValue?, _ new: JSONValue?) -> Versions { ("books", old, new) }
    private static func byName(_ client: String) -> JSONValue { of("books", client) }

    private static func of(_ server: String, _ client: String) -> JSONValue {
        serverAuthorization("", ["name": .string(server)], client: client).document
    }

    private static func byLabel(_ client: String) -> JSONValue {
        serverAuthorization("", ["selector": ["matchLabels": ["tier": "web"]]], client: client).document
    }

    /// Who is let in besides has a name of its own, so that who is let in twice is not taken for who was missed.
    private static let policies = serverPolicies.map { policy in
        guard policy.name.resource.kind == "ServerAuthorization" else { return policy }
        var document = policy.document
        document["spec"]?["client"] = [
            "meshTLS": ["serviceAccounts": [["name": .string("live-\(policy.name.name)")]]]
        ]
        return MeshObject(name: policy.name, document: document)
    }

    private static func together(
        _ name: String, _ servers: [Versions], _ authorizations: [Versions], others: [MeshObject] = policies,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = false
    ) -> KindSample {
        let changes =
            servers.map { change(.server, $0) } + authorizations.map { change(.serverAuthorization, $0) }
        let judge = AuthorizedServersJudge(changes, others: others, pods: linkerdFleet)
        return KindSample(
            name: "authorizedservers-\(name)", unit: .workloads, change: changes[0], led: Array(changes.dropFirst()),
            others: others, pods: linkerdFleet, scenes: scenes, isShown: isShown
        ) { world, _ in judge.violations(world, .between) }
    }

    private static func change(_ kind: PolicyKind, _ versions: Versions) -> PolicyChange {
        func named(_ document: JSONValue?) -> JSONValue? {
            var document = document
            document?["metadata"]?["name"] = .string(versions.name)
            return document
        }
        let key = PolicyKey(kind: kind, group: "policy.linkerd.io", namespace: "shop", name: versions.name)
        return PolicyChange(key: key, old: named(versions.old), new: named(versions.new))
    }
}
