import Application
import Domain
import JobEnvelope
import Ports
import PostgresStore
import RabbitMQ
import Runtime
import Telemetry

/// What every server role stands on: the database, the broker, and the work of carrying jobs between them.
struct Backbone: Sendable {
    let role: String
    let configuration: Configuration
    let log: Logger
    let metrics: Metrics
    let time: SystemTime
    let ids: SystemIDs
    let pool: PostgresPool
    let store: PostgresStore
    let broker: ReconnectingBroker
    let queue: RabbitMQJobQueue
    let dispatcher: JobDispatcher
    let schedule: RepublishSchedule
    /// The `source` of events: who speaks.
    let source: String

    init(role: String, _ configuration: Configuration, schemaCheck: Bool = true) async throws {
        Memory.shareHeaps()
        let log = try makeLogger(configuration).with([.role: role])
        let metrics = Metrics()
        let schedule = RepublishSchedule(
            unconfirmed: try configuration.duration(.republishUnconfirmed),
            unclaimed: try configuration.duration(.republishUnclaimed))
        let pool = PostgresPool(try Self.database(role, configuration))
        let store = PostgresStore(pool, republish: schedule)
        let broker = try Self.broker(role, configuration, log)
        let queue = RabbitMQJobQueue(broker)
        self.role = role
        self.configuration = configuration
        self.log = log
        self.metrics = metrics
        self.schedule = schedule
        self.pool = pool
        self.store = store
        self.broker = broker
        self.queue = queue
        time = SystemTime()
        ids = SystemIDs(time: time)
        source = "hotswap/\(role)"
        dispatcher = JobDispatcher(queue: queue, jobs: store, schedule: schedule, time: time) { outcome in
            metrics.add(Double(outcome.published), to: .jobsPublished)
            guard outcome.unconfirmed > 0 || outcome.problem != nil else { return }
            metrics.add(Double(outcome.unconfirmed), to: .jobsUnconfirmed)
            log.warning(
                "Job messages were not confirmed; the scheduler publishes them again",
                [.count: "\(outcome.unconfirmed)", .reason: outcome.problem ?? ""])
        }
        broker.start()
    }

    /// The connections are closed when everything else has stopped.
    var service: Service {
        Service("connections") { [broker, pool] shutdown in
            await shutdown.wait()
            await broker.close(within: .seconds(5))
            await pool.close()
        }
    }

    static func database(_ role: String, _ configuration: Configuration) throws -> PostgresConfiguration {
        var settings = try PostgresConfiguration(
            url: try configuration.required(.databaseURL), schema: try configuration.required(.databaseSchema))
        settings.applicationName = "hotswap \(role)"
        settings.maximumConnections = try configuration.integer(.databasePool, 1...1000)
        return settings
    }

    private static func broker(
        _ role: String, _ configuration: Configuration, _ log: Logger
    ) throws -> ReconnectingBroker {
        let settings = BrokerSettings(
            address: try BrokerAddress(url: try configuration.required(.rabbitMQURL)), name: "hotswap \(role)")
        let topology = Topology(
            prefix: try configuration.required(.queuePrefix), stages: Stage.allCases.map(\.rawValue))
        return try ReconnectingBroker(settings: settings, topology: topology) { event in
            log.info("Broker: \(event)")
        }
    }
}

/// The logger that the configuration asks for.
func makeLogger(_ configuration: Configuration) throws -> Logger {
    let level = try configuration.required(.logLevel)
    let format = try configuration.required(.logFormat)
    guard let threshold = LogLevel(rawValue: level) else {
        throw ConfigurationProblem("log-level must be debug, info, warning or error and is \(level)")
    }
    guard let form = LogFormat(rawValue: format) else {
        throw ConfigurationProblem("log-format must be text or json and is \(format)")
    }
    let time = SystemTime()
    return Logger(level: threshold, format: form, now: { time.now() })
}
