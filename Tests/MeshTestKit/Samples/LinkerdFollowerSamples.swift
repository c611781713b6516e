import Domain
import Mesh

/// Policies that are for Servers: ServerAuthorizations and inbound HTTPRoutes.
extension KindSample {
    static let linkerdFollowers: [KindSample] = [
        authorization("serverauthorization-narrowed", old: byName("webapp"), new: byName("gateway")),
        authorization(
            "serverauthorization-created", new: byName("webapp"), scenes: [.green, .share(.count(1)), .promoted]),
        authorization("serverauthorization-removed", old: byName("webapp")),
        authorization(
            "serverauthorization-by-label", old: byLabel("webapp"), new: byLabel("gateway"),
            scenes: allScenes),
        authorization(
            "serverauthorization-other-server", old: byName("webapp"), new: byName("webapp", server: "authors"),
            scenes: allScenes, isShown: false),
        authorization(
            "serverauthorization-name-to-label", old: byName("webapp"), new: byLabel("gateway"), scenes: allScenes,
            isShown: false),
        authorization(
            "serverauthorization-label-removed", old: byLabel("webapp"),
            scenes: [.green, .share(.percent(100)), .switched, .promoted], isShown: false),
        route("httproute-inbound-changed", old: reading(["GET"]), new: reading(["GET", "HEAD"])),
        route("httproute-inbound-created", new: reading(["GET"]), scenes: [.green, .share(.percent(50)), .promoted]),
        route(
            "httproute-inbound-removed", old: reading(["GET"]), scenes: [.share(.percent(50)), .switched, .promoted]),
        route(
            "httproute-inbound-two-servers", old: reading(["GET"]),
            new: reading(["GET"], servers: ["books", "authors"]), scenes: allScenes, isShown: false),
    ]

    private static let allScenes: [Scene] = [
        .green, .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]

    private static let stable: [MeshObject] = [
        serverObject(serverDocument()),
        serverObject(
            serverDocument("authors", port: "http", selector: ["matchLabels": ["app": "authors"]], accessPolicy: "deny")
        ),
    ]

    private static func byName(_ client: String, server: String = "books") -> MeshObject {
        serverAuthorization("callers", ["name": .string(server)], client: client)
    }

    private static func byLabel(_ client: String) -> MeshObject {
        serverAuthorization("callers", ["selector": ["matchLabels": ["tier": "web"]]], client: client)
    }

    private static func reading(_ methods: [String], servers: [String] = ["books"]) -> MeshObject {
        inboundRoute("books-read", servers: servers, methods: methods)
    }

    private static func authorization(
        _ name: String, old: MeshObject? = nil, new: MeshObject? = nil,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        linkerdWorkloads(
            name, .serverAuthorization, "callers", old?.document, new?.document, others: stable + serverPolicies,
            scenes: scenes, isShown: isShown)
    }

    private static func route(
        _ name: String, old: MeshObject? = nil, new: MeshObject? = nil,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        let others = serverPolicies.filter { $0.name.name != "books-read" }
        return linkerdWorkloads(
            name, .httpRoute, "books-read", old?.document, new?.document, others: stable + others, scenes: scenes,
            isShown: isShown)
    }
}
