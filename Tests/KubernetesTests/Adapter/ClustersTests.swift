import Domain
import HTTPTestKit
import Ports
import Sandbox
import TestKit
import Testing

@testable import Kubernetes

/// Connections by registered cluster.
@Suite struct ClustersTests {
    /// Seals by turning the bytes around: what is tested is who opens what, not how.
    private struct Turning: CredentialSealing {
        func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8] {
            [UInt8(truncatingIfNeeded: id.low)] + Array((credentials["token"]?.string ?? "").utf8).reversed()
        }

        func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue {
            guard sealed.first == UInt8(truncatingIfNeeded: id.low) else {
                throw PortError(.permanent, "credentials", "sealed for another cluster")
            }
            return ["type": "token", "token": .string(String(decoding: sealed.dropFirst().reversed(), as: UTF8.self))]
        }
    }

    private func cluster(_ server: String, token: String, sealedFor id: UInt64 = 1) throws -> Cluster {
        let sealed = try Turning().seal(["token": .string(token)], for: ID(high: 0, low: id))
        return Cluster(
            id: ID(high: 0, low: 1), name: "west", environment: ID(high: 0, low: 2), environmentName: "Development",
            mesh: .istio, meshVersion: "", server: server, certificateAuthority: nil, sealedCredentials: sealed,
            prometheus: nil, createdAt: Timestamp(microseconds: 0))
    }

    @Test func oneConnectionServesAClusterUntilItsRecordChanges() async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        let clusters = KubernetesClusters(sealing: Turning())
        let wrong = try cluster(sandbox.url, token: "wrong")
        let first = try #require(try await clusters.objects(of: wrong) as? KubernetesObjects)
        let again = try #require(try await clusters.objects(of: wrong) as? KubernetesObjects)
        #expect(first.connection === again.connection)
        await #expect(throws: PortError.self) { _ = try await first.serverVersion() }
        let right = try await clusters.objects(of: cluster(sandbox.url + "/", token: "admin"))
        #expect(try await right.serverVersion().hasPrefix("v1."))
    }

    @Test func credentialsThatDoNotOpenAreToldAtOnce() async throws {
        let clusters = KubernetesClusters(sealing: Turning())
        let foreign = try cluster("http://127.0.0.1:1", token: "t", sealedFor: 9)
        await #expect(throws: PortError.self) { _ = try await clusters.objects(of: foreign) }
    }

    @Test func aWrongAuthorityIsPermanent() async throws {
        let certificates = TestCertificates.shared
        var configuration = SandboxConfiguration(adminToken: "admin")
        configuration.tls = .init(certificatePEM: certificates.certificate, keyPEM: certificates.key)
        let sandbox = try SandboxServer.start(configuration)
        let nonsense = Array("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n".utf8)
        for authority in [certificates.stranger, nonsense, nil] {
            let error = await #expect(throws: PortError.self) { _ = try await version(sandbox, authority) }
            #expect(error?.kind == .permanent, "\(String(describing: error))")
            #expect(error?.subject == "cluster west")
        }
        #expect(try await version(sandbox, certificates.authority).hasPrefix("v1."))
    }

    private func version(_ sandbox: SandboxServer, _ authority: [UInt8]?) async throws -> String {
        let text = authority.map { String(decoding: $0, as: UTF8.self) }
        let server = KubeServer(server: sandbox.url, authority: text, token: "admin", powerlessToken: "")
        return try await server.objects(token: "admin").serverVersion()
    }
}
