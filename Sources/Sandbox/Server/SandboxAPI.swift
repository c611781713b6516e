import Domain
import HTTPServer
import JSON
import MeshTraffic

/// Answers requests as an API server would.
final class SandboxAPI: Sendable {
    let faults = FaultBox()
    let store: SharedStore
    let mesh: SimulatedMesh
    private let configuration: SandboxConfiguration
    private let catalog: ResourceCatalog
    private let discovery: DiscoveryDocuments

    /// Throws what is wrong with the scenario.
    init(_ configuration: SandboxConfiguration) throws(ScenarioProblem) {
        self.configuration = configuration
        let mesh = try SimulatedMesh(
            configuration.scenario ?? Self.everybody(configuration.meshes), configuration.meshes)
        self.mesh = mesh
        store = SharedStore { mesh.notice($0) }
        catalog = ResourceCatalog(meshes: configuration.meshes)
        discovery = DiscoveryDocuments(catalog: catalog)
        SandboxSeed.plant(in: store, bookinfo: configuration.hasBookinfo, meshes: configuration.meshes)
    }

    /// Every service gets some traffic.
    private static func everybody(_ meshes: Set<Mesh>) -> JSONValue {
        ["mesh": meshes.contains(.istio) ? "istio" : "linkerd"]
    }

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard !request.path.hasPrefix("/sandbox/"), request.path != "/metrics" else { return undisturbed(request) }
        var losesAnswer = false
        for effect in faults.take(
            request.method, request.path, isDryRun: request.parameter("dryRun") == "All")
        {
            switch effect {
            case .delay(let milliseconds): try? await Task.sleep(for: .milliseconds(milliseconds))
            case .answer(let status, let retryAfter): return .fault(status, retryAfter)
            case .refuse: return .cut
            case .loseAnswer: losesAnswer = true
            }
        }
        let response = undisturbed(request)
        return losesAnswer ? .cut : response
    }

    private func undisturbed(_ request: HTTPRequest) -> HTTPResponse {
        do throws(Refusal) {
            let access = try Access(request, configuration)
            guard let place = APIPlace(request, catalog) else { throw .unknownPath }
            return try answer(request, place, access)
        } catch {
            return .json(error.code, error.document)
        }
    }

    private func answer(_ request: HTTPRequest, _ place: APIPlace, _ access: Access) throws(Refusal) -> HTTPResponse {
        switch place {
        case .health:
            return HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: .bytes(Array("ok".utf8)))
        case .version: return .json(200, DiscoveryDocuments.version)
        case .coreVersions: return .json(200, DiscoveryDocuments.coreVersions)
        case .groups: return .json(200, discovery.groups)
        case .group(let name): return .json(200, try found(discovery.group(name)))
        case .resources(let group, let version):
            return .json(200, try found(discovery.resources(group: group, version: version)))
        case .accessReview:
            var review = try request.document()
            review["status"] = ["allowed": .bool(access == .admin)]
            return .json(201, review)
        case .metrics: return metrics
        case .podProxy(let namespace, let pod, let port, let path):
            guard access == .admin else {
                throw .forbidden(access, "get", ResourceCatalog.pods, namespace: namespace)
            }
            return try PodProxy(
                store: store, mesh: mesh, meshes: configuration.meshes, namespace: namespace, pod: pod, port: port,
                path: path
            ).answer(request)
        case .sandbox(let what):
            guard access == .admin else { throw .unauthorized }
            return try SandboxControl(faults: faults, store: store, mesh: mesh).answer(request, what)
        case .collection(let type, let version, let namespace):
            return try ObjectRequests(
                store: store, request: request, access: access, type: type, version: version, namespace: namespace
            ).answerCollection()
        case .object(let type, let version, let namespace, let name):
            return try ObjectRequests(
                store: store, request: request, access: access, type: type, version: version, namespace: namespace
            ).answerObject(name)
        }
    }

    private var metrics: HTTPResponse {
        HTTPResponse(
            status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")],
            body: .bytes(mesh.exposition(of: store)))
    }

    private func found(_ document: JSONValue?) throws(Refusal) -> JSONValue {
        guard let document else { throw .unknownPath }
        return document
    }
}

extension HTTPRequest {
    /// The body as JSON.
    func document() throws(Refusal) -> JSONValue {
        do {
            return try JSONParser.parse(body)
        } catch {
            throw .badRequest("the body is not JSON (the sandbox reads no YAML): \(error)")
        }
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ document: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/json")], body: .bytes(document.jsonBytes))
    }

    /// Cut in the middle: the server has no way to give no answer at all.
    static var cut: HTTPResponse {
        HTTPResponse(status: 200, body: .stream { _ in throw CancellationError() })
    }

    static func fault(_ status: Int, _ retryAfter: Int64?) -> HTTPResponse {
        let refusal = Refusal(code: status, reason: "", message: "the sandbox was told to answer \(status)")
        var response = HTTPResponse.json(status, refusal.document)
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }
}
