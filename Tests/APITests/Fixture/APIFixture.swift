import API
import Application
import Domain
import Ports
import PostgresStore
import Runtime
import Security
import TestKit
import Testing

/// The whole API in this process, on a database of its own, with a queue in memory and clusters that are played.
/// Every answer is held against the OpenAPI document.
struct APIFixture: Sendable {
    let api: API
    let database: TestDatabase
    let queue: InMemoryJobQueue
    let clusters: FakeClusters
    let metrics: FakeMetrics
    let ids: SystemIDs
    let tokens: TestTokens

    /// How many databases are in use at the same time: tests start all at once.
    private static let gate = Gate(limit: 6)

    static func with<Value>(
        feedTime: (any TimeSource)? = nil, _ body: (APIFixture) async throws -> Value
    ) async throws -> Value {
        await gate.enter()
        defer { gate.leave() }
        return try await TestDatabase.with { database in
            try await body(APIFixture(database, store: database.store, feedTime: feedTime))
        }
    }

    /// - Parameters:
    ///   - store: What the API itself uses; another one than the database's own to have it fail.
    ///   - feedTime: The clock of event streams.
    init(_ database: TestDatabase, store: PostgresStore, feedTime: (any TimeSource)? = nil) throws {
        let time = SystemTime()
        ids = SystemIDs(time: time)
        queue = InMemoryJobQueue(stages: Stage.allCases.map(\.rawValue))
        clusters = FakeClusters()
        metrics = FakeMetrics()
        tokens = try TestTokens()
        self.database = database
        api = API(Self.parts(store, queue, clusters, metrics, ids, time, feedTime ?? time, tokens))
    }

    private static func parts(
        _ store: PostgresStore, _ queue: InMemoryJobQueue, _ clusters: FakeClusters, _ metrics: FakeMetrics,
        _ ids: SystemIDs, _ time: SystemTime, _ feedTime: any TimeSource, _ tokens: TestTokens
    ) -> API.Parts {
        let hash: PolicyCatalogue.Hash = { SHA256.hex(of: $0) }
        let dispatcher = JobDispatcher(queue: queue, jobs: store, schedule: RepublishSchedule(), time: time)
        let fleet = FleetDirectory(store: store, time: time)
        let catalogue = PolicyCatalogue(store: store, ids: ids, hash: hash)
        let commands = DeploymentCommands(rollouts: store, dispatcher: dispatcher, ids: ids)
        let knowledge = ClusterKnowledge(clusters: clusters, formats: Formats(), lifetime: .zero)
        return API.Parts(
            policies: store, fleetStore: store, fleet: fleet, deployments: store, jobs: store, watches: store,
            cohorts: store, metrics: metrics, catalogue: catalogue,
            checks: PolicyChecks(clusters: clusters, concurrency: 4),
            judge: PolicyJudge(knowledge, pending: PendingKnowledge(store: store)),
            impacts: ImpactReader(knowledge, metrics: metrics), review: ChangeReview(knowledge),
            replays: ReplayReader(knowledge), validations: store, audit: store,
            adoption: Adoption(catalogue: catalogue, policies: store, clusters: clusters),
            desk: DeploymentDesk(
                policies: store, fleet: fleet, rollouts: store, deployments: store,
                assessment: RolloutAssessment(
                    policies: store, clusters: clusters, pods: clusters, metrics: metrics),
                commands: commands, dispatcher: dispatcher, ids: ids, time: time, zone: TimeZones().rules(named:)),
            commands: commands,
            rollbacks: RollbackDesk(
                deployments: store, rollouts: store, commands: commands, dispatcher: dispatcher, ids: ids, time: time),
            clusters: clusters, credentials: PlainSealing(), dispatcher: dispatcher,
            feed: ChangeFeed(store: store, time: feedTime, interval: .milliseconds(5)), formats: Formats(), ids: ids,
            time: time, hash: hash, zone: TimeZones().rules(named:), authenticate: tokens.principal)
    }

    /// Sends a request and holds the answer against the OpenAPI document.
    ///
    /// - Parameters:
    ///   - path: Below `/api/v1`, with its query, percent-encoded.
    ///   - role: Whose token is sent; `nil`: none.
    ///   - inItsOwnWords: The body is one that is taken although the document is stricter (null, other case).
    @discardableResult
    func send(
        _ method: String, _ path: String, as role: Role? = .admin, _ content: Content = .none,
        headers: [String: String] = [:], inItsOwnWords: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var headers = headers
        if let role, headers["authorization"] == nil {
            headers["authorization"] = "Bearer \(try tokens.token(of: role))"
        }
        if headers["content-type"] == nil { headers["content-type"] = content.mediaType }
        let request = try TestRequest(method, "/api/v1/" + path, headers: headers, body: content.bytes)
        let response = await api.answer(request.apiRequest)
        for problem in try APIContract.shared.problems(of: response, to: request, andOfIt: !inItsOwnWords) {
            Issue.record("\(method) \(path) → \(response.status): \(problem)", sourceLocation: sourceLocation)
        }
        return Answer(response)
    }

    /// The same, for what must succeed.
    @discardableResult
    func succeed(
        _ method: String, _ path: String, as role: Role? = .admin, _ content: Content = .none,
        headers: [String: String] = [:], inItsOwnWords: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let answer = try await send(
            method, path, as: role, content, headers: headers, inItsOwnWords: inItsOwnWords,
            sourceLocation: sourceLocation)
        try #require(
            (200..<300).contains(answer.status), "\(method) \(path) → \(answer.status) \(answer.json.jsonText)",
            sourceLocation: sourceLocation)
        return answer
    }
}

/// What a request carries.
enum Content: Sendable {
    case none
    case json(JSONValue)
    case yaml(String)
    case raw(String, mediaType: String?)
    case bytes([UInt8], mediaType: String?)

    var bytes: [UInt8] {
        switch self {
        case .none: []
        case .json(let value): value.jsonBytes
        case .yaml(let text), .raw(let text, _): Array(text.utf8)
        case .bytes(let bytes, _): bytes
        }
    }

    var mediaType: String? {
        switch self {
        case .none: nil
        case .json: "application/json"
        case .yaml: "application/yaml"
        case .raw(_, let mediaType), .bytes(_, let mediaType): mediaType
        }
    }
}

/// Seals nothing: what the store keeps can be looked at.
struct PlainSealing: CredentialSealing {
    func seal(_ credentials: JSONValue, for _: ID<Cluster>) throws -> [UInt8] { credentials.jsonBytes }
    func open(_ sealed: [UInt8], for _: ID<Cluster>) throws -> JSONValue { try Formats().json(sealed) }
}
