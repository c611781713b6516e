import API
import Application
import Domain
import HTTPServer
import Kubernetes
import Ports
import PostgresStore
import Prometheus
package import Runtime
import Security
import Telemetry

/// `hotswap api`: the HTTP API and the door of the requests queue.
package struct APIRole: Sendable {
    let configuration: Configuration
    /// `nil`: the role is alone in its process.
    var access: ClusterAccess?

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package func run(until shutdown: Shutdown) async throws {
        let backbone = try await Backbone(role: "api", configuration)
        let vault = try Vault(configuration)
        let tokens = try TokenCheck(configuration)
        let access = try access ?? ClusterAccess(configuration, backbone.log)
        let api = API(try parts(backbone, vault, tokens, access))
        let server = try server(api, backbone)
        backbone.log.info("The API listens on port \(server.port)")
        let drainLimit = try configuration.duration(.drainLimit)
        let door = RequestDoor(
            api: api, requests: backbone.queue, events: backbone.queue, ids: backbone.ids, time: backbone.time,
            source: backbone.source)
        let services = [
            backbone.service, Memory.giveBack(every: .seconds(10)),
            try backbone.management(api: server.port) { await backbone.refreshDeploymentGauges() },
            Service("requests queue") { stop in try await door.run { await stop.wait() } },
            Service("http") { stop in
                await stop.wait()
                await server.stop(within: drainLimit)
            },
        ]
        try await ServiceGroup(services, stopLimit: drainLimit).run(until: shutdown)
    }

    private func server(_ api: API, _ backbone: Backbone) throws -> HTTPServer {
        let (host, port) = try listenAddress(.listen, configuration)
        var settings = HTTPServerConfiguration()
        settings.address = host
        settings.port = port
        settings.bodyLimit = try configuration.integer(.bodyLimit, 1024...(1 << 30))
        if let certificate = configuration[.tlsCertificate], let key = configuration[.tlsKey] {
            settings.tls = HTTPServerConfiguration.TLS(
                certificatePEM: try readFile(certificate), keyPEM: try readFile(key))
        }
        let bridge = HTTPBridge(
            api: api, metrics: backbone.metrics, log: backbone.log, time: backbone.time)
        return try HTTPServer(settings) { request in await bridge.answer(request) }
    }

    private func parts(
        _ backbone: Backbone, _ vault: Vault, _ tokens: TokenCheck, _ access: ClusterAccess
    ) throws -> API.Parts {
        let clusters = access.clusters
        let (store, ids, time, dispatcher) = (backbone.store, backbone.ids, backbone.time, backbone.dispatcher)
        let knowledge = access.knowledge.following(store)
        let hash: PolicyCatalogue.Hash = { SHA256.hex(of: $0) }
        let fleet = FleetDirectory(store: store, time: time)
        let catalogue = PolicyCatalogue(store: store, ids: ids, hash: hash)
        let judge = PolicyJudge(knowledge, schemas: access.schemas, pending: PendingKnowledge(store: store))
        let prometheus = PrometheusConnections()
        let commands = DeploymentCommands(rollouts: store, dispatcher: dispatcher, ids: ids)
        return API.Parts(
            policies: store, fleetStore: store, fleet: fleet, deployments: store, jobs: store, watches: store,
            cohorts: store, metrics: prometheus, catalogue: catalogue,
            checks: PolicyChecks(
                clusters: clusters, concurrency: try configuration.integer(.clusterConcurrency, 1...1024)),
            judge: judge, impacts: ImpactReader(knowledge, metrics: prometheus), review: judge.review,
            replays: ReplayReader(knowledge), validations: store, audit: store,
            adoption: Adoption(catalogue: catalogue, policies: store, clusters: clusters),
            desk: DeploymentDesk(
                policies: store, fleet: fleet, rollouts: store, deployments: store,
                assessment: RolloutAssessment(
                    policies: store, clusters: clusters, pods: clusters, metrics: prometheus),
                commands: commands, dispatcher: dispatcher, ids: ids, time: time, zone: TimeZones().rules(named:)),
            commands: commands,
            rollbacks: RollbackDesk(
                deployments: store, rollouts: store, commands: commands, dispatcher: dispatcher, ids: ids, time: time),
            clusters: clusters, credentials: vault, dispatcher: dispatcher,
            feed: ChangeFeed(store: store, time: time), formats: Formats(), ids: ids, time: time, hash: hash,
            zone: TimeZones().rules(named:),
            authenticate: tokens.principal)
    }
}

/// How clusters are talked to, by configuration.
func kubernetesSettings(_ configuration: Configuration, _ log: Logger) throws -> KubernetesSettings {
    var settings = KubernetesSettings()
    settings.requestTimeout = try configuration.duration(.clusterTimeout)
    settings.connectTimeout = min(settings.connectTimeout, settings.requestTimeout)
    settings.connections = try configuration.integer(.clusterConcurrency, 1...1024)
    settings.watchTrouble = { log.warning("The watch over pods was lost and begins again: \($0)") }
    return settings
}

extension Backbone {
    /// What /metrics of the API says of deployments and clusters. A database that is away leaves the last word.
    func refreshDeploymentGauges() async {
        guard let counts = try? await store.deploymentCounts(),
            let clusters = try? await store.clusters(ClusterFilter())
        else { return }
        metrics.clear(.deploymentsByStatus)
        for (status, count) in counts {
            metrics.set(.deploymentsByStatus, to: Double(count), ["status": status.rawValue])
        }
        let open = counts.filter { !$0.key.isTerminal }.values.reduce(0, +)
        metrics.set(.deploymentsInProgress, to: Double(open))
        metrics.set(.clustersCount, to: Double(clusters.count))
    }
}
