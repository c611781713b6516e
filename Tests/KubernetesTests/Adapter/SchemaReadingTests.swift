import Domain
import HTTPServer
import Ports
import Synchronization
import TestKit
import Testing

@testable import Kubernetes

/// Definitions are read once, and again only where they have changed.
@Suite struct SchemaReadingTests {
    /// An API server that has definitions and nothing else.
    private final class Definitions: Sendable {
        private struct State {
            var versions: [String: Int] = [:]
            var paths: [String] = []
            var accepted: Set<String> = []
            var status = 200
        }

        private let state = Mutex(State())

        func set(_ name: String, _ version: Int?) { state.withLock { $0.versions[name] = version } }
        func answer(with status: Int) { state.withLock { $0.status = status } }

        /// What was asked for since the last call: the list is `list`.
        func asked() -> [String] {
            state.withLock { state in
                defer { state.paths = [] }
                return state.paths.sorted()
            }
        }

        var accepted: Set<String> { state.withLock { $0.accepted } }

        func answer(_ path: [String], accept: String) -> HTTPResponse {
            state.withLock { state in
                guard state.status == 200 else { return HTTPResponse(status: state.status, body: .bytes([])) }
                let name = path.last ?? ""
                guard name != "customresourcedefinitions" else {
                    state.paths.append("list")
                    state.accepted.insert(accept)
                    let items = state.versions.map { Self.heading($0.key, $0.value) }
                    return Self.response(["kind": "PartialObjectMetadataList", "metadata": [:], "items": .array(items)])
                }
                state.paths.append(name)
                guard let version = state.versions[name] else {
                    return HTTPResponse(status: 404, body: .bytes(Self.absent(name).jsonBytes))
                }
                var document = Self.heading(name, version)
                document["kind"] = "CustomResourceDefinition"
                document["spec"] = ["group": "g"]
                return Self.response(document)
            }
        }

        private static func heading(_ name: String, _ version: Int) -> JSONValue {
            [
                "kind": "PartialObjectMetadata",
                "metadata": ["name": .string(name), "resourceVersion": .string("\(version)"), "uid": "u"],
            ]
        }

        private static func absent(_ name: String) -> JSONValue {
            [
                "kind": "Status", "reason": "NotFound", "code": 404, "message": "gone",
                "details": ["name": .string(name)],
            ]
        }

        private static func response(_ document: JSONValue) -> HTTPResponse {
            HTTPResponse(status: 200, body: .bytes(document.jsonBytes))
        }
    }

    private let id = ID<Cluster>(high: 1, low: 1)

    private func server(_ definitions: Definitions) throws -> HTTPServer {
        try HTTPServer(HTTPServerConfiguration()) { request in
            definitions.answer(request.pathSegments ?? [], accept: request.headers["Accept"] ?? "")
        }
    }

    private func objects(_ server: HTTPServer) throws -> KubernetesObjects {
        try KubeServer(
            server: "http://127.0.0.1:\(server.port)", authority: nil, token: "t", powerlessToken: ""
        ).objects(token: "t")
    }

    private struct Sealing: CredentialSealing {
        func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8] { [] }
        func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue { .null }
    }

    private func schemas(lifetime: Duration) -> KubernetesSchemas {
        KubernetesSchemas(clusters: KubernetesClusters(sealing: Sealing()), lifetime: lifetime)
    }

    @Test func onlyWhatHasChangedIsReadAgain() async throws {
        let definitions = Definitions()
        definitions.set("virtualservices.networking.istio.io", 1)
        definitions.set("servers.policy.linkerd.io", 2)
        definitions.set("certificates.cert-manager.io", 3)
        let server = try server(definitions)
        let (objects, schemas) = (try objects(server), schemas(lifetime: .zero))

        let first = try await schemas.definitions(of: id, objects)
        #expect(definitions.asked() == ["list", "servers.policy.linkerd.io", "virtualservices.networking.istio.io"])
        #expect(first.state == "servers.policy.linkerd.io@2 virtualservices.networking.istio.io@1")
        #expect(first.documents.allSatisfy { $0["spec"] != nil } && first.documents.count == 2)
        #expect(definitions.accepted.allSatisfy { $0.contains("as=PartialObjectMetadataList") })

        #expect(try await schemas.definitions(of: id, objects) == first)
        #expect(definitions.asked() == ["list"])

        definitions.set("servers.policy.linkerd.io", 7)
        definitions.set("virtualservices.networking.istio.io", nil)
        let second = try await schemas.definitions(of: id, objects)
        #expect(definitions.asked() == ["list", "servers.policy.linkerd.io"])
        #expect(second.state == "servers.policy.linkerd.io@7")
    }

    @Test func forAWhileNothingIsAsked() async throws {
        let definitions = Definitions()
        definitions.set("servers.policy.linkerd.io", 2)
        let server = try server(definitions)
        let (objects, schemas) = (try objects(server), schemas(lifetime: .seconds(600)))
        let first = try await schemas.definitions(of: id, objects)
        _ = definitions.asked()
        definitions.set("servers.policy.linkerd.io", 3)
        #expect(try await schemas.definitions(of: id, objects) == first)
        #expect(definitions.asked() == [])
        // Another connection may lead to another cluster.
        let other = try await schemas.definitions(of: id, self.objects(server))
        #expect(other.state == "servers.policy.linkerd.io@3")
    }

    @Test func whatCannotBeReadIsAnErrorAndNotKept() async throws {
        let definitions = Definitions()
        definitions.set("servers.policy.linkerd.io", 2)
        definitions.answer(with: 403)
        let server = try server(definitions)
        let (objects, schemas) = (try objects(server), schemas(lifetime: .seconds(600)))
        let error = await #expect(throws: PortError.self) { _ = try await schemas.definitions(of: id, objects) }
        #expect(error?.code == "403")
        definitions.answer(with: 200)
        #expect(try await schemas.definitions(of: id, objects).documents.count == 1)
    }

    @Test func namesTellTheGroup() {
        #expect(KubernetesObjects.isOfMesh("serviceprofiles.linkerd.io"))
        #expect(KubernetesObjects.isOfMesh("httproutes.gateway.networking.k8s.io"))
        for name in ["links.multicluster.linkerd.io", "istios.example.org", "linkerd.io", "nodot", ""] {
            #expect(!KubernetesObjects.isOfMesh(name))
        }
    }
}
