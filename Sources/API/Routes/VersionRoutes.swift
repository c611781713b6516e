import Application
import Domain
import Ports

extension API {
    static let versionRoutes: [Route] = [
        Route("GET", "policies/{id}/versions", .read) { try await $0.listVersions($1) },
        Route("GET", "policies/{id}/versions/{n}", .read) { try await $0.getVersion($1) },
        Route("PUT", "policies/{id}/versions/{n}/tags", .writePolicies) { try await $0.tagVersion($1) },
        Route("POST", "policies/{id}/versions/{n}/restore", .writePolicies) { try await $0.restoreVersion($1) },
        Route("GET", "policies/{id}/versions/{a}/diff/{b}", .read) { try await $0.diffVersions($1) },
    ]

    private func listVersions(_ call: Call) async throws -> APIResponse {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        let page = try await parts.policies.versions(of: policy.id, try call.page())
        return .json(page.json(\.json))
    }

    private func getVersion(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let number = try call.number("n")
        guard let version = try await parts.policies.version(id, number: number) else {
            throw Problem(.notFound, "There is no version \(number) of policy \(id)")
        }
        return .json(version.json)
    }

    private func tagVersion(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let number = try call.number("n")
        var reader = BodyReader(try jsonBody(call))
        let words = reader.strings("tags") ?? []
        let tags = words.compactMap { VersionTag(rawValue: $0.lowercased()) }
        if tags.count != words.count {
            reader.complain(
                "tags", "unknownValue", "must be of \(VersionTag.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try reader.finish()
        let context = call.context(
            "policy.tag", "policy/\(id)", status: 200, location: "/api/v1/policies/\(id)/versions/\(number)",
            details: ["version": .int(Int64(number)), "tags": .array(words.map { .string($0) })],
            requestHash: requestHash(call.request))
        return .json(try await parts.policies.tagVersion(id, number: number, tags: Set(tags), context).json)
    }

    private func restoreVersion(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let number = try call.number("n")
        var reader = BodyReader(call.request.body.isEmpty ? .object([:]) : try jsonBody(call))
        let message = reader.string("message") ?? "Restores version \(number)"
        try reader.finish()
        let context = call.context(
            "policy.restore", "policy/\(id)", status: 201, location: "/api/v1/policies/\(id)",
            details: ["version": .int(Int64(number))], requestHash: requestHash(call.request))
        let (policy, version) = try await parts.catalogue.restore(
            id, version: number, expectedRevision: try call.expectedRevision(),
            PolicyCatalogue.Authorship(author: call.principal.subject, message: message), context)
        return .json(
            policy.json(version: version), status: 201,
            headers: [("Location", "\(policy.location)/versions/\(version.number)"), ("ETag", policy.etag)])
    }

    private func diffVersions(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let (from, to) = (try call.number("a"), try call.number("b"))
        let changes = try await parts.catalogue.diff(id, from: from, to: to)
        return .json([
            "from": .int(Int64(from)), "to": .int(Int64(to)), "changes": .array(changes.map(\.json)),
        ])
    }

    /// The body as JSON, whatever the media type says.
    func jsonBody(_ call: Call) throws(Problem) -> JSONValue {
        do { return try parts.formats.json(call.request.body) } catch { throw Problem(syntax: error) }
    }
}
