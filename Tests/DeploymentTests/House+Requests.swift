import API
import Domain
import Kubernetes
import Ports
import TestKit
import Testing

extension House {
    /// Sends a request and returns the answer's JSON; a status other than `expecting` fails the test.
    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: JSONValue? = nil, key: String? = nil, expecting status: Int,
        location: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        let segments = ("api/v1/" + path).split(separator: "/").map(String.init)
        let answer = await api.answer(
            APIRequest(
                method: method, segments: segments,
                header: { name in
                    name == "idempotency-key"
                        ? key : ["authorization": "Bearer t", "content-type": "application/json"][name]
                },
                body: body?.jsonBytes ?? [], remoteAddress: "test"))
        var json = JSONValue.null
        if case .json(let value) = answer.body { json = value }
        #expect(answer.status == status, "\(method) \(path): \(json.jsonText)", sourceLocation: location)
        return json
    }

    /// Registers a cluster that runs `mesh`.
    func register(
        _ name: String, _ server: KubeServer, mesh: Mesh = .istio, token: String? = nil, authority: String? = nil,
        prometheus: String? = nil, environment: String = "Development"
    ) async throws {
        var body: JSONValue = [
            "name": .string(name), "environment": .string(environment), "mesh": .string(mesh.rawValue),
            "server": .string(server.server), "credentials": ["token": .string(token ?? server.token)],
        ]
        body["certificateAuthority"] = (authority ?? server.authority).map { .string($0) }
        body["prometheus"] = prometheus.map { .string($0) }
        try await call("POST", "clusters", body, expecting: 201)
    }

    /// Creates a policy of `document`; returns its id.
    func create(_ document: JSONValue) async throws -> String {
        let answer = try await call("POST", "policies", document, expecting: 201)
        return try #require(answer["id"]?.string)
    }

    /// Adds a version.
    func update(_ policy: String, _ document: JSONValue) async throws {
        try await call("PUT", "policies/\(policy)", document, expecting: 200)
    }

    /// Asks for a deployment of the newest versions; returns its id at once.
    func submit(_ policies: [String], _ more: [String: JSONValue] = [:]) async throws -> String {
        var body: JSONValue = [
            "policies": .array(policies.map { ["id": .string($0)] }), "environment": "Development",
        ]
        for (key, value) in more { body[key] = value }
        return try #require(try await call("POST", "deployments", body, expecting: 202)["id"]?.string)
    }

    /// Waits for the end of a deployment; returns its status document.
    func end(of deployment: String) async throws -> JSONValue {
        let id = try #require(ID<Deployment>(deployment))
        try await feed.follow(id, after: 0) { _ in }
        return try await call("GET", "deployments/\(deployment)/status", expecting: 200)
    }

    /// Deploys the newest versions and waits for the end, which must be `status`.
    @discardableResult
    func deploy(
        _ policies: [String], _ more: [String: JSONValue] = [:], until status: DeploymentStatus = .completed,
        location: SourceLocation = #_sourceLocation
    ) async throws -> (id: String, status: JSONValue) {
        let id = try await submit(policies, more)
        let end = try await end(of: id)
        #expect(end["status"]?.string == status.rawValue, "\(end.jsonText)", sourceLocation: location)
        return (id, end)
    }

    /// Takes a completed deployment back and waits for the end.
    @discardableResult
    func rollBack(_ deployment: String, location: SourceLocation = #_sourceLocation) async throws -> JSONValue {
        let answer = try await call("POST", "deployments/\(deployment)/rollback", expecting: 202)
        let end = try await end(of: try #require(answer["id"]?.string))
        #expect(end["status"] == "Completed", "\(end.jsonText)", sourceLocation: location)
        return end
    }
}

extension JSONValue {
    /// The state of each object of a status document, by cluster.
    var states: [String: Set<String>] {
        (self["objects"]?.array ?? []).reduce(into: [:]) { states, object in
            states[object["cluster"]?.string ?? "", default: []].insert(object["state"]?.string ?? "")
        }
    }

    /// The document in another namespace.
    func inNamespace(_ namespace: String) -> JSONValue {
        var document = self
        document["metadata"]?["namespace"] = .string(namespace)
        return document
    }
}
