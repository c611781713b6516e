import Application
import Domain
import Ports

extension API {
    static let versionRoutes: [Route] = [
        Route("GET", "policies/{id}/versions", .read, Route.paging) { try await $0.listVersions($1) },
        Route("GET", "policies/{id}/versions/{n}", .read) { try await $0.getVersion($1) },
        Route("PUT", "policies/{id}/versions/{n}/tags", .writePolicies) { try await $0.tagVersion($1) },
        Route("POST", "policies/{id}/versions/{n}/restore", .writePolicies) { try await $0.restoreVersion($1) },
    ]

    private func listVersions(_ call: Call) async throws -> APIResponse {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        return try await call.page({ try await parts.policies.versions(of: policy.id, $0) }, \.json)
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
        if reader.value("tags") == nil { reader.complain("tags", "missing", "is missing; [] takes all tags off") }
        let words = reader.strings("tags") ?? []
        let tags = VersionTag.read(words, "tags", &reader)
        try reader.finish()
        let context = call.context(
            "policy.tag", "policy/\(id)", status: 200, location: "/api/v1/policies/\(id)/versions/\(number)",
            details: ["version": .int(Int64(number)), "tags": .array(words.map { .string($0) })],
            requestHash: requestHash(call.request))
        return .json(try await parts.policies.tagVersion(id, number: number, tags: tags, context).json)
    }

    private func restoreVersion(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let number = try call.number("n")
        var reader = BodyReader(try optionalJSONBody(call))
        let message = reader.string("message") ?? "Restores version \(number)"
        try reader.finish()
        let context = call.context(
            "policy.restore", "policy/\(id)", status: 201, location: "/api/v1/policies/\(id)",
            details: ["version": .int(Int64(number))], requestHash: requestHash(call.request))
        let (policy, version) = try await parts.catalogue.restore(
            id, version: number, expectedRevision: try call.expectedRevision(),
            PolicyCatalogue.Authorship(author: call.principal.subject, message: message), context)
        let live = try await parts.policies.liveVersions(of: id)
        return .json(
            policy.json(version: version, live: live), status: 201,
            headers: [("Location", policy.location), ("ETag", policy.etag)])
    }

    /// The body as JSON. A media type that is another one is refused, none is taken for JSON.
    func jsonBody(_ call: Call) throws(Problem) -> JSONValue {
        guard ["", "application/json"].contains(call.request.mediaType) else {
            throw Problem(
                .unsupportedMediaType,
                "Send JSON (`Content-Type: application/json`), not \(call.request.mediaType.shortened)")
        }
        do { return try parts.formats.json(call.request.body) } catch { throw Problem(syntax: error) }
    }

    /// The same where a body may be missing: an empty one says nothing, whatever its media type.
    func optionalJSONBody(_ call: Call) throws(Problem) -> JSONValue {
        call.request.body.isEmpty ? .object([:]) : try jsonBody(call)
    }
}
