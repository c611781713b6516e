import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Credentials and rights.
@Suite struct AccessContract {
    private static let services = ResourceReference(
        group: "networking.istio.io", version: "v1", plural: "virtualservices", namespace: "default")

    @Test(arguments: ClusterFixture.all)
    func aWrongTokenIsPermanentAndStaysSecret(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let token = "wrong-and-secret-token"
        let objects = try cluster.server.objects(token: token)
        let error = await #expect(throws: PortError.self) { _ = try await objects.get(cluster.virtualService("a")) }
        #expect(error?.kind == .permanent)
        #expect(error?.code == "401")
        #expect(error?.subject == "cluster west")
        #expect(error?.message.contains("hotswap cluster add") == true)
        #expect(!"\(String(describing: error))".contains(token))
    }

    @Test(arguments: ClusterFixture.all)
    func missingRightsArePermanentAndSayWhatIsMissing(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let objects = try cluster.server.objects(token: cluster.server.powerlessToken)
        let reference = cluster.virtualService("a")
        let body = cluster.document(reference, spec: ["hosts": ["a"]])
        let live = try await cluster.created("a", spec: ["hosts": ["a"]])
        let calls: [@Sendable () async throws -> Void] = [
            { _ = try await objects.get(reference) },
            { _ = try await objects.list(Self.services) },
            { _ = try await objects.create(body, at: reference, dryRun: true) },
            { _ = try await objects.apply(body, onto: live, at: reference, force: false, dryRun: true) },
            { try await objects.delete(reference, uid: live.uid, resourceVersion: "1", dryRun: false) },
        ]
        for call in calls {
            let error = await #expect(throws: PortError.self) { try await call() }
            #expect(error?.kind == .permanent)
            #expect(error?.code == "403")
            #expect(error?.message.contains("virtualservices") == true)
            #expect(error?.message.contains(cluster.server.powerlessToken) == false)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func rightsCanBeAskedFor(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let powerless = try cluster.server.objects(token: cluster.server.powerlessToken)
        for verb in ["get", "patch", "create", "delete"] {
            #expect(try await cluster.objects.isAllowed(verb, on: Self.services))
            #expect(try await !powerless.isAllowed(verb, on: Self.services))
        }
        #expect(try await powerless.serverVersion().hasPrefix("v1."))
    }
}
