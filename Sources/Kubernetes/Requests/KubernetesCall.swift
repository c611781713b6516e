import Domain

/// One request to an API server, before it has an address and credentials: what the tests of this room look at.
struct KubernetesCall: Hashable, Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    enum ContentType: String, Sendable {
        case json = "application/json"
        case jsonPatch = "application/json-patch+json"
        case mergePatch = "application/merge-patch+json"
        /// Server-side apply; JSON is YAML.
        case apply = "application/apply-patch+yaml"
    }

    let method: Method
    /// The path with its query.
    let target: String
    var contentType = ContentType.json
    /// The form in which the answer is wanted.
    var accept = KubernetesCall.wholeObjects
    /// Empty where there is none.
    var body: [UInt8] = []

    static let wholeObjects = "application/json"
    /// Lists without anything but `metadata`; a server that cannot do that sends the objects.
    static let headings = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
    /// The same where the objects themselves are not wanted at any price: a server that cannot do it refuses.
    static let headingsAlone = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

    init(_ method: Method, _ path: String, query: [(String, String)] = []) {
        self.method = method
        guard !query.isEmpty else {
            target = path
            return
        }
        let pairs = query.map { "\($0.0)=\(ResourcePath.encoded($0.1))" }
        target = path + "?" + pairs.joined(separator: "&")
    }

    /// The same call with a body.
    func sending(_ body: JSONValue, as contentType: ContentType = .json) -> KubernetesCall {
        var call = self
        call.body = body.jsonBytes
        call.contentType = contentType
        return call
    }
}
