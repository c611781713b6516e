import Domain
import YAML

/// `policy get POLICY`
enum PolicyGet {
    private static let document = Option(
        flag: "document", "Prints only the Kubernetes object, ready for -f or kubectl")

    static let command = Command(
        client: "get", "Shows a policy, its newest version and where it is in force",
        examples: [
            Command.Example("policy get VirtualService/default/reviews", "the policy with its document"),
            Command.Example(
                "policy get default/reviews --version 3 --document > reviews.yaml", "the object of version 3"),
        ], positionals: [PolicyNames.policy], options: [PolicyOptions.version, document], run: run)

    private static func run(_ call: ClientCall) async throws {
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        var policy = try await call.api.get(["policies", id])
        if let number = try call.arguments.integer(PolicyOptions.version, atLeast: 1) {
            policy["version"] = try await call.api.get(["policies", id, "versions", "\(number)"])
        }
        let version = policy["version"] ?? .null
        guard call.arguments.has(document) else {
            return call.output.show(policy) { text(policy, version, call.output) }
        }
        guard let object = version["document"], object != .null else {
            throw CommandFailure(.notFound, "Version \(version.text("number")) says that the object is not to be there")
        }
        if call.output.format == .json { return call.output.show(object) { "" } }
        call.terminal.print(DisplayText.lines(version["source"]?.string ?? YAMLWriter.text(of: object)))
    }

    private static func text(_ policy: JSONValue, _ version: JSONValue, _ output: Output) -> String {
        let live = (policy["live"]?.array ?? []).map { "\($0.text("cluster")) (version \($0.text("version")))" }
        let facts = output.facts([
            ("Policy", PolicyNames.name(of: policy)), ("Id", policy.text("id")), ("Mesh", policy.text("mesh")),
            ("Owner", policy.text("owner")), ("Labels", policy.text("labels")),
            ("Versions", policy.text("latestVersion")), ("Revision", policy.text("revision")),
            ("Live", live.isEmpty ? "nowhere" : live.joined(separator: ", ")), ("Version", version.text("number")),
            ("Semantic version", version.text("semanticVersion")), ("Tags", version.text("tags")),
            ("Author", version.text("author")), ("Message", version.text("message")),
            ("Created", version.text("createdAt")),
        ])
        guard let document = version["document"], document != .null else {
            return facts + "\nThe object is not to be there.\n"
        }
        return facts + "\n" + DisplayText.lines(version["source"]?.string ?? YAMLWriter.text(of: document))
    }
}
