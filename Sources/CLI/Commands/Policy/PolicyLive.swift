import Domain
import YAML

/// `policy live POLICY`
enum PolicyLive {
    static let cluster = Option("cluster", value: "NAME", "only on this cluster")

    static let command = Command(
        client: "live", "Shows the policy's object as clusters hold it now",
        examples: [Command.Example("policy live default/reviews --cluster west", "what the mesh of west reads")],
        positionals: [PolicyNames.policy], options: [cluster], run: run)

    private static func run(_ call: ClientCall) async throws {
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let query = call.arguments[cluster].map { [("cluster", $0)] } ?? []
        let answer = try await call.api.get(["policies", id, "live"], query)
        call.output.show(answer) { (answer["items"]?.array ?? []).map(text).joined(separator: "---\n") }
    }

    /// YAML that could be applied again; who owns which field is left out, as kubectl does.
    private static func text(_ item: JSONValue) -> String {
        let head = "# \(DisplayText.oneLine(item.text("cluster")))\n"
        guard item["problem"]?.string == nil else { return head + "# \(DisplayText.oneLine(item.text("problem")))\n" }
        guard var object = item["object"], object != .null else { return head + "# there is no such object\n" }
        object["metadata"]?["managedFields"] = nil
        return head + YAMLWriter.text(of: object)
    }
}
