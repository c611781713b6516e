import Domain
import Ports
import Runtime
import Validation
import YAML

/// What `validate` was told beside the files.
struct ValidateOptions {
    private(set) var settings = MeshSettings()
    let suppressions: [Suppression]
    let format: ReportFormat
    let failsOnWarnings: Bool
    private let kubeconfig: String?
    var impact: ImpactOptions

    static let cluster = Option(
        "cluster", value: "CONTEXT", "Judges beside what lives in the cluster of this kubeconfig context")
    static let kubeconfig = Option(
        "kubeconfig", value: "FILE", completion: .files, "Default: KUBECONFIG, else ~/.kube/config")
    static let mesh = Option(
        "mesh", value: "MESH=VERSION", repeats: true,
        "The version that the policies are for, such as istio=1.27; default: the newest that is known")
    static let context = Option(
        "context", value: "FILE", repeats: true, completion: .files,
        "A file or folder with objects that are known and not reported on: Services, Gateways ...")
    static let meshConfig = Option(
        "mesh-config", value: "FILE", completion: .files, "Istio's MeshConfig, or the ConfigMap that holds it")
    static let set = Option(
        "set", value: "OPTION=VALUE[,...]", repeats: true,
        "Options of the mesh: \(MeshSettings.optionNames.joined(separator: ", "))")
    static let suppress = Option(
        "suppress", value: "CODE[@OBJECT]=REASON", repeats: true,
        "Keeps a finding apart, of every object or of Kind/namespace/name, where * stands for any")
    static let failOn = Option(
        "fail-on", value: "SEVERITY", completion: .words(["error", "warning"]),
        "From when on it ends with 1; default error")

    init(_ call: Invocation) throws {
        let arguments = call.arguments
        suppressions = try arguments.all(Self.suppress).map { try SuppressOption.suppression($0) }
        format = arguments[ReportFormat.option].flatMap { ReportFormat(rawValue: $0.lowercased()) } ?? .table
        failsOnWarnings = arguments[Self.failOn]?.lowercased() == "warning"
        kubeconfig = arguments[Self.kubeconfig]
        if kubeconfig != nil, !arguments.has(Self.cluster) {
            throw UsageProblem(
                "--kubeconfig names no cluster: add --cluster CONTEXT to judge beside one of its contexts, or leave it out"
            )
        }
        impact = try ImpactOptions(call, format)
        settings.time = call.surroundings.time.now().seconds
        if let path = arguments[Self.meshConfig] {
            let config = try Self.meshConfig(path, call)
            let problems = MeshSettings.problems(ofMeshConfig: config)
            guard problems.isEmpty else {
                throw CommandFailure(.usage, "\(path) is no MeshConfig: \(problems.joined(separator: "; "))")
            }
            settings.read(meshConfig: config)
        }
        var meshes: [Substring: String] = [:]
        for text in arguments.all(Self.mesh) {
            if let problem = settings.set(mesh: text) { throw UsageProblem("--mesh \(problem)") }
            let other = meshes.updateValue(text, forKey: text.prefix { $0 != "=" })
            if let other, other != text {
                throw UsageProblem("--mesh says both \(other) and \(text): judge for one version after the other")
            }
        }
        if arguments.has(Self.mesh), let folder = MeshSchemaStore.folder(call.surroundings.environment) {
            let store = MeshSchemaStore(folder: folder)
            settings.schemas = try store.catalogue(istio: settings.istio, linkerd: settings.linkerd)
        }
        var options: [Substring: String] = [:]
        for text in arguments.all(Self.set).flatMap({ $0.split(separator: ",") }).map(String.init) {
            try set(text)
            let other = options.updateValue(text, forKey: text.prefix { $0 != "=" })
            if let other, other != text { throw UsageProblem("--set says both \(other) and \(text): keep one of them") }
        }
    }

    private mutating func set(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw UsageProblem("--set must be option=value and is \(text)") }
        if let problem = settings.set(parts[0], to: parts[1]) { throw UsageProblem("--set \(parts[0]) \(problem)") }
    }

    /// The MeshConfig of a file; of the ConfigMap `istio`, the text under `mesh`.
    private static func meshConfig(_ path: String, _ call: Invocation) throws -> JSONValue {
        let bytes = try call.surroundings.readFile(path)
        do {
            let document = try YAMLParser.documents(bytes).first?.value ?? .null
            guard document["kind"] == "ConfigMap" else { return document }
            return try YAMLParser.documents(document["data"]?["mesh"]?.string ?? "").first?.value ?? .null
        } catch { throw CommandFailure(.usage, "\(path):\(error)") }
    }

    /// From now on documents are held to the schemas and settings of the cluster; answers which of them cannot be read.
    mutating func hold(to live: Surroundings.LiveCluster) -> [ValidationReport.Unchecked] {
        settings.fill(from: live.meshConfig)
        settings.fill(fromPods: live.objects.lazy.filter { $0["kind"] == "Pod" })
        guard let definitions = live.definitions else { return [] }
        let served = SchemaCatalogue.target("cluster \(live.name)", definitions: definitions)
        settings.schemas = served.catalogue
        return served.broken
    }

    /// What the cluster holds; of one that is away, why. Throws where the kubeconfig is no way to any cluster.
    func liveCluster(
        _ context: String, _ surroundings: Surroundings
    ) async throws -> Result<Surroundings.LiveCluster, PortError> {
        let standard = (surroundings.environment["HOME"] ?? "") + "/.kube/config"
        let path = kubeconfig ?? surroundings.environment["KUBECONFIG"] ?? standard
        do { return .success(try await surroundings.liveCluster(path, context)) } catch let error as PortError {
            // A kubeconfig that cannot be read, or has no such context, is a mistake of use; a cluster that is away is
            // not: what can be said without it is said.
            guard error.kind != .permanent else { throw CommandFailure(.usage, "\(error)") }
            return .failure(error)
        }
    }
}
