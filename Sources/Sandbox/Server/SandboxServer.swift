package import Domain
import HTTPServer
package import MeshTraffic
package import Ports

/// A small cluster in memory that speaks enough of the Kubernetes API for HotSwap: see `docs/sandbox.md`.
package final class SandboxServer: Sendable {
    /// The port that it listens on, also where 0 was configured.
    package let port: UInt16
    /// `http(s)://address:port`: what a cluster is registered with.
    package let url: String
    private let api: SandboxAPI
    private let server: HTTPServer

    private init(_ configuration: SandboxConfiguration) throws(PortError) {
        let api: SandboxAPI
        do throws(ScenarioProblem) { api = try SandboxAPI(configuration) } catch {
            throw PortError(.permanent, "scenario", "\(error)")
        }
        var listening = HTTPServerConfiguration()
        listening.address = configuration.address
        listening.port = configuration.port
        // What etcd takes of an object is less; this is what API servers take of a request.
        listening.bodyLimit = 3 << 20
        listening.tls = configuration.tls.map { .init(certificatePEM: $0.certificatePEM, keyPEM: $0.keyPEM) }
        server = try HTTPServer(listening) { request in await api.answer(request) }
        port = server.port
        url = "\(configuration.tls == nil ? "http" : "https")://\(configuration.address):\(server.port)"
        self.api = api
    }

    /// Listens and serves from now on. Throws where the address, the port or the certificate cannot be used.
    package static func start(_ configuration: SandboxConfiguration) throws(PortError) -> SandboxServer {
        try SandboxServer(configuration)
    }

    /// Lets requests under way finish for at most `limit`, ends watches, and forgets everything.
    package func stop(within limit: Duration = .seconds(5)) async { await server.stop(within: limit) }

    /// Makes requests go wrong from now on; the same as `POST /sandbox/faults`.
    package func inject(_ fault: Fault) { api.faults.add(fault) }

    /// Begins another scenario of traffic; the same as `PUT /sandbox/scenario`. Throws what is wrong with it.
    package func begin(_ scenario: JSONValue) throws(ScenarioProblem) { try api.mesh.begin(scenario) }

    /// What `/metrics` answers.
    package func metrics() -> [UInt8] { api.mesh.exposition(of: api.store) }

    /// Ends all faults; the same as `DELETE /sandbox/faults`.
    package func clearFaults() { api.faults.clear() }

    /// Cuts the connections of all watches that are under way; the same as `DELETE /sandbox/watches`.
    package func cutWatches() { api.store.cutWatches() }

    /// Forgets all changes so far, so that watches from before are answered 410; the same as `DELETE /sandbox/changes`.
    package func forgetChanges() { api.store.forgetChanges() }
}
