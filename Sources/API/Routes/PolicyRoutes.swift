import Application
import Domain
import Ports
import Validation

extension API {
    /// What goes with a bare document; an envelope has members for it.
    private static let documentParameters = ["owner", "label", "semanticVersion", "tag", "message"]
    private static let policyFilters = ["mesh", "kind", "namespace", "name", "owner", "label"]

    static let policyRoutes: [Route] = [
        Route("POST", "policies", .writePolicies, documentParameters) { try await $0.createPolicy($1) },
        Route("GET", "policies", .read, policyFilters + Route.paging) { try await $0.listPolicies($1) },
        Route("POST", "policies/import", .writePolicies) { try await $0.importPolicies($1) },
        Route("GET", "policies/{id}", .read) { try await $0.getPolicy($1) },
        Route("PUT", "policies/{id}", .writePolicies, documentParameters) { try await $0.updatePolicy($1) },
        Route("DELETE", "policies/{id}", .deletePolicies) { try await $0.deletePolicy($1) },
        Route("POST", "policies/{id}/validate", .checkPolicies) { try await $0.validatePolicy($1) },
        Route("POST", "policies/{id}/dry-run", .checkPolicies) { try await $0.dryRunPolicy($1) },
    ]

    private func createPolicy(_ call: Call) async throws -> APIResponse {
        let body = try PolicyBodyReader(formats: parts.formats, call: call).read()
        guard let document = body.document else {
            throw Problem(
                .invalidRequest, at: "document", "missing", "A new policy needs a document: send document or yaml")
        }
        let hash = requestHash(call.request)
        let (policy, version) = try await parts.catalogue.create(
            document, source: body.source, owner: body.owner ?? call.principal.subject, labels: body.labels ?? [:],
            body.authorship
        ) { id in
            call.context(
                "policy.create", "policy/\(id)", status: 201, location: "/api/v1/policies/\(id)",
                details: ["key": .string(document.key.description)], requestHash: hash)
        }
        return .json(
            policy.json(version: version, live: []), status: 201,
            headers: [("Location", policy.location), ("ETag", policy.etag)])
    }

    private func listPolicies(_ call: Call) async throws -> APIResponse {
        var filter = PolicyFilter()
        filter.mesh = try call.choice("mesh", Mesh.self)
        filter.kind = try call.choice("kind", PolicyKind.self)
        filter.namespace = call.request.parameter("namespace")
        filter.name = call.request.parameter("name")
        filter.owner = call.request.parameter("owner")
        filter.labels = try call.labels()
        let narrowed = filter
        return try await call.page({ try await parts.policies.policies(narrowed, $0) }) { $0.json() }
    }

    private func getPolicy(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        return try await answer(policy: try await policy(id))
    }

    func policy(_ id: ID<Policy>) async throws -> Policy {
        guard let policy = try await parts.policies.policy(id) else {
            throw Problem(.notFound, "There is no policy \(id)")
        }
        return policy
    }

    /// The policy with its newest version and where it is in force.
    private func answer(policy: Policy) async throws -> APIResponse {
        async let version = parts.policies.version(policy.id, number: policy.latestVersion)
        async let live = parts.policies.liveVersions(of: policy.id)
        // Without one it was deleted between the two questions.
        guard let version = try await version else { throw Problem(.notFound, "There is no policy \(policy.id)") }
        return .json(policy.json(version: version, live: try await live), headers: [("ETag", policy.etag)])
    }

    private func updatePolicy(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let body = try PolicyBodyReader(formats: parts.formats, call: call).read()
        let context = call.context(
            "policy.update", "policy/\(id)", status: 200, location: "/api/v1/policies/\(id)",
            requestHash: requestHash(call.request))
        let (policy, version) = try await parts.catalogue.update(
            id, content: body.content, documentKey: body.document?.key, source: body.source,
            change: PolicyChange(owner: body.owner, labels: body.labels),
            expectedRevision: try call.expectedRevision(), body.authorship, context)
        let live = try await parts.policies.liveVersions(of: id)
        return .json(policy.json(version: version, live: live), headers: [("ETag", policy.etag)])
    }

    private func deletePolicy(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let context = call.context(
            "policy.delete", "policy/\(id)", status: 204, location: "/api/v1/policies/\(id)",
            requestHash: requestHash(call.request))
        try await parts.policies.deletePolicy(id, expectedRevision: try call.expectedRevision(), context)
        return APIResponse(status: 204)
    }

    private func importPolicies(_ call: Call) async throws -> APIResponse {
        var reader = BodyReader(try jsonBody(call))
        let name = reader.required("cluster")
        let selection = Adoption.Selection(
            kind: reader.choice("kind", PolicyKind.self), namespace: reader.string("namespace"),
            name: reader.string("name"))
        let owner = reader.nonEmpty("owner") ?? call.principal.subject
        try reader.finish()
        let cluster = try await cluster(named: name, field: "cluster")
        if let kind = selection.kind, kind.mesh != cluster.mesh {
            throw Problem(
                .impossible, at: "kind", "otherMesh",
                "\(kind.rawValue) is a kind of \(kind.mesh.rawValue), and \(name) runs \(cluster.mesh.rawValue)")
        }
        let outcomes = try await asking(cluster) {
            try await parts.adoption.adopt(
                selection, from: cluster, owner: owner, author: call.principal.subject
            ) { id in
                WriteContext(
                    audit: AuditEntry(
                        actor: call.principal.subject, address: call.request.remoteAddress, action: "policy.import",
                        subject: "policy/\(id)", details: ["cluster": .string(cluster.name)]))
            }
        }
        return .json(whole(outcomes.map(\.json)))
    }
}

extension Adoption.Outcome {
    fileprivate var json: JSONValue {
        switch self {
        case .adopted(let policy, let version):
            ["outcome": "adopted", "policy": policy.json(version: version)]
        case .known(let policy):
            ["outcome": "known", "policy": policy.json()]
        case .refused(let object, let reason):
            ["outcome": "refused", "object": .string(object), "reason": .string(reason)]
        }
    }
}
