import Domain

/// `policy create -f FILE...`
enum PolicyCreate {
    static let command = Command(
        client: "create", "Creates a policy from each document of the files",
        details: "Every document is checked before any is sent. Then each becomes a policy of its own; those that the "
            + "server refuses are reported with file and line, and the others are created all the same.",
        examples: [
            Command.Example("policy create -f reviews.yaml --owner team-books", "one file, or several documents in it"),
            Command.Example("policy create -f a.yaml -f b.yaml --label app=bookinfo --tag beta", "several files"),
            Command.Example("policy create -f - < reviews.yaml", "from standard input"),
        ],
        options: [
            PolicyFiles.option, PolicyOptions.owner, PolicyOptions.label, PolicyOptions.tag, PolicyOptions.semver,
            PolicyOptions.message,
        ], run: run)

    private static let columns: [Output.Column] = [
        .policyName, Output.Column("ID", "id"), Output.Column("VERSION", "latestVersion"),
    ]

    private static func run(_ call: ClientCall) async throws {
        let documents = try PolicyFiles.read(call.arguments.all(PolicyFiles.option), call.surroundings)
        let query = try PolicyOptions.query(call.arguments)
        var created: [JSONValue] = []
        var problems: [APIProblem] = []
        defer { if !created.isEmpty { show(created, of: documents.count, call) } }
        for document in documents {
            do { created.append(try await create(document, query, call)) } catch let error as APIProblem {
                // What a person must mend in one document does not keep the others waiting.
                guard documents.count > 1, [400, 409, 422].contains(error.status) else { throw error }
                problems.append(error)
            }
        }
        guard let first = problems.first else { return }
        for problem in problems { call.terminal.complain(problem.text("hotswap policy create", call.terminal)) }
        throw CommandFailure(first.exitCode, "\(problems.count) of \(documents.count) documents were refused")
    }

    private static func create(
        _ document: PolicyFiles.Document, _ query: APIClient.Query, _ call: ClientCall
    ) async throws -> JSONValue {
        do {
            return try await call.api.write("POST", ["policies"], query: query, body: .yaml(document.text))
        } catch var problem as APIProblem {
            problem.source = document.source
            throw problem
        }
    }

    private static func show(_ created: [JSONValue], of documents: Int, _ call: ClientCall) {
        if documents == 1, let policy = created.first {
            return call.output.show(policy) { call.output.table([policy], columns) }
        }
        call.output.show(Listing(items: created, hasMore: false), columns, nothing: "")
    }
}
