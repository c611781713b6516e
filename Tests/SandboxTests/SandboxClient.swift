import Domain
import HTTPClient
import HTTPTestKit
import JSON
import Sandbox
import TestKit

/// A sandbox of a test's own, and requests to it.
struct SandboxClient {
    let sandbox: SandboxServer
    let admin: KubeRequests

    init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) throws {
        var configuration = SandboxConfiguration(adminToken: "admin")
        change(&configuration)
        sandbox = try SandboxServer.start(configuration)
        admin = KubeRequests(server: sandbox.url, authority: nil, token: "admin")
    }

    static let services = "/apis/networking.istio.io/v1/namespaces/default/virtualservices"

    static func document(_ name: String, _ spec: JSONValue, metadata: JSONValue = [:]) -> JSONValue {
        var metadata = metadata
        metadata["name"] = .string(name)
        return ["apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": metadata, "spec": spec]
    }

    func create(_ name: String, _ spec: JSONValue = [:], metadata: JSONValue = [:], manager: String = "m") async throws
        -> JSONValue
    {
        try await admin.succeed(
            "POST", "\(Self.services)?fieldManager=\(manager)", Self.document(name, spec, metadata: metadata))
    }

    func apply(_ name: String, _ spec: JSONValue, manager: String, force: Bool = false) async throws
        -> (status: Int, document: JSONValue)
    {
        try await admin.send(
            "PATCH", "\(Self.services)/\(name)?fieldManager=\(manager)&force=\(force)", Self.document(name, spec),
            as: "application/apply-patch+yaml")
    }

    func patch(_ name: String, _ patch: JSONValue, as type: String) async throws -> (status: Int, document: JSONValue) {
        try await admin.send(
            "PATCH", "\(Self.services)/\(name)?fieldManager=p", patch, as: "application/\(type)-patch+json")
    }

    /// Opens a watch and reads its events one by one.
    func watch(_ target: String) async throws -> WatchReader {
        var request = patientRequest("GET", sandbox.url + target)
        request.headers = [("Authorization", "Bearer admin")]
        return WatchReader(body: try await HTTPClient().stream(request).body.makeAsyncIterator())
    }
}

/// The lines of a watch.
struct WatchReader {
    var body: HTTPClientStream.Body.Iterator
    var buffer: [UInt8] = []

    init(body: HTTPClientStream.Body.Iterator) { self.body = body }

    /// `TYPE name` of the next event; `nil` at the end.
    mutating func next() async throws -> String? {
        guard let event = try await nextEvent() else { return nil }
        let object = event["object"]
        let name = object?["metadata"]?["name"]?.string ?? object?["reason"]?.string ?? ""
        return "\(event["type"]?.string ?? "") \(name)"
    }

    /// The next event; `nil` at the end.
    mutating func nextEvent() async throws -> JSONValue? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let event = try JSONParser.parse(buffer[..<end])
                buffer.removeSubrange(...end)
                return event
            }
            guard let chunk = try await body.next() else { return nil }
            buffer += chunk
        }
    }
}
