import API
import Domain
import Testing
import YAML

/// What the OpenAPI document says of the API, held against requests and answers.
struct APIContract: Sendable {
    static let shared: APIContract = {
        guard let document = try? YAMLParser.documents(Array(API.openAPI.utf8)).first?.value else {
            return APIContract(document: .null)
        }
        return APIContract(document: document)
    }()

    let document: JSONValue
    let schemas: SchemaCheck

    private init(document: JSONValue) {
        self.document = document
        schemas = SchemaCheck(document: document)
    }

    /// One operation with what its path adds to it.
    struct Operation {
        let method: String
        let path: String
        let body: JSONValue
        let parameters: [JSONValue]

        var signature: String { "\(method) \(path)" }
    }

    /// All operations in the order of their paths.
    var operations: [Operation] {
        (document["paths"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { path, item in
            ["get", "put", "post", "delete"].compactMap { method in
                item[method].map { body in
                    let all = (item["parameters"]?.array ?? []) + (body["parameters"]?.array ?? [])
                    return Operation(
                        method: method.uppercased(), path: path, body: body,
                        parameters: all.compactMap(schemas.resolved))
                }
            }
        }
    }

    /// What is wrong with an answer, and (`andOfIt`) with a request that was accepted.
    func problems(
        of response: APIResponse, to request: TestRequest, andOfIt checksRequest: Bool
    ) throws -> [String] {
        let onPath = operations.filter { $0.matches(request.segments) }
        let method = request.method == "HEAD" ? "GET" : request.method
        let asked = onPath.filter { $0.method == method }
        guard let operation = asked.min(by: { $0.placeholders < $1.placeholders }) else {
            return unknown(response, hasPath: !onPath.isEmpty)
        }
        guard let described = operation.body["responses"]?[String(response.status)].flatMap(schemas.resolved) else {
            return ["the document has no \(response.status) here"]
        }
        let isWhole = request.method != "HEAD"
        return headers(response, described) + (isWhole ? body(response, described) : [])
            + (checksRequest && response.status < 300 ? complaints(about: request, operation) : [])
    }

    /// What is not in the document is 404 or 405; without a token nobody is told even that.
    private func unknown(_ response: APIResponse, hasPath: Bool) -> [String] {
        let name = [404: "NotFound", 405: "MethodNotAllowed", 401: "Unauthorized"][response.status]
        guard let name, hasPath == (response.status == 405) || response.status == 401,
            let described = document["components"]?["responses"]?[name]
        else { return ["the document does not have this operation"] }
        return headers(response, described) + body(response, described)
    }

    private func headers(_ response: APIResponse, _ described: JSONValue) -> [String] {
        let known = (described["headers"]?.object ?? [:]).compactMapValues(schemas.resolved)
        let sent = Dictionary(response.headers.map { ($0.0.lowercased(), $0.1) }) { first, _ in first }
        let names = Set(known.keys.map { $0.lowercased() }).union(["content-type"])
        let missing = known.filter { $0.value["required"] == true && sent[$0.key.lowercased()] == nil }
        let wrong = known.flatMap { name, header -> [String] in
            guard let text = sent[name.lowercased()], let schema = header["schema"] else { return [] }
            let value =
                schema["type"] == "integer" ? Int64(text).map { .int($0) } ?? .string(text) : JSONValue.string(text)
            return schemas.problems(value, schema, at: name)
        }
        return missing.keys.sorted().map { "the header \($0) is missing" } + wrong
            + sent.keys.filter { !names.contains($0) }.sorted().map { "the header \($0) is not in the document" }
    }

    private func body(_ response: APIResponse, _ described: JSONValue) -> [String] {
        let content = described["content"]?.object ?? [:]
        let stated = response.headers.first { $0.0 == "Content-Type" }?.1
        switch response.body {
        case .none: return content.isEmpty ? [] : ["there is no body"]
        case .json(let value):
            guard let schema = content[stated ?? "application/json"]?["schema"] else {
                return ["\(stated ?? "application/json") is not in the document"]
            }
            return schemas.problems(value, schema)
        case .text(_, let mediaType): return content[mediaType] == nil ? ["\(mediaType) is not in the document"] : []
        case .events: return content[stated ?? ""] == nil ? ["\(stated ?? "") is not in the document"] : []
        }
    }

    /// A request that was accepted is one that the document allows.
    private func complaints(about request: TestRequest, _ operation: Operation) -> [String] {
        let names = Set(operation.parameters.filter { $0["in"] == "query" }.compactMap { $0["name"]?.string })
        let unknown = request.query.map(\.name).filter { !names.contains($0) }
        var problems = unknown.map { "the query parameter \($0) is not in the document" }
        guard !request.body.isEmpty, request.headers["content-type"] == "application/json",
            let value = try? Formats().json(request.body)
        else { return problems }
        let described = operation.body["requestBody"].flatMap(schemas.resolved)
        guard let schema = described?["content"]?["application/json"]?["schema"] else {
            return problems + ["the document has no body here"]
        }
        problems += schemas.problems(value, schema, at: "request")
        return problems
    }
}

extension APIContract.Operation {
    fileprivate var parts: [Substring] { path.split(separator: "/") }
    var placeholders: Int { parts.count { $0.hasPrefix("{") } }

    func matches(_ segments: [String]) -> Bool {
        parts.count == segments.count && zip(parts, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
