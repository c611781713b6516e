import Application
import CLI
import Domain
import Glibc
import Kubernetes
import Ports
import Roles

/// `hotswap`: server roles and client commands in one program. Composition only.
@main
struct Main {
    static func main() async {
        let surroundings = Surroundings.process(kubeconfig: kubeCluster, liveCluster: liveCluster)
        exit(await tree.run(Array(CommandLine.arguments.dropFirst()), in: surroundings).rawValue)
    }

    private static let tree = CommandTree(
        "hotswap", "Rolls out service-mesh policy as versions, and takes it back",
        details:
            "Settings come from options, else from HOTSWAP_… in the environment, else from the configuration file; "
            + "docs/configuration.md lists them.",
        examples: [
            Command.Example("up", "every role in one process, for a laptop; prints an address and a token"),
            Command.Example("policy create -f reviews.yaml", "a policy is born"),
            Command.Example("deploy -p default/reviews -e Staging --wait", "and goes to the clusters of Staging"),
        ],
        ClientCommands.all + ServerCommands.all)

    @Sendable private static func kubeCluster(_ path: String, _ context: String?) throws -> Surroundings.KubeCluster {
        let cluster = try Kubeconfig(path: path).cluster(context: context)
        return Surroundings.KubeCluster(
            server: cluster.server, certificateAuthority: cluster.certificateAuthority,
            credentials: cluster.credentials.json)
    }

    @Sendable private static func liveCluster(
        _ path: String, _ context: String?
    ) async throws -> Surroundings.LiveCluster {
        let cluster = try Kubeconfig(path: path).cluster(context: context)
        let objects = try KubernetesClusters.objects(
            name: context ?? "the current context", server: cluster.server, authority: cluster.certificateAuthority,
            credentials: cluster.credentials)
        let inventory = try await LiveInventory.read(objects, formats: Formats())
        let definitions = try await LiveDefinitions.read { try await objects.meshDefinitions() }
        let unread = inventory.unread + [definitions.unread].compactMap(\.self)
        return Surroundings.LiveCluster(
            name: context ?? "", objects: inventory.objects, definitions: definitions.documents,
            meshConfig: inventory.meshConfig, unread: unread.map { (what: $0.what, why: $0.why) },
            listed: inventory.listed)
    }
}
