import Domain
import JSON
import Ports
import Runtime

/// `mesh-schema import` and `list`: the schemas of mesh versions, for validation without a cluster.
enum MeshSchemaCommands {
    static let group = Command(
        group: "mesh-schema", "Keeps the schemas of mesh versions, for validation without a cluster",
        details: """
            They lie in HOTSWAP_SCHEMAS, else in hotswap/schemas of your configurations (~/.config). `validate --mesh` uses \
            them; without them the built-in ones of the newest version are used.
            """,
        examples: [Command.Example("mesh-schema list", "what is there")], [importing, listing])

    private static let mesh = Option(
        "mesh", value: "MESH=VERSION", required: true, "The version that the definitions are of, such as istio=1.27")
    private static let files = Positional(
        "FILE", repeats: true, completion: .files,
        "A file with CustomResourceDefinitions, a folder, or - for standard input")

    private static let importing = Command(
        "import", "Takes over the definitions of a mesh version, in place of what was there of it",
        examples: [
            Command.Example(
                "mesh-schema import --mesh istio=1.27 crd-all.gen.yaml", "the file that Istio's release has")
        ], positionals: [files], options: [mesh, OutputFormat.option], run: takeOver)

    private static let listing = Command(
        "list", "Lists the mesh versions whose schemas are there",
        examples: [Command.Example("mesh-schema list", "one a line")], options: [OutputFormat.option]
    ) { call in
        let versions = try store(call).versions().map { JSONValue.string($0.description) }
        show(["versions": .array(versions)], call) { versions.map { "\($0.plainText)\n" }.joined() }
    }

    @Sendable private static func takeOver(_ call: Invocation) throws {
        guard let version = MeshSchemaVersion(call.arguments[mesh] ?? "") else {
            throw UsageProblem("--mesh must be istio=VERSION or linkerd=VERSION, such as istio=1.27")
        }
        var texts: [(name: String, bytes: [UInt8])] = []
        for path in call.arguments.all(files) {
            texts += try InputFiles.read(path, call.surroundings).map { ($0.name, $0.bytes) }
        }
        let done = try store(call).import(texts, as: version)
        let answer: JSONValue = [
            "version": .string(done.version.description), "folder": .string(done.folder),
            "kinds": .array(done.kinds.map { .string($0) }), "skipped": .array(done.skipped.map { .string($0) }),
        ]
        show(answer, call) {
            "\(done.version): \(done.kinds.count) kinds in \(done.folder)\n"
                + done.kinds.map { "  \(DisplayText.oneLine($0))\n" }.joined()
        }
    }

    private static func store(_ call: Invocation) throws -> MeshSchemaStore {
        guard let folder = MeshSchemaStore.folder(call.surroundings.environment) else {
            throw CommandFailure(.usage, "There is no folder for schemas: set HOTSWAP_SCHEMAS, or HOME")
        }
        return MeshSchemaStore(folder: folder)
    }

    private static func show(_ value: JSONValue, _ call: Invocation, _ text: () -> String) {
        let format = call.arguments[OutputFormat.option].flatMap(OutputFormat.init) ?? .table
        Output(format: format, terminal: call.surroundings.terminal, now: call.surroundings.time.now()).show(
            value, text)
    }
}
