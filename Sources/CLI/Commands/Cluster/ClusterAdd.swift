import Domain

/// `cluster add NAME`
enum ClusterAdd {
    private static let environment = Option(
        "environment", short: "e", value: "ENVIRONMENT", required: true, "The environment it belongs to")
    private static let mesh = Option(
        "mesh", value: "MESH", required: true, completion: .words(Mesh.allCases.map(\.rawValue)), "istio or linkerd")

    static let command = Command(
        client: "add", "Registers a cluster",
        details: "The credentials are sent to HotSwap, which keeps them encrypted and never shows them. They need get, "
            + "list, create, update, patch and delete of the mesh's kinds: `cluster check` looks.",
        examples: [
            Command.Example(
                "cluster add east -e Production --mesh istio --mesh-version 1.21 --kubeconfig ~/.kube/config "
                    + "--context east", "from a kubeconfig file"),
            Command.Example(
                "cluster add lab -e Staging --mesh linkerd --api-server https://10.0.0.7:6443 --ca ca.pem "
                    + "--bearer-token-file token", "with a token of a service account"),
        ], positionals: [ClusterCommands.name],
        options: [environment, mesh, ClusterFacts.meshVersion] + ClusterAccess.options
            + [ClusterFacts.prometheus, ClusterFacts.matcher], run: run)

    private static func run(_ call: ClientCall) async throws {
        let arguments = call.arguments
        var body = try ClusterAccess.whole(call).merging(ClusterFacts.body(arguments)) { $1 }
        body["name"] = .string(arguments[ClusterCommands.name])
        for option in [environment, mesh] { body[option.name] = arguments[option].map { .string($0) } }
        let cluster = try await call.api.write("POST", ["clusters"], body: .json(.object(body)))
        call.output.show(cluster) {
            "Cluster \(cluster.text("name")) is registered; `hotswap cluster check \(cluster.text("name"))` looks "
                + "whether it is fit\n"
        }
    }
}
