import Domain
import HTTPServer
import Ports
import PostgresStore
import RabbitMQ
import Runtime
import Telemetry

/// The management port: /health (is the process alive), /ready (can it do its work), /metrics.
struct Management: Sendable {
    /// One thing that must work for the process to be ready.
    struct Check: Sendable {
        let name: String
        /// What is wrong; `nil`: nothing.
        let problem: @Sendable () async -> String?
    }

    let metrics: Metrics
    /// Whether the process is alive, beyond that it answers.
    let liveness: [Check]
    let readiness: [Check]
    /// Brings gauges up to date before they are shown.
    let refresh: @Sendable () async -> Void

    func start(_ configuration: Configuration) throws -> HTTPServer {
        let (host, port) = try listenAddress(.managementListen, configuration)
        var settings = HTTPServerConfiguration()
        settings.address = host
        settings.port = port
        settings.threads = 1
        return try HTTPServer(settings) { request in await answer(request) }
    }

    private func answer(_ request: HTTPRequest) async -> HTTPResponse {
        switch request.path {
        case "/health": return await report(liveness)
        case "/ready": return await report(liveness + readiness)
        case "/metrics":
            ProcessMetrics.update(metrics)
            await refresh()
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")],
                body: .bytes(Array(metrics.exposition().utf8)))
        default: return HTTPResponse(status: 404)
        }
    }

    private func report(_ checks: [Check]) async -> HTTPResponse {
        var answers: [String: JSONValue] = [:]
        var isWell = true
        for check in checks {
            let problem = await check.problem()
            answers[check.name] = .string(problem ?? "ok")
            isWell = isWell && problem == nil
        }
        let body: JSONValue = ["status": .string(isWell ? "ok" : "failing"), "checks": .object(answers)]
        return HTTPResponse(
            status: isWell ? 200 : 503, headers: [("Content-Type", "application/json")], body: .bytes(body.jsonBytes))
    }
}

extension Backbone {
    /// Whether the database and the broker can be reached.
    var connectionChecks: [Management.Check] {
        // Without the broker the API still accepts deployments, which go on when it is back: it stays ready.
        role == "api" ? [databaseCheck] : [databaseCheck, brokerCheck]
    }

    private var databaseCheck: Management.Check {
        Management.Check(name: "postgresql") { [pool] in
            do { try await pool.check() } catch { return "\(error)" }
            return nil
        }
    }

    private var brokerCheck: Management.Check {
        Management.Check(name: "rabbitmq") { [broker] in
            broker.isConnected ? nil : broker.status.lastError.map { "\($0)" } ?? "not connected yet"
        }
    }

    /// The management port as a service, which also writes the ports taken to `port-file`.
    func management(
        api: UInt16? = nil, liveness: [Management.Check] = [], refresh: @escaping @Sendable () async -> Void = {}
    ) throws -> Service {
        let server = try Management(
            metrics: metrics, liveness: liveness, readiness: connectionChecks, refresh: refresh
        ).start(configuration)
        log.info("Management port \(server.port): /health, /ready, /metrics")
        if let path = configuration[.portFile] {
            var ports: [String: JSONValue] = ["management": .int(Int64(server.port))]
            ports["api"] = api.map { .int(Int64($0)) }
            try writeFile(path, JSONValue.object(ports).jsonText)
        }
        return Service("management") { shutdown in
            await shutdown.wait()
            await server.stop(within: .seconds(2))
        }
    }
}
