import Domain
import HTTPServer
import MeshTraffic
import Ports
package import Runtime
import Sandbox
import Security
import Telemetry
import YAML

/// `hotswap sandbox`: a small cluster in memory, for demos and tests (`docs/sandbox.md`). Speaks https with a
/// certificate of its own authority; `--info-file` gets what a cluster is registered with. The metrics of its simulated
/// traffic are there besides on the management port, in plain http, as Prometheus scrapes proxies.
package struct SandboxRole: Sendable {
    let configuration: Configuration
    let flags: [String: String]

    package init(configuration: Configuration, flags: [String: String]) {
        self.configuration = configuration
        self.flags = flags
    }
    /// The flags that are not settings.
    package static let ownFlags: Set<String> = ["mesh", "info-file", "scenario"]

    package func run(until shutdown: Shutdown) async throws {
        let log = try makeLogger(configuration).with([.role: "sandbox"])
        let (host, port) = try listenAddress(.listen, configuration)
        let now = SystemTime().now().seconds
        let authority = try CertificateAuthority.make(commonName: "hotswap sandbox", now: now)
        let isAddress = host.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
        let certificate = try authority.issue(
            names: isAddress ? ["localhost"] : [host, "localhost"], addresses: isAddress ? [host] : [], now: now)
        var settings = SandboxConfiguration(adminToken: Hexadecimal.text(of: SecureRandom.bytes(24)))
        settings.address = host
        settings.port = port
        settings.meshes = try meshes()
        settings.scenario = try scenario()
        settings.tls = .init(
            certificatePEM: Array(certificate.certificatePEM.utf8), keyPEM: certificate.keyPEM.reveal())
        let server = try SandboxServer.start(settings)
        let management = try management(of: server)
        log.info(
            "A sandbox of \(flags["mesh"] ?? "both meshes") listens at \(server.url), its metrics at \(management.url)")
        if let path = flags["info-file"] {
            let info: JSONValue = [
                "server": .string(server.url), "certificateAuthority": .string(authority.own.certificatePEM),
                "token": .string(settings.adminToken), "metrics": .string(management.url),
            ]
            try writeFile(path, info.jsonText + "\n")
        }
        await shutdown.wait()
        await management.server.stop()
        await server.stop()
    }

    /// /health and /metrics, without a token.
    private func management(of sandbox: SandboxServer) throws -> (server: HTTPServer, url: String) {
        let (host, port) = try listenAddress(.managementListen, configuration)
        var settings = HTTPServerConfiguration()
        settings.address = host
        settings.port = port
        settings.threads = 1
        let server = try HTTPServer(settings) { request in
            switch request.path {
            case "/health", "/ready": HTTPResponse(status: 200, body: .bytes(Array("ok".utf8)))
            case "/metrics":
                HTTPResponse(
                    status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")],
                    body: .bytes(sandbox.metrics()))
            default: HTTPResponse(status: 404)
            }
        }
        return (server, "http://\(host.contains(":") ? "[\(host)]" : host):\(server.port)/metrics")
    }

    /// JSON is YAML too.
    private func scenario() throws -> JSONValue? {
        guard let path = flags["scenario"] else { return nil }
        let bytes = try readFile(path)
        let document: JSONValue
        do throws(YAMLSyntaxError) {
            document = try YAMLParser.documents(bytes).first?.value ?? .object([:])
        } catch {
            throw ConfigurationProblem("\(path), line \(error.line): \(error.message)")
        }
        do throws(ScenarioProblem) { _ = try Scenario(document) } catch {
            throw ConfigurationProblem("\(path) is no scenario: \(error)")
        }
        return document
    }

    private func meshes() throws -> Set<Mesh> {
        guard let name = flags["mesh"] else { return Set(Mesh.allCases) }
        guard let mesh = Mesh(rawValue: name) else {
            throw ConfigurationProblem("mesh must be istio or linkerd and is \(name)")
        }
        return [mesh]
    }
}
