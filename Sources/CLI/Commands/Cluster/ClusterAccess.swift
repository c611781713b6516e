import Domain

/// How to reach a cluster: from a kubeconfig file, or from single options.
enum ClusterAccess {
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

    static let options = [kubeconfig, context, apiServer, authority, bearer, inCluster]

    /// Everything that is needed to log in there.
    static func whole(_ call: ClientCall) throws -> [String: JSONValue] {
        let arguments = call.arguments
        if arguments.has(kubeconfig) { return try parts(call) }
        guard arguments.has(apiServer) else {
            throw UsageProblem("Say where the cluster is: --kubeconfig, or --api-server with --bearer-token-file")
        }
        guard arguments.has(bearer) != arguments.has(inCluster) else {
            throw UsageProblem("Say how to log in: either --bearer-token-file or --in-cluster")
        }
        return try parts(call)
    }

    /// What the options say of it, as members of a request.
    static func parts(_ call: ClientCall) throws -> [String: JSONValue] {
        let arguments = call.arguments
        if let path = arguments[kubeconfig] {
            if let other = [apiServer, authority, bearer, inCluster].first(where: arguments.has) {
                throw UsageProblem("--kubeconfig and --\(other.name) exclude each other")
            }
            return members(of: try call.surroundings.kubeconfig(path, arguments[context]))
        }
        if arguments.has(context) { throw UsageProblem("--context is one of a file: say --kubeconfig as well") }
        if arguments.has(bearer), arguments.has(inCluster) {
            throw UsageProblem("Say how to log in: either --bearer-token-file or --in-cluster")
        }
        var body: [String: JSONValue] = [:]
        body["server"] = arguments[apiServer].map { .string($0) }
        if let path = arguments[authority] {
            body["certificateAuthority"] = .string(
                String(decoding: try call.surroundings.readFile(path), as: UTF8.self))
        }
        if let path = arguments[bearer] {
            let text = String(decoding: try call.surroundings.readFile(path), as: UTF8.self)
            body["credentials"] = ["type": "token", "token": .string(text.filter { !$0.isWhitespace })]
        }
        if arguments.has(inCluster) { body["credentials"] = ["type": "serviceAccount"] }
        return body
    }

    private static func members(of cluster: Surroundings.KubeCluster) -> [String: JSONValue] {
        var body: [String: JSONValue] = ["server": .string(cluster.server), "credentials": cluster.credentials]
        body["certificateAuthority"] = cluster.certificateAuthority.map { .string($0) }
        return body
    }
}

/// What is known of a cluster beside how to reach it.
enum ClusterFacts {
    static let meshVersion = Option("mesh-version", value: "VERSION", "The version of the mesh, like 1.21")
    static let prometheus = Option("prometheus", value: "URL", "Where the cluster's Prometheus answers")
    static let matcher = Option(
        "prometheus-matcher", value: "MATCHER",
        "What its series have there and those of other clusters have not, like cluster=\"east\"")

    /// As members of a request.
    static func body(_ arguments: Arguments) -> [String: JSONValue] {
        var body: [String: JSONValue] = [:]
        for (option, member) in [
            (meshVersion, "meshVersion"), (prometheus, "prometheus"), (matcher, "prometheusMatcher"),
        ] {
            body[member] = arguments[option].map { .string($0) }
        }
        return body
    }
}
