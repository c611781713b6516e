import Domain

/// `cluster update NAME`
enum ClusterUpdate {
    private static let mesh = Option(
        "mesh", value: "MESH", completion: .words(Mesh.allCases.map(\.rawValue)), "istio or linkerd")

    static let command = Command(
        client: "update", "Changes how a cluster is reached, or what is known of it",
        details:
            "What is not named stays as it is; name and environment never change. Another address needs credentials "
            + "again: they are sent to nobody but whom they were given for. An empty --prometheus "
            + "or --prometheus-matcher takes it back.",
        examples: [
            Command.Example("cluster update east --mesh-version 1.24", "after an upgrade of the mesh"),
            Command.Example("cluster update lab --bearer-token-file token", "with a new token"),
            Command.Example(
                "cluster update east --kubeconfig ~/.kube/config --context east", "address and credentials anew"),
        ], positionals: [ClusterCommands.name],
        options: [mesh, ClusterFacts.meshVersion] + ClusterAccess.options
            + [ClusterFacts.prometheus, ClusterFacts.matcher], run: run)

    private static func run(_ call: ClientCall) async throws {
        var body = try ClusterAccess.parts(call).merging(ClusterFacts.body(call.arguments)) { $1 }
        body["mesh"] = call.arguments[mesh].map { .string($0) }
        guard !body.isEmpty else {
            throw UsageProblem("Say what is to change, for example --mesh-version or --bearer-token-file")
        }
        let name = call.arguments[ClusterCommands.name]
        let cluster = try await call.api.write("PUT", ["clusters", name], body: .json(.object(body)))
        call.output.show(cluster) {
            "Cluster \(cluster.text("name")) is changed; `hotswap cluster check \(cluster.text("name"))` looks whether it "
                + "is fit\n"
        }
    }
}
