import Domain
import Ports
package import Runtime
import Sandbox
import Security
import Telemetry

/// `hotswap sandbox`: a small cluster in memory, for demos and tests (`docs/sandbox.md`). Speaks https with a
/// certificate of its own authority; `--info-file` gets what a cluster is registered with.
package struct SandboxRole: Sendable {
    let configuration: Configuration
    let flags: [String: String]

    package init(configuration: Configuration, flags: [String: String]) {
        self.configuration = configuration
        self.flags = flags
    }
    /// The flags that are not settings.
    package static let ownFlags: Set<String> = ["mesh", "info-file"]

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
        settings.tls = .init(
            certificatePEM: Array(certificate.certificatePEM.utf8), keyPEM: certificate.keyPEM.reveal())
        let server = try SandboxServer.start(settings)
        log.info("A sandbox of \(flags["mesh"] ?? "both meshes") listens at \(server.url)")
        if let path = flags["info-file"] {
            let info: JSONValue = [
                "server": .string(server.url), "certificateAuthority": .string(authority.own.certificatePEM),
                "token": .string(settings.adminToken),
            ]
            try writeFile(path, info.jsonText + "\n")
        }
        await shutdown.wait()
        await server.stop()
    }

    private func meshes() throws -> Set<Mesh> {
        guard let name = flags["mesh"] else { return Set(Mesh.allCases) }
        guard let mesh = Mesh(rawValue: name) else {
            throw ConfigurationProblem("mesh must be istio or linkerd and is \(name)")
        }
        return [mesh]
    }
}
