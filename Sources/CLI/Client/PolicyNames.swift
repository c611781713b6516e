import Domain

/// Finds policies by the names that people give them.
struct PolicyNames: Sendable {
    let api: APIClient

    /// The positional argument of all commands that are about one policy.
    static let policy = Positional("POLICY", "An id, VirtualService/namespace/name, namespace/name, or name")

    /// The id of the policy that `text` names.
    func id(_ text: String) async throws -> String {
        ID<Policy>(text) == nil ? try await policy(text).text("id") : text
    }

    /// The policy that `text` names, as the API lists it.
    func policy(_ text: String) async throws -> JSONValue {
        if ID<Policy>(text) != nil { return try await api.get(["policies", text]) }
        let query = try Self.query(text)
        let found = try await api.get(["policies"], query + [("limit", "20")])["items"]?.array ?? []
        guard let first = found.first else { throw try await missing(text, query) }
        guard found.count == 1 else {
            let names = found.map { "\(Self.name(of: $0)) (\($0.text("id")))" }.joined(separator: ", ")
            throw CommandFailure(.usage, "\(text) may be any of \(names): give kind and namespace, or the id")
        }
        return first
    }

    /// `VirtualService/default/reviews`: the name that `policy` understands.
    static func name(of policy: JSONValue) -> String {
        "\(policy.text("kind"))/\(policy.text("namespace"))/\(policy.text("name"))"
    }

    private static func query(_ text: String) throws -> APIClient.Query {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains(""), let name = parts.last else {
            throw UsageProblem(
                "A policy is named VirtualService/namespace/name, namespace/name or by its id, not \(text)")
        }
        var query: APIClient.Query = [("name", name)]
        if parts.count > 1 { query.append(("namespace", parts[parts.count - 2])) }
        if parts.count == 3 { query.append(("kind", try kind(parts[0]))) }
        return query
    }

    /// A kind in its own spelling.
    static func kind(_ word: String) throws(UsageProblem) -> String {
        let kinds = PolicyKind.allCases.map(\.rawValue)
        if let kind = kinds.first(where: { $0.lowercased() == word.lowercased() }) { return kind }
        let near = Spelling.nearest(to: word, in: kinds).map { "did you mean \($0)?" }
        throw UsageProblem("There is no kind \(word); \(near ?? "there are " + kinds.joined(separator: ", "))")
    }

    /// What to say where there is none, with the nearest name of the namespace.
    private func missing(_ text: String, _ query: APIClient.Query) async throws -> CommandFailure {
        let wanted = query.first { $0.name == "name" }?.value ?? ""
        let neighbours = try await api.get(["policies"], query.filter { $0.name != "name" } + [("limit", "500")])
        let known = neighbours["items"]?.array ?? []
        let near = Spelling.nearest(to: wanted, in: known.map { $0.text("name") })
        let hint = known.first { $0.text("name") == near }.map { "; did you mean \(Self.name(of: $0))?" }
        return CommandFailure(
            .notFound, "There is no policy \(text)\(hint ?? "; `hotswap policy list` shows those that there are")")
    }
}
