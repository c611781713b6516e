import API
import Domain
import Ports
import Testing

/// A request as a client writes it.
struct TestRequest: Sendable {
    let method: String
    let segments: [String]
    let query: [(name: String, value: String)]
    let headers: [String: String]
    let body: [UInt8]

    init(_ method: String, _ target: String, headers: [String: String], body: [UInt8]) throws {
        let parts = target.split(separator: "?", maxSplits: 1)
        self.method = method
        segments = try parts[0].split(separator: "/").map { try #require(decoded($0), "\(target) is not encoded") }
        query = (parts.count > 1 ? parts[1].split(separator: "&") : []).map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(pair[0]) ?? "", pair.count > 1 ? decoded(pair[1]) ?? "" : "")
        }
        self.headers = headers
        self.body = body
    }

    var apiRequest: APIRequest {
        let headers = headers
        return APIRequest(
            method: method, segments: segments, query: query, header: { headers[$0] }, body: body,
            remoteAddress: "192.0.2.7")
    }
}

private func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let digits = String(rest.prefix(2)), digits.count == 2, let value = UInt8(digits, radix: 16) else {
            return nil
        }
        rest = rest.dropFirst(2)
        bytes.append(value)
    }
    return String(validating: bytes, as: UTF8.self)
}

/// An answer as a client reads it.
struct Answer: Sendable {
    let response: APIResponse

    init(_ response: APIResponse) { self.response = response }

    var status: Int { response.status }

    func header(_ name: String) -> String? {
        response.headers.first { $0.0.lowercased() == name.lowercased() }?.1
    }

    /// The body, where it is JSON; else `null`.
    var json: JSONValue {
        guard case .json(let value) = response.body else { return .null }
        return value
    }

    /// The body, where it is a text; else empty.
    var text: String {
        guard case .text(let text, _) = response.body else { return "" }
        return text
    }

    subscript(_ name: String) -> JSONValue? { json[name] }

    var id: String { json["id"]?.string ?? "" }
    var detail: String { json["detail"]?.string ?? "" }
    var items: [JSONValue] { json["items"]?.array ?? [] }

    /// What a problem document says of fields.
    var errors: [JSONValue] { json["errors"]?.array ?? [] }
    /// `path code`, of each.
    var complaints: [String] {
        errors.map { "\($0["path"]?.string ?? "?") \($0["code"]?.string ?? "?")" }
    }
    /// `path line:column`, of each.
    var places: [String] {
        errors.map { "\($0["path"]?.string ?? "?") \($0["line"]?.int ?? 0):\($0["column"]?.int ?? 0)" }
    }
}
