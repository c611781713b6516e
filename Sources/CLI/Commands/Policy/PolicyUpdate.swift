import Domain

/// `policy update POLICY`
enum PolicyUpdate {
    private static let file = Option(
        "file", short: "f", value: "FILE", completion: .files, "The new document; - reads standard input")
    private static let absent = Option(
        flag: "absent", "The new version says that the object is not to be there: deploy it to remove the policy")

    static let command = Command(
        client: "update", "Makes a new version of a policy, or changes its owner and labels",
        details: "A document that equals the newest version makes no new one.",
        examples: [
            Command.Example("policy update default/reviews -f reviews.yaml -m \"half to v3\"", "a new version"),
            Command.Example("policy update default/reviews --owner team-books", "only the owner"),
            Command.Example("policy update default/reviews --absent", "then deploy it, to remove it from the mesh"),
        ], positionals: [PolicyNames.policy],
        options: [
            file, absent, PolicyOptions.owner, PolicyOptions.label, PolicyOptions.tag, PolicyOptions.semver,
            PolicyOptions.message, PolicyOptions.revision,
        ], run: run)

    private static func run(_ call: ClientCall) async throws {
        let arguments = call.arguments
        let revision = try arguments.integer(PolicyOptions.revision, atLeast: 0).map { "\($0)" }
        let document = try document(call)
        let envelope = try PolicyOptions.envelope(arguments)
        guard document != nil || arguments.has(absent) || !envelope.isEmpty else {
            throw UsageProblem("Say what is to change: --file, --absent, --owner or --label")
        }
        let id = try await PolicyNames(api: call.api).id(arguments[PolicyNames.policy])
        let policy: JSONValue
        if let document {
            do {
                policy = try await call.api.write(
                    "PUT", ["policies", id], query: try PolicyOptions.query(arguments), body: .yaml(document.text),
                    revision: revision)
            } catch var problem as APIProblem {
                problem.source = document.source
                throw problem
            }
        } else {
            let body = arguments.has(absent) ? envelope.merging(["absent": true]) { $1 } : envelope
            policy = try await call.api.write("PUT", ["policies", id], body: .json(.object(body)), revision: revision)
        }
        call.output.show(policy) {
            "\(PolicyNames.name(of: policy)) is at version \(policy.text("latestVersion"))\n"
        }
    }

    private static func document(_ call: ClientCall) throws -> PolicyFiles.Document? {
        guard let path = call.arguments[file] else { return nil }
        guard !call.arguments.has(absent) else { throw UsageProblem("--file and --absent exclude each other") }
        let documents = try PolicyFiles.read([path], call.surroundings)
        guard documents.count == 1 else {
            throw CommandFailure(.usage, "\(path) holds \(documents.count) documents; one policy has one")
        }
        return documents.first
    }
}
