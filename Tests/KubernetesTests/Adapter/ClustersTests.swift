import Domain
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
        guard let real = try KubeServer.ofEnvironment() else {
            #expect(environmentVariable("HOTSWAP_REQUIRE_SERVICES") != "1", "HOTSWAP_TEST_KUBE is not set")
            return
        }
        let other = try String(decoding: readFile("/etc/ssl/certs/ca-certificates.crt"), as: UTF8.self)
        for authority in [other, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"] {
            let server = KubeServer(
                server: real.server, authority: authority, token: real.token, powerlessToken: "")
            let error = await #expect(throws: PortError.self) {
                _ = try await server.objects(token: server.token).serverVersion()
            }
            #expect(error?.kind == .permanent, "\(String(describing: error))")
        }
    }
}
