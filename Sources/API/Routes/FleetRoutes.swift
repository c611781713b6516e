import Application
import Domain
import MeshModel
import Ports

extension API {
    static let fleetRoutes: [Route] = [
        Route("GET", "environments", .read) { try await $0.listEnvironments($1) },
        Route("POST", "environments", .manageFleet) { try await $0.createEnvironment($1) },
        Route("DELETE", "environments/{name}", .manageFleet) { try await $0.deleteEnvironment($1) },
        Route("GET", "clusters", .read) { try await $0.listClusters($1) },
        Route("POST", "clusters", .manageFleet) { try await $0.createCluster($1) },
        Route("GET", "clusters/{name}", .read) { try await $0.getCluster($1) },
        Route("PUT", "clusters/{name}", .manageFleet) { try await $0.updateCluster($1) },
        Route("DELETE", "clusters/{name}", .manageFleet) { try await $0.deleteCluster($1) },
        Route("GET", "clusters/{name}/check", .read) { try await $0.checkCluster($1) },
        Route("GET", "clusters/{name}/instances", .read) { try await $0.listInstances($1) },
    ]

    private func listEnvironments(_ call: Call) async throws -> APIResponse {
        .json(whole(try await parts.fleetStore.environments().map(\.json)))
    }

    private func createEnvironment(_ call: Call) async throws -> APIResponse {
        var reader = BodyReader(try jsonBody(call))
        let environment = Environment(
            id: parts.ids.next(Environment.self), name: reader.required("name"),
            isProduction: reader.bool("production") ?? false, createdAt: parts.time.now())
        try reader.finish()
        try await parts.fleetStore.createEnvironment(
            environment, fleetContext(call, "environment.create", environment.name, status: 201))
        await parts.fleet.forget()
        return .json(environment.json, status: 201, headers: [("Location", "/api/v1/environments")])
    }

    private func deleteEnvironment(_ call: Call) async throws -> APIResponse {
        let name = call.parameters["name"] ?? ""
        guard let environment = try await parts.fleet.current().environment(named: name) else {
            throw Problem(.notFound, "There is no environment \(name)")
        }
        try await parts.fleetStore.deleteEnvironment(
            environment.id, fleetContext(call, "environment.delete", name, status: 204))
        await parts.fleet.forget()
        return APIResponse(status: 204)
    }

    private func listClusters(_ call: Call) async throws -> APIResponse {
        var filter = ClusterFilter(mesh: try call.choice("mesh", Mesh.self))
        if let name = call.request.parameter("environment") {
            guard let environment = try await parts.fleet.current().environment(named: name) else {
                throw Problem(.notFound, "There is no environment \(name)")
            }
            filter.environment = environment.id
        }
        return .json(whole(try await parts.fleetStore.clusters(filter).map(\.json)))
    }

    private func createCluster(_ call: Call) async throws -> APIResponse {
        let fleet = try await parts.fleet.current()
        let body = try ClusterBody(try jsonBody(call), fleet: fleet)
        let id = parts.ids.next(Cluster.self)
        let cluster = try body.cluster(id: id, sealing: parts.credentials, createdAt: parts.time.now())
        try await parts.fleetStore.createCluster(
            cluster, fleetContext(call, "cluster.create", cluster.name, status: 201))
        await parts.fleet.forget()
        return .json(cluster.json, status: 201, headers: [("Location", "/api/v1/clusters/\(cluster.name)")])
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

    func cluster(named name: String) async throws -> Cluster {
        guard let cluster = try await parts.fleetStore.cluster(named: name) else {
            throw Problem(.notFound, "There is no cluster \(name)")
        }
        return cluster
    }

    private func fleetContext(_ call: Call, _ action: String, _ name: String, status: Int) -> WriteContext {
        let (kind, _) = (action.prefix { $0 != "." }, action)
        let location = kind == "cluster" ? "/api/v1/clusters/\(name)" : "/api/v1/environments"
        return call.context(
            action, "\(kind)/\(name)", status: status, location: location, requestHash: requestHash(call.request))
    }

    /// Whether the cluster answers, which versions of the mesh's kinds it serves and what the credentials may do.
    private func checkCluster(_ call: Call) async throws -> APIResponse {
        let cluster = try await cluster(of: call)
        do {
            let objects = try await parts.clusters.objects(of: cluster)
            let check = ClusterCheck(objects)
            return .json(try await check.run(cluster).json)
        } catch let error as PortError {
            return .json(["cluster": .string(cluster.name), "reachable": false, "problem": .string("\(error)")])
        }
    }

    /// The pods and services that a policy can reach: those of the cluster, narrowed by `policy` or `namespace`.
    private func listInstances(_ call: Call) async throws -> APIResponse {
        let cluster = try await cluster(of: call)
        let namespace = call.request.parameter("namespace")
        let objects = try await parts.clusters.objects(of: cluster)
        async let pods = objects.list(.pods(namespace: namespace))
        async let services = objects.list(.services(namespace: namespace))
        async let servers = servers(of: cluster, namespace, objects)
        let inventory = Inventory(
            pods: try await pods.compactMap { Workload(pod: $0.body) },
            services: try await services.compactMap { MeshService(service: $0.body) }, servers: try await servers)
        guard let id = try call.idParameter("policy", Policy.self) else { return .json(inventory.json) }
        let policy = try await policy(id)
        guard let version = try await parts.policies.version(id, number: policy.latestVersion),
            let document = version.content.document
        else { return .json(Inventory(pods: [], services: []).json) }
        return .json(Reach.of(document, kind: policy.key.kind, in: inventory).json)
    }

    /// Linkerd's Servers, which its other policies refer to.
    private func servers(
        of cluster: Cluster, _ namespace: String?, _ objects: any ClusterObjects
    ) async throws -> [JSONValue] {
        let kind = PolicyKind.server
        guard cluster.mesh == .linkerd, let group = kind.groups.first,
            let version = try await objects.servedVersions(group: group, plural: kind.plural).first
        else { return [] }
        return try await objects.list(
            ResourceReference(group: group, version: version, plural: kind.plural, namespace: namespace)
        ).map(\.body)
    }
}
