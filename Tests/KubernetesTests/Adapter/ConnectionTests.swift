import Domain
import HTTPTestKit
import Ports
import Sandbox
import TestKit
import Testing

@testable import Kubernetes

/// The adapter against a cluster that misbehaves.
@Suite struct ConnectionTests {
    private let sandbox: SandboxServer
    private let server: KubeServer
    private let resource = ResourceReference(
        group: "networking.istio.io", version: "v1", plural: "virtualservices", namespace: "default")

    init() throws {
        sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        server = KubeServer(server: sandbox.url, authority: nil, token: "admin", powerlessToken: "")
    }

    private func objects(timeout: Duration = patience) throws -> KubernetesObjects {
        var settings = KubernetesSettings()
        settings.requestTimeout = timeout
        settings.connectTimeout = min(.seconds(60), timeout)
        settings.discoveryLifetime = .seconds(3600)
        return try server.objects(token: "admin", settings: settings)
    }

    private func create(_ name: String, with objects: KubernetesObjects) async throws -> LiveObject {
        let reference = ObjectReference(
            PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "default", name: name),
            version: "v1")
        let body: JSONValue = [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": [:],
            "metadata": ["name": .string(name), "namespace": "default"],
        ]
        return try await objects.create(body, at: reference, dryRun: false)
    }

    @Test(arguments: [429, 503])
    func aServerThatAsksToWaitIsAskedAgainOnce(_ status: Int) async throws {
        sandbox.inject(Fault(.answer(status: status, retryAfter: 0), requests: 1))
        #expect(try await create("a", with: objects()).name == "a")
        sandbox.inject(Fault(.answer(status: status, retryAfter: 0), requests: 2))
        let error = await #expect(throws: PortError.self) { _ = try await create("b", with: objects()) }
        #expect(error?.kind == .transient)
        #expect(error?.code == String(status))
    }

    @Test func aWaitThatIsTooLongIsForTheCallerToMake() async throws {
        sandbox.inject(Fault(.answer(status: 429, retryAfter: 3600), requests: 1))
        let start = ContinuousClock.now
        let error = await #expect(throws: PortError.self) { _ = try await create("a", with: objects()) }
        #expect(error?.kind == .transient)
        #expect(ContinuousClock.now - start < patience)
    }

    @Test(arguments: [500, 502, 504])
    func serverErrorsAreTransientAndNotRepeated(_ status: Int) async throws {
        sandbox.inject(Fault(.answer(status: status), requests: 1))
        let error = await #expect(throws: PortError.self) { _ = try await create("a", with: objects()) }
        #expect(error?.kind == .transient)
        #expect(try await objects().list(resource).isEmpty)
    }

    @Test func aLostAnswerIsTransientAndTheWriteHappened() async throws {
        sandbox.inject(Fault(.loseAnswer, requests: 1, methods: ["POST"]))
        let error = await #expect(throws: PortError.self) { _ = try await create("a", with: objects()) }
        #expect(error?.kind == .transient)
        #expect(try await objects().list(resource).map(\.name) == ["a"])
        sandbox.inject(Fault(.refuse, requests: 1, methods: ["POST"]))
        await #expect(throws: PortError.self) { _ = try await create("b", with: objects()) }
        #expect(try await objects().list(resource).map(\.name) == ["a"])
    }

    @Test func aSlowServerRunsIntoTheTimeLimit() async throws {
        sandbox.inject(Fault(.delay(milliseconds: 600_000), methods: ["POST"]))
        let start = ContinuousClock.now
        let error = await #expect(throws: PortError.self) {
            _ = try await create("a", with: objects(timeout: .milliseconds(300)))
        }
        #expect(error?.kind == .transient)
        #expect(error?.subject == "cluster west")
        #expect(ContinuousClock.now - start < patience)
        sandbox.clearFaults()
    }

    @Test func anApplyOfTwoRequestsHasOneTimeLimit() async throws {
        let live = try await create("a", with: objects())
        let objects = try objects(timeout: .milliseconds(1500))
        // Each of the two requests fits into the limit, both together do not.
        sandbox.inject(Fault(.delay(milliseconds: 1000), methods: ["PATCH"]))
        let reference = ObjectReference(
            PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "default", name: "a"),
            version: "v1")
        let body: JSONValue = [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": ["hosts": ["a"]],
            "metadata": ["name": "a", "namespace": "default"],
        ]
        let error = await #expect(throws: PortError.self) {
            _ = try await objects.apply(body, onto: live, at: reference, force: false, dryRun: false)
        }
        #expect(error?.kind == .transient)
        sandbox.clearFaults()
    }

    @Test func nobodyAtTheAddressIsTransient() async throws {
        let nowhere = KubeServer(server: "http://127.0.0.1:1", authority: nil, token: "t", powerlessToken: "")
        let objects = try nowhere.objects(token: "t")
        let error = await #expect(throws: PortError.self) { _ = try await objects.serverVersion() }
        #expect(error?.kind == .transient)
    }

    @Test func listsComeInPages() async throws {
        let objects = try objects()
        for index in 0..<7 { _ = try await create("policy-\(index)", with: objects) }
        for pageSize in [1, 3, 7, 100] {
            let reading = ListReading(connection: objects.connection, resource: resource, pageSize: pageSize)
            #expect(try await reading.all().map(\.name) == (0..<7).map { "policy-\($0)" }, "\(pageSize)")
        }
        // A continue token that has expired: the list is begun again, once.
        sandbox.inject(Fault(.answer(status: 410), requests: 1))
        let reading = ListReading(connection: objects.connection, resource: resource, pageSize: 3)
        #expect(try await reading.all().count == 7)
    }

    @Test func whatIsServedIsAskedRarely() async throws {
        let objects = try objects()
        let first = try await objects.servedVersions(group: "networking.istio.io", plural: "virtualservices")
        sandbox.inject(Fault(.answer(status: 500), methods: ["GET"], path: "/apis/networking.istio.io"))
        let second = try await objects.servedVersions(group: "networking.istio.io", plural: "gateways")
        #expect(first == ["v1", "v1beta1", "v1alpha3"] && second == first)
        await #expect(throws: PortError.self) {
            _ = try await objects.servedVersions(group: "security.istio.io", plural: "peerauthentications")
            _ = try await self.objects().servedVersions(group: "networking.istio.io", plural: "gateways")
        }
    }

    @Test func aServiceAccountsTokenIsReadAgainWhenItIsRefused() async throws {
        let certificates = TestCertificates.shared
        var configuration = SandboxConfiguration(adminToken: "new")
        configuration.tls = .init(certificatePEM: certificates.certificate, keyPEM: certificates.key)
        let sandbox = try SandboxServer.start(configuration)
        let folder = try TemporaryFolder()
        let authority = try TemporaryFile(
            String(decoding: certificates.authority, as: UTF8.self), name: "ca.crt", in: folder.path)
        let token = try TemporaryFile("old\n", name: "token", in: folder.path)
        var settings = KubernetesSettings.patient
        settings.serviceAccountFolder = folder.path
        settings.tokenLifetime = .seconds(3600)
        // Whatever CA is registered: the pod's own counts.
        let stranger = String(decoding: certificates.stranger, as: UTF8.self)
        let connection = try APIConnection(
            cluster: "here", server: sandbox.url, authority: stranger, credentials: .serviceAccount, settings: settings)
        let error = await #expect(throws: PortError.self) {
            _ = try await connection.document(KubernetesCall(.get, "/version"))
        }
        #expect(error?.code == "401")
        try token.write("new\n")
        #expect(try await connection.document(KubernetesCall(.get, "/version"))["major"] == "1")
        withExtendedLifetime(authority) {}
    }

    @Test func somethingThatIsNoAPIServerIsSaidToBeNone() async throws {
        let odd = KubeServer(server: sandbox.url + "/healthz?", authority: nil, token: "admin", powerlessToken: "")
        let error = await #expect(throws: PortError.self) { _ = try await odd.objects(token: "admin").serverVersion() }
        #expect(error?.kind == .permanent)
        #expect(error?.message.contains("API server") == true)
    }
}
