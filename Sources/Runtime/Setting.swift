/// A thing that can be configured: one row of the table in `Setting.all`.
package struct Setting: Hashable, Sendable {
    /// In the configuration file and, with `--` before it, on the command line.
    package let name: String
    /// What it means, with its unit.
    package let text: String
    /// `nil`: there is none, it must be given where it is needed.
    package let defaultValue: String?
    /// A secret may also come from the file that `HOTSWAP_…_FILE` names, and is never shown.
    package let isSecret: Bool

    package init(_ name: String, default defaultValue: String? = nil, secret: Bool = false, _ text: String) {
        self.name = name
        self.text = text
        self.defaultValue = defaultValue
        isSecret = secret
    }

    /// `HOTSWAP_DATABASE_URL` for `database-url`.
    package var variable: String {
        "HOTSWAP_" + name.map { $0 == "-" ? "_" : Character($0.uppercased()) }.map(String.init).joined()
    }
}

/// The table of everything that can be configured. `docs/configuration.md` is made of it, and a test compares.
extension Setting {
    package static let databaseURL = Setting(
        "database-url", secret: true, "Where PostgreSQL answers: postgresql://user:password@host:port/database")
    package static let databaseSchema = Setting(
        "database-schema", default: "hotswap", "The schema that holds HotSwap's tables")
    package static let databasePool = Setting(
        "database-pool", default: "8", "How many connections to PostgreSQL a process keeps at the most")
    package static let rabbitMQURL = Setting(
        "rabbitmq-url", secret: true, "Where RabbitMQ answers: amqp://user:password@host:port/vhost, or amqps://")
    package static let queuePrefix = Setting(
        "queue-prefix", default: "hotswap", "What the names of all queues and exchanges begin with")
    package static let listen = Setting(
        "listen", default: "127.0.0.1:8080", "Address and port of the API; port 0 takes a free one")
    package static let managementListen = Setting(
        "management-listen", default: "127.0.0.1:0",
        "Address and port of /health, /ready and /metrics; port 0 takes a free one")
    package static let portFile = Setting(
        "port-file", "A file that the ports taken are written to, as JSON {api, management}")
    package static let jwtKeys = Setting(
        "jwt-keys-file", "The keys that tokens are verified with: a PEM public key, a JWKS, or a key made by `up`")
    package static let jwtIssuer = Setting("jwt-issuer", default: "hotswap", "The issuer that tokens must name")
    package static let jwtAudience = Setting("jwt-audience", default: "hotswap", "The audience that tokens must name")
    package static let masterKey = Setting(
        "master-key-file", "The key that credentials are encrypted with: 32 bytes in base64, readable by its owner only"
    )
    package static let lease = Setting(
        "lease", default: "15s", "How long a worker's claim holds without renewal; a crash costs at most so long")
    package static let drainLimit = Setting(
        "drain-limit", default: "20s", "How long running work may take to end after SIGTERM")
    package static let stages = Setting(
        "stages", default: "validate,apply,soak-monitor,promote,rollback,notify", "The stages that a worker does")
    package static let soakInterval = Setting(
        "soak-interval", default: "10s", "How far apart the traffic of a watched cluster is measured and judged")
    package static let settleTime = Setting(
        "settle-time", default: "5s", "How long a write needs to reach the proxies, where the mesh does not tell")
    package static let concurrency = Setting(
        "concurrency", default: "16", "How many jobs of each stage a worker does at once")
    package static let workerName = Setting(
        "worker-name", "How a worker signs its claims; the default is made of host name and process id")
    package static let sweepInterval = Setting(
        "sweep-interval", default: "250ms", "How often the scheduler looks for what is due")
    package static let republishUnconfirmed = Setting(
        "republish-unconfirmed", default: "2s", "When a job whose message was not confirmed is published again")
    package static let republishUnclaimed = Setting(
        "republish-unclaimed", default: "10s", "When a job that nobody claimed is published again; doubles every time")
    package static let clusterConcurrency = Setting(
        "cluster-concurrency", default: "32", "How many requests a job sends to one cluster at once")
    package static let clusterTimeout = Setting(
        "cluster-timeout", default: "5s", "The longest that one request to a cluster may take; less than the lease")
    package static let checkLocalAddresses = Setting(
        "check-local-addresses", default: "refuse",
        "Whether smoke tests and health checks may ask loopback and link-local addresses of the worker: refuse or allow"
    )
    package static let bodyLimit = Setting(
        "body-limit", default: "4194304", "The largest request body in bytes; larger ones are answered with 413")
    package static let tlsCertificate = Setting(
        "tls-certificate-file", "The API's certificate chain in PEM; with tls-key-file the API speaks TLS 1.3")
    package static let tlsKey = Setting("tls-key-file", "The API's private key in PEM")
    package static let logLevel = Setting("log-level", default: "info", "debug, info, warning or error")
    package static let logFormat = Setting("log-format", default: "text", "text for people, json for machines")
    package static let server = Setting("server", default: "http://127.0.0.1:8080", "The API that client commands ask")
    package static let token = Setting("token", secret: true, "The token that client commands send")
    package static let serverAuthority = Setting(
        "ca-file", "The certificate authority of the API in PEM, for client commands; without it the system's")
    package static let crashAt = Setting(
        "crash-at", "Ends a worker with SIGKILL at a point of its loop, `point` or `point:nth`; for crash tests only")

    package static let all: [Setting] = [
        databaseURL, databaseSchema, databasePool, rabbitMQURL, queuePrefix, listen, managementListen, portFile,
        jwtKeys, jwtIssuer, jwtAudience, masterKey, lease, drainLimit, stages, concurrency, workerName,
        soakInterval, settleTime, sweepInterval, republishUnconfirmed, republishUnclaimed, clusterConcurrency,
        clusterTimeout, checkLocalAddresses, bodyLimit,
        tlsCertificate, tlsKey, logLevel, logFormat, server, token,
        serverAuthority, crashAt,
    ]
}
