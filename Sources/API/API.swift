package import Application
package import Domain
package import Ports

/// The HTTP API: finds the route, checks who asks, and turns what the use cases say into answers.
package struct API: Sendable {
    /// What the API is made of.
    package struct Parts: Sendable {
        package var policies: any PolicyStore
        package var fleetStore: any FleetStore
        package var fleet: FleetDirectory
        package var deployments: any DeploymentStore
        package var jobs: any JobStore
        package var watches: any WatchStore
        package var cohorts: any CohortStore
        package var metrics: any TrafficMetricsConnecting
        package var catalogue: PolicyCatalogue
        package var checks: PolicyChecks
        package var judge: PolicyJudge
        package var impacts: ImpactReader
        package var review: ChangeReview
        package var replays: ReplayReader
        package var validations: any ValidationStore
        package var audit: any AuditLog
        package var adoption: Adoption
        package var desk: DeploymentDesk
        package var commands: DeploymentCommands
        package var rollbacks: RollbackDesk
        package var clusters: any ClusterConnecting
        package var credentials: any CredentialSealing
        package var dispatcher: JobDispatcher
        package var feed: ChangeFeed
        package var formats: any DocumentFormats
        package var ids: any IDSource
        package var time: any TimeSource
        /// SHA-256 in hexadecimal digits.
        package var hash: PolicyCatalogue.Hash
        /// The rules of a time zone by its IANA name.
        package var zone: Zone
        package var authenticate: Authenticate

        package init(
            policies: any PolicyStore, fleetStore: any FleetStore, fleet: FleetDirectory,
            deployments: any DeploymentStore, jobs: any JobStore, watches: any WatchStore, cohorts: any CohortStore,
            metrics: any TrafficMetricsConnecting, catalogue: PolicyCatalogue, checks: PolicyChecks,
            judge: PolicyJudge, impacts: ImpactReader, review: ChangeReview, replays: ReplayReader,
            validations: any ValidationStore, audit: any AuditLog, adoption: Adoption,
            desk: DeploymentDesk, commands: DeploymentCommands, rollbacks: RollbackDesk,
            clusters: any ClusterConnecting, credentials: any CredentialSealing, dispatcher: JobDispatcher,
            feed: ChangeFeed, formats: any DocumentFormats, ids: any IDSource, time: any TimeSource,
            hash: @escaping PolicyCatalogue.Hash, zone: @escaping Zone, authenticate: @escaping Authenticate
        ) {
            self.policies = policies
            self.fleetStore = fleetStore
            self.fleet = fleet
            self.deployments = deployments
            self.jobs = jobs
            self.watches = watches
            self.cohorts = cohorts
            self.metrics = metrics
            self.catalogue = catalogue
            self.checks = checks
            self.judge = judge
            self.impacts = impacts
            self.review = review
            self.replays = replays
            self.validations = validations
            self.audit = audit
            self.adoption = adoption
            self.desk = desk
            self.commands = commands
            self.rollbacks = rollbacks
            self.clusters = clusters
            self.credentials = credentials
            self.dispatcher = dispatcher
            self.feed = feed
            self.formats = formats
            self.ids = ids
            self.time = time
            self.hash = hash
            self.zone = zone
            self.authenticate = authenticate
        }
    }

    package typealias Zone = @Sendable (String) throws(PortError) -> TimeZoneRules

    let parts: Parts
    private let routes: [Route]
    /// What Prometheus said last, by cluster.
    let traffic: TrafficReadings
    private let readings: GroupCommit<ID<Deployment>, DeploymentRecord?>

    package init(_ parts: Parts) {
        self.parts = parts
        traffic = TrafficReadings(metrics: parts.metrics)
        let deployments = parts.deployments
        readings = GroupCommit(maxBatch: 256, concurrency: 2) { ids in
            let found = Dictionary(
                try await deployments.deployments(Array(Set(ids))).map { ($0.deployment.id, $0) }
            ) { first, _ in first }
            return ids.map { .success(found[$0]) }
        }
        routes = Self.routeTable
    }

    /// A deployment, read together with what others ask for at the same moment.
    func deployment(_ id: ID<Deployment>) async throws -> DeploymentRecord {
        guard let record = try await readings.submit(id) else {
            throw Problem(.notFound, "There is no deployment \(id)")
        }
        return record
    }

    /// Answers a request. Never throws: whatever goes wrong is a problem document. `HEAD` is answered like `GET`,
    /// without the body.
    package func answer(_ request: APIRequest) async -> APIResponse {
        guard request.method == "HEAD" else { return await answerWhole(request) }
        var response = await answerWhole(request.with(method: "GET"))
        response.body = .none
        return response
    }

    private func answerWhole(_ request: APIRequest) async -> APIResponse {
        do {
            if request.method == "GET", request.segments == ["health"] { return .json(["status": "ok"]) }
            let principal = try principal(of: request)
            return try await answer(request, principal)
        } catch { return .problem(Problem(error).located(in: request.body, readBy: parts.formats)) }
    }

    private func answer(_ request: APIRequest, _ principal: Principal) async throws -> APIResponse {
        let (route, parameters) = try route(for: request)
        let call = Call(request: request, principal: principal, parameters: parameters)
        try call.checkIdempotencyKey()
        try call.checkParameters(known: route.parameters)
        if let permission = route.permission { try principal.demand(permission) }
        do { return try await route.handle(self, call) } catch StoreRefusal.replayed(let stored) {
            return try await replay(stored, call)
        } catch {
            // What a repeated request names may be gone since, by its own doing.
            guard let stored = try? await storedResponse(of: call) else { throw error }
            return try await replay(stored, call)
        }
    }

    private func storedResponse(of call: Call) async throws -> StoredResponse? {
        guard call.request.method != "GET", let key = call.request.header("idempotency-key") else { return nil }
        return try await parts.policies.storedResponse(
            subject: call.principal.subject, key: key, requestHash: requestHash(call.request))
    }

    /// The answer to a repeated request: the thing that the first one made, as it is now.
    private func replay(_ stored: StoredResponse, _ call: Call) async throws -> APIResponse {
        var response = APIResponse(status: stored.status)
        if stored.status != 204, let location = stored.location {
            let read = APIRequest(
                method: "GET", segments: location.split(separator: "/").map(String.init), header: { _ in nil },
                remoteAddress: call.request.remoteAddress)
            response = try await answer(read, call.principal)
            response.status = stored.status
            if stored.status != 200 { response.headers.append(("Location", location)) }
        }
        response.headers.append(("Idempotent-Replayed", "true"))
        return response
    }

    private func principal(of request: APIRequest) throws(Problem) -> Principal {
        guard let header = request.header("authorization") else {
            throw Problem(.unauthorized, "Send `Authorization: Bearer <token>`; `hotswap up` prints a token")
        }
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw Problem(.unauthorized, "The Authorization header is not of the form `Bearer <token>`")
        }
        do { return try parts.authenticate(String(words[1]), parts.time.now()) } catch {
            throw Problem(.unauthorized, error.message)
        }
    }

    private func route(for request: APIRequest) throws(Problem) -> (Route, [String: String]) {
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.match(request.segments) else { continue }
            if route.method == request.method { return (route, parameters) }
            allowed.append(route.method)
        }
        let path = "/" + request.segments.joined(separator: "/")
        guard allowed.isEmpty else {
            let methods = (allowed + (allowed.contains("GET") ? ["HEAD"] : [])).sorted().joined(separator: ", ")
            throw Problem(
                .methodNotAllowed, "\(path.shortened) takes \(methods), not \(request.method.shortened)",
                headers: ["Allow": methods])
        }
        throw Problem(.notFound, "There is nothing at \(path.shortened); see /api/v1/openapi.yaml")
    }

    /// What makes two requests the same one. Empty where nobody will ask: the request has no idempotency key.
    func requestHash(_ request: APIRequest) -> String {
        guard request.header("idempotency-key") != nil else { return "" }
        let head =
            "\(request.method) /\(request.segments.joined(separator: "/"))?"
            + request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return parts.hash(Array(head.utf8) + [0] + request.body)
    }
}
