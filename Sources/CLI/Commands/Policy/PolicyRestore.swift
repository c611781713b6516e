import Domain

/// `policy restore POLICY VERSION`
enum PolicyRestore {
    private static let version = Positional("VERSION", "The number of the version to restore")

    static let command = Command(
        client: "restore", "Makes a new version with the content of an old one",
        details: "Nothing is deployed by it: deploy the new version, or roll the deployment back.",
        examples: [Command.Example("policy restore default/reviews 2 -m \"v3 was too slow\"", "version 2 once more")],
        positionals: [PolicyNames.policy, version], options: [PolicyOptions.message, PolicyOptions.revision], run: run)

    private static func run(_ call: ClientCall) async throws {
        guard let number = Int(call.arguments[version]), number > 0 else {
            throw UsageProblem("VERSION must be a number of 1 or more and is \(call.arguments[version])")
        }
        let revision = try call.arguments.integer(PolicyOptions.revision, atLeast: 0).map { "\($0)" }
        let id = try await PolicyNames(api: call.api).id(call.arguments[PolicyNames.policy])
        let message = call.arguments[PolicyOptions.message].map { JSONValue.object(["message": .string($0)]) }
        let policy = try await call.api.write(
            "POST", ["policies", id, "versions", "\(number)", "restore"], body: message.map { .json($0) },
            revision: revision)
        call.output.show(policy) {
            "\(PolicyNames.name(of: policy)) is at version \(policy.text("latestVersion")), which is what version "
                + "\(number) was\n"
        }
    }
}
