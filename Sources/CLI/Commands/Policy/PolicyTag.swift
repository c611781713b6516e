import Domain

/// `policy tag POLICY VERSION TAG...`
enum PolicyTag {
    private static let version = Positional("VERSION", "The number of the version")
    private static let tags = Positional(
        "TAG", optional: true, repeats: true, completion: .words(VersionTag.allCases.map(\.rawValue)),
        "The tags that it is to have from now on: stable, beta, deprecated")
    private static let none = Option(flag: "none", "Takes all tags off")

    static let command = Command(
        client: "tag", "Sets the tags of a version",
        examples: [
            Command.Example("policy tag default/reviews 3 stable", "version 3 is stable, and nothing else"),
            Command.Example("policy tag default/reviews 2 --none", "version 2 has no tag any more"),
        ], positionals: [PolicyNames.policy, version, tags], options: [none], run: run)

    private static func run(_ call: ClientCall) async throws {
        guard let number = Int(call.arguments[version]), number > 0 else {
            throw UsageProblem("VERSION must be a number of 1 or more and is \(call.arguments[version])")
        }
        let words = call.arguments.all(tags)
        guard words.isEmpty == call.arguments.has(none) else { throw UsageProblem("Name tags, or give --none") }
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let answer = try await call.api.write(
            "PUT", ["policies", id, "versions", "\(number)", "tags"],
            body: .json(["tags": .array(words.map { .string($0) })]))
        call.output.show(answer) {
            "Version \(number): \(answer.text("tags").isEmpty ? "no tags" : answer.text("tags"))\n"
        }
    }
}
