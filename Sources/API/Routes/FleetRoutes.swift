import Application
import Domain
import Ports

extension API {
    static let fleetRoutes: [Route] = [
        Route("GET", "environments", .read) { try await $0.listEnvironments($1) },
        Route("POST", "environments", .manageFleet) { try await $0.createEnvironment($1) },
        Route("GET", "environments/{name}", .read) { try await $0.getEnvironment($1) },
        Route("DELETE", "environments/{name}", .manageFleet) { try await $0.deleteEnvironment($1) },
        Route("GET", "clusters", .read, ["mesh", "environment"]) { try await $0.listClusters($1) },
        Route("POST", "clusters", .manageFleet) { try await $0.createCluster($1) },
        Route("GET", "clusters/{name}", .read) { try await $0.getCluster($1) },
        Route("PUT", "clusters/{name}", .manageFleet) { try await $0.updateCluster($1) },
        Route("DELETE", "clusters/{name}", .manageFleet) { try await $0.deleteCluster($1) },
    ]

    private func listEnvironments(_ call: Call) async throws -> APIResponse {
        .json(whole(try await parts.fleetStore.environments().map(\.json)))
    }

    private func createEnvironment(_ call: Call) async throws -> APIResponse {
        var reader = BodyReader(try jsonBody(call))
        let environment = Environment(
            id: parts.ids.next(Environment.self), name: Self.environmentName(&reader),
            isProduction: reader.bool("production") ?? false, createdAt: parts.time.now())
        try reader.finish()
        // Names are looked up without regard to case, so two may not differ by it alone.
        if let known = try await parts.fleet.fresh().environment(named: environment.name),
            known.name != environment.name
        {
            throw StoreRefusal.alreadyExists(known.id.description)
        }
        try await parts.fleetStore.createEnvironment(
            environment, fleetContext(call, "environment.create", environment.name, status: 201))
        await parts.fleet.forget()
        return .json(
            environment.json, status: 201, headers: [("Location", environment.location), ("ETag", environment.etag)])
    }

    /// A word that can stand in paths.
    private static func environmentName(_ reader: inout BodyReader) -> String {
        let name = reader.required("name")
        let isLegal = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if !isLegal || name.utf8.count > 63 || name.hasPrefix("-") || name.hasSuffix("-") {
            reader.complain("name", "invalid", "must be 1 to 63 letters, digits and - and is \(name.shortened)")
        }
        return name
    }

    private func getEnvironment(_ call: Call) async throws -> APIResponse {
        // What somebody is about to change is as it is, not as it was known to be.
        await parts.fleet.forget()
        let environment = try await environment(named: call.parameters["name"] ?? "")
        return .json(environment.json(at: parts.time.now(), parts.zone), headers: [("ETag", environment.etag)])
    }

    private func deleteEnvironment(_ call: Call) async throws -> APIResponse {
        let environment = try await environment(named: call.parameters["name"] ?? "")
        try await parts.fleetStore.deleteEnvironment(
            environment.id, fleetContext(call, "environment.delete", environment.name, status: 204))
        await parts.fleet.forget()
        return APIResponse(status: 204)
    }

    /// The environment; one that is not known yet is asked for, since another process may just have made it.
    func environment(named name: String, field: String? = nil) async throws -> Environment {
        if let known = try await parts.fleet.current().environment(named: name) { return known }
        let fleet = try await parts.fleet.fresh()
        if let known = fleet.environment(named: name) { return known }
        let message =
            "There is no environment \(name.shortened); there are "
            + fleet.environments.map(\.name).joined(separator: ", ")
        throw field.map { Problem(.notFound, at: $0, "unknown", message) } ?? Problem(.notFound, message)
    }

    private func listClusters(_ call: Call) async throws -> APIResponse {
        var filter = ClusterFilter(mesh: try call.choice("mesh", Mesh.self))
        if let name = call.request.parameter("environment") {
            filter.environment = try await environment(named: name, field: "query.environment").id
        }
        return .json(whole(try await parts.fleetStore.clusters(filter).map(\.json)))
    }

    private func createCluster(_ call: Call) async throws -> APIResponse {
        let body = try ClusterBody(try jsonBody(call), fleet: try await parts.fleet.fresh())
        let id = parts.ids.next(Cluster.self)
        let cluster = try body.cluster(id: id, sealing: parts.credentials, createdAt: parts.time.now())
        try await parts.fleetStore.createCluster(
            cluster, fleetContext(call, "cluster.create", cluster.name, status: 201))
        await parts.fleet.forget()
        return .json(cluster.json, status: 201, headers: [("Location", cluster.location)])
    }

    private func updateCluster(_ call: Call) async throws -> APIResponse {
        let old = try await cluster(of: call)
        let body = try ClusterBody(try jsonBody(call), fleet: try await parts.fleet.current(), updating: old)
        let cluster = try body.cluster(id: old.id, sealing: parts.credentials, createdAt: old.createdAt, before: old)
        try await parts.fleetStore.updateCluster(
            cluster, fleetContext(call, "cluster.update", cluster.name, status: 200))
        await parts.fleet.forget()
        return .json(cluster.json)
    }

    private func getCluster(_ call: Call) async throws -> APIResponse { .json(try await cluster(of: call).json) }

    private func deleteCluster(_ call: Call) async throws -> APIResponse {
        let cluster = try await cluster(of: call)
        try await parts.fleetStore.deleteCluster(
            cluster.id, fleetContext(call, "cluster.delete", cluster.name, status: 204))
        await parts.fleet.forget()
        return APIResponse(status: 204)
    }

    private func cluster(of call: Call) async throws -> Cluster {
        try await cluster(named: call.parameters["name"] ?? "")
    }

    /// - Parameter field: Where the request names it; `nil`: in its path.
    func cluster(named name: String, field: String? = nil) async throws -> Cluster {
        if let cluster = try await parts.fleetStore.cluster(named: name) { return cluster }
        let message = "There is no cluster \(name.shortened)"
        throw field.map { Problem(.notFound, at: $0, "unknown", message) } ?? Problem(.notFound, message)
    }

    func fleetContext(_ call: Call, _ action: String, _ name: String, status: Int) -> WriteContext {
        let kind = action.prefix { $0 != "." }
        return call.context(
            action, "\(kind)/\(name)", status: status, location: "/api/v1/\(kind)s/\(name)",
            requestHash: requestHash(call.request))
    }
}
