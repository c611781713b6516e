package import Domain
package import Ports
package import Runtime
package import Validation

/// What commands work with; tests put in what they like.
package struct Surroundings: Sendable {
    /// What a context of a kubeconfig file says about a cluster.
    package struct KubeCluster: Sendable {
        package let server: String
        /// PEM; `nil`: the system's authorities.
        package let certificateAuthority: String?
        /// In the form of the API: `{type: token, token}`, `{type: clientCertificate, certificate, key}` …
        package let credentials: JSONValue

        package init(server: String, certificateAuthority: String?, credentials: JSONValue) {
            self.server = server
            self.certificateAuthority = certificateAuthority
            self.credentials = credentials
        }
    }

    /// What a cluster holds, as far as validation looks at it.
    package struct LiveCluster: Sendable {
        package let name: String
        package let objects: [JSONValue]
        /// The CustomResourceDefinitions that it serves of the meshes' kinds; `nil`: they could not be read.
        package let definitions: [JSONValue]?
        /// Istio's MeshConfig; `null` where there is none, or it could not be read.
        package let meshConfig: JSONValue
        /// What could not be read, and why.
        package let unread: [(what: String, why: String)]
        /// The kinds of which `objects` has all that there are.
        package let listed: Set<ObjectKind>

        package init(
            name: String, objects: [JSONValue], definitions: [JSONValue]? = nil, meshConfig: JSONValue = .null,
            unread: [(what: String, why: String)], listed: Set<ObjectKind> = []
        ) {
            self.name = name
            self.objects = objects
            self.definitions = definitions
            self.meshConfig = meshConfig
            self.unread = unread
            self.listed = listed
        }
    }

    /// What cannot be read, and why.
    package typealias ReadingProblem = ConfigurationProblem

    package var environment: [String: String]
    package var terminal: Terminal
    package var readFile: @Sendable (_ path: String) throws(ReadingProblem) -> [UInt8]
    /// All of standard input.
    package var readInput: @Sendable () throws(ReadingProblem) -> [UInt8]
    /// The names in a folder, in ascending order; `nil` where the path is no folder.
    package var listFolder: @Sendable (_ path: String) throws(ReadingProblem) -> [String]?
    /// One text for all names of a file, links among them; `nil` where the names have to tell.
    package var fileIdentity: @Sendable (_ path: String) -> String?
    /// Reads what lives in the cluster of a context of a kubeconfig file; no context means the current one.
    package var liveCluster: @Sendable (_ kubeconfig: String, _ context: String?) async throws -> LiveCluster
    /// Reads a kubeconfig file; no context means the current one.
    package var kubeconfig: @Sendable (_ path: String, _ context: String?) throws -> KubeCluster
    /// - Parameter authorities: The only certificate authorities that are trusted, PEM; `nil`: the system's.
    package var transport: @Sendable (_ authorities: [UInt8]?) -> any Transport
    package var time: any TimeSource
    package var ids: any IDSource

    package init(
        environment: [String: String], terminal: Terminal,
        readFile: @escaping @Sendable (_ path: String) throws(ReadingProblem) -> [UInt8],
        readInput: @escaping @Sendable () throws(ReadingProblem) -> [UInt8],
        listFolder: @escaping @Sendable (_ path: String) throws(ReadingProblem) -> [String]?,
        fileIdentity: @escaping @Sendable (_ path: String) -> String?,
        liveCluster: @escaping @Sendable (_ kubeconfig: String, _ context: String?) async throws -> LiveCluster,
        kubeconfig: @escaping @Sendable (_ path: String, _ context: String?) throws -> KubeCluster,
        transport: @escaping @Sendable (_ authorities: [UInt8]?) -> any Transport, time: any TimeSource,
        ids: any IDSource
    ) {
        self.environment = environment
        self.terminal = terminal
        self.readFile = readFile
        self.readInput = readInput
        self.listFolder = listFolder
        self.fileIdentity = fileIdentity
        self.liveCluster = liveCluster
        self.kubeconfig = kubeconfig
        self.transport = transport
        self.time = time
        self.ids = ids
    }

    /// This process: its environment, terminal, files and clocks.
    ///
    /// `kubeconfig` and `liveCluster` belong to the adapter for Kubernetes.
    package static func process(
        kubeconfig: @escaping @Sendable (_ path: String, _ context: String?) throws -> KubeCluster,
        liveCluster: @escaping @Sendable (_ kubeconfig: String, _ context: String?) async throws -> LiveCluster
    ) -> Surroundings {
        let time = SystemTime()
        let environment = ProcessSurroundings.environment
        return Surroundings(
            environment: environment, terminal: ProcessSurroundings.terminal(environment),
            readFile: ProcessSurroundings.readFile, readInput: ProcessSurroundings.readInput,
            listFolder: ProcessSurroundings.listFolder, fileIdentity: ProcessSurroundings.fileIdentity,
            liveCluster: liveCluster, kubeconfig: kubeconfig,
            transport: { HTTPTransport(authorities: $0) }, time: time,
            ids: SystemIDs(time: time))
    }
}
