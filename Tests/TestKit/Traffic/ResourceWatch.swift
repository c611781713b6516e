import Domain
import HTTPClient
import JSON

/// The objects of one resource and their changes, for as long as the task lives: listed and watched, as a mesh's
/// control plane does.
struct ResourceWatch: Sendable {
    enum News: Sendable {
        /// These are there, and no others.
        case all([JSONValue])
        case put(JSONValue)
        case gone(JSONValue)
    }

    let server: KubeServer
    let client: HTTPClient
    /// `/apis/networking.istio.io/v1/namespaces/shop/virtualservices`
    let path: String

    /// Tells changes after `place`. Ends by cancellation only: a server that is away is asked again.
    func run(after place: String, _ tell: @Sendable (News) -> Void) async {
        var place: String? = place
        while !Task.isCancelled {
            do {
                if place == nil { place = try await list(tell) }
                place = try await follow(place ?? "", tell)
            } catch {
                place = nil
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Tells all objects; returns the resourceVersion from which their changes are to be told.
    func list(_ tell: (News) -> Void) async throws -> String {
        let document = try await server.requests.succeed("GET", path)
        tell(.all((document["items"]?.array ?? []).map(Self.slim)))
        return document["metadata"]?["resourceVersion"]?.string ?? "0"
    }

    /// Tells changes until the server ends the answer; returns how far it came, `nil` where only a list can help.
    private func follow(_ place: String, _ tell: (News) -> Void) async throws -> String? {
        let query = "?watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=\(place)"
        var request = HTTPClientRequest("GET", server.server + path + query)
        request.headers = [("Authorization", "Bearer \(server.token)")]
        request.tls.authoritiesPEM = server.authority.map { Array($0.utf8) }
        request.timeout = patience
        request.connectTimeout = patience
        request.idleTimeout = .seconds(300)
        let stream = try await client.stream(request)
        guard stream.status == 200 else { return nil }
        var (place, buffer) = (place, [UInt8]())
        for try await chunk in stream.body {
            buffer += chunk
            while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let event = try JSONParser.parse(buffer[..<end])
                buffer.removeSubrange(...end)
                guard let object = event["object"] else { return nil }
                switch event["type"]?.string {
                case "ADDED", "MODIFIED": tell(.put(Self.slim(object)))
                case "DELETED": tell(.gone(object))
                case "BOOKMARK": break
                default: return nil
                }
                place = object["metadata"]?["resourceVersion"]?.string ?? place
            }
        }
        return place
    }

    /// Without what nobody here looks at.
    private static func slim(_ object: JSONValue) -> JSONValue {
        var slim = object
        var metadata = object["metadata"] ?? .object([:])
        metadata["managedFields"] = nil
        slim["metadata"] = metadata
        return slim
    }
}
