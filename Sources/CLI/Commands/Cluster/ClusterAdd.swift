import Domain

/// `cluster add NAME`
enum ClusterAdd {
    private static let environment = Option(
        "environment", short: "e", value: "ENVIRONMENT", required: true, "The environment it belongs to")
    private static let mesh = Option(
        "mesh", value: "MESH", required: true, completion: .words(Mesh.allCases.map(\.rawValue)), "istio or linkerd")
    private static let meshVersion = Option("mesh-version", value: "VERSION", "The version of the mesh, like 1.21")
    private static let kubeconfig = Option(
        "kubeconfig", value: "FILE", completion: .files, "Takes address and credentials from a context of this file")
    private static let context = Option("context", value: "NAME", "The context of it; default the current one")
    // `--server` is where HotSwap's own API answers.
    private static let apiServer = Option("api-server", value: "URL", "The address of the cluster's API server")
    private static let authority = Option(
        "ca", value: "FILE", completion: .files, "The certificate authority of the API server, PEM")
    private static let bearer = Option(
        "bearer-token-file", value: "FILE", completion: .files, "The token of a service account of the cluster")
    private static let inCluster = Option(
        flag: "in-cluster", "HotSwap runs in this cluster, and uses the service account of its own pods")
    private static let prometheus = Option("prometheus", value: "URL", "Where the cluster's Prometheus answers")

    private static let matcher = Option(
        "prometheus-matcher", value: "MATCHER",
        "What its series have there and those of other clusters have not, like cluster=\"east\"")

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
        options: [
            environment, mesh, meshVersion, kubeconfig, context, apiServer, authority, bearer, inCluster, prometheus,
            matcher,
        ], run: run)

    private static func run(_ call: ClientCall) async throws {
        let arguments = call.arguments
        let access = try access(call)
        var body: [String: JSONValue] = [
            "name": .string(arguments[ClusterCommands.name]), "server": .string(access.server),
            "credentials": access.credentials,
        ]
        body["certificateAuthority"] = access.certificateAuthority.map { .string($0) }
        for (option, member) in [
            (environment, "environment"), (mesh, "mesh"), (meshVersion, "meshVersion"), (prometheus, "prometheus"),
            (matcher, "prometheusMatcher"),
        ] {
            body[member] = arguments[option].map { .string($0) }
        }
        let cluster = try await call.api.write("POST", ["clusters"], body: .json(.object(body)))
        call.output.show(cluster) {
            "Cluster \(cluster.text("name")) is registered; `hotswap cluster check \(cluster.text("name"))` looks "
                + "whether it is fit\n"
        }
    }

    /// How to reach the cluster: from a kubeconfig file, or from single options.
    private static func access(_ call: ClientCall) throws -> Surroundings.KubeCluster {
        let arguments = call.arguments
        let single = [apiServer, authority, bearer, inCluster].filter(arguments.has)
        if let path = arguments[kubeconfig] {
            if let other = single.first { throw UsageProblem("--kubeconfig and --\(other.name) exclude each other") }
            return try call.surroundings.kubeconfig(path, arguments[context])
        }
        guard let server = arguments[apiServer] else {
            throw UsageProblem("Say where the cluster is: --kubeconfig, or --api-server with --bearer-token-file")
        }
        guard arguments.has(bearer) != arguments.has(inCluster) else {
            throw UsageProblem("Say how to log in: either --bearer-token-file or --in-cluster")
        }
        let pem = try arguments[authority].map { String(decoding: try call.surroundings.readFile($0), as: UTF8.self) }
        let token = try arguments[bearer].map { path in
            String(decoding: try call.surroundings.readFile(path), as: UTF8.self).filter { !$0.isWhitespace }
        }
        return Surroundings.KubeCluster(
            server: server, certificateAuthority: pem,
            credentials: token.map { ["type": "token", "token": .string($0)] } ?? ["type": "serviceAccount"])
    }
}
