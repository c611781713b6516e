package import Domain

/// A line of an access log in JSON, as far as authorization depends on it. Read are, by the names of Istio's own JSON
/// format where it has one:
///
/// - `method`, `path` (the query is cut off), `authority`: a line without a method is a plain TCP connection.
/// - `downstream_peer_uri_san` (or `source_principal`): who called, `spiffe://cluster.local/ns/shop/sa/web`; `-` says
///   that it was plain text. Istio's default format has none: then the pod of `downstream_remote_address` is taken.
/// - `source_namespace`: where the principal is not there.
/// - `downstream_remote_address` (or `source_ip`), `x_forwarded_for`, `user_agent`, `requested_server_name`.
/// - `downstream_local_address`: the pod and its port; of a line that a client's proxy wrote (`upstream_cluster` begins
///   with `outbound|`) it is `upstream_host`.
/// - `request_headers`, `request_principal`: no format has them by default; rules that ask for others stay open.
/// - `response_code`, `response_code_details`: what was done then, to be compared with the old version's answer.
///
/// What is missing is unknown, not empty; `-` and `null` are empty.
package struct RecordedRequest: Hashable, Sendable {
    let document: JSONValue

    /// Throws why the record is none of a request: it is no object, says nothing of a request, or says it in types that
    /// no log has. Such a record is not judged, since a guess would look like an answer.
    package init(_ record: JSONValue) throws(UnreadableRecord) {
        guard let members = record.object else {
            throw UnreadableRecord("must be an object and is \(record.typeName)")
        }
        for name in Self.texts where !(members[name]?.isTextOrNull ?? true) {
            throw UnreadableRecord("\(name) must be a string and is \(members[name]?.typeName ?? "missing")")
        }
        if let code = members["response_code"], code.int == nil,
            code.string.map({ $0 == "-" || Int($0) != nil }) != true,
            code != .null
        {
            throw UnreadableRecord("response_code must be a number and is \(code.jsonText)")
        }
        if let headers = members["request_headers"], headers != .null {
            guard let values = headers.object?.values, values.allSatisfy(\.isTextOrNull) else {
                throw UnreadableRecord("request_headers must be an object of strings")
            }
        }
        guard members.keys.contains(where: Self.telling.contains) else {
            throw UnreadableRecord("has nothing of a request: neither method and path nor addresses nor a caller")
        }
        document = record
    }

    /// What must be text.
    private static let texts: [String] = telling.sorted() + ["response_code_details"]
    /// What tells of the request itself.
    private static let telling: Set<String> = [
        "method", "request_method", "path", "authority", "upstream_cluster", "upstream_host", "user_agent",
        "downstream_peer_uri_san", "source_principal", "source_namespace", "source_ip", "x_forwarded_for",
        "downstream_remote_address", "downstream_local_address", "requested_server_name", "request_principal",
    ]

    /// The value of the first of the fields that is there; empty for `-` and `null`; `nil` where none is there.
    func field(_ names: String...) -> String? {
        for name in names {
            switch document[name] {
            case .string(let text)?: return text == "-" ? "" : text
            case .int(let number)?: return String(number)
            case .null?: return ""
            default: continue
            }
        }
        return nil
    }

    var method: String? { field("method", "request_method") }
    var isHTTP: Bool { !(method ?? "").isEmpty }
    var path: String? { field("path").map { String($0.prefix { $0 != "?" }) } }
    var authority: String? { field("authority") }
    var isOutbound: Bool { field("upstream_cluster")?.hasPrefix("outbound|") ?? false }

    /// Without the scheme; empty: plain text.
    var principal: String? {
        field("downstream_peer_uri_san", "source_principal").map { text in
            let first = text.split(separator: ",").first.map(String.init) ?? ""
            return first.hasPrefix("spiffe://") ? String(first.dropFirst(9)) : first
        }
    }

    var sourceAddress: String? {
        field("source_ip") ?? field("downstream_remote_address").map { Self.split($0).address }
    }

    /// The server's side of the connection.
    var serverAddress: (address: String, port: Int?)? {
        let text = isOutbound ? field("upstream_host") : field("downstream_local_address", "upstream_host")
        return text.flatMap { $0.isEmpty ? nil : Self.split($0) }
    }

    /// `10.0.0.1:9080`, `[fd00::1]:9080`, or an address alone.
    static func split(_ text: String) -> (address: String, port: Int?) {
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return (String(text[text.index(after: text.startIndex)..<end]), Int(rest.drop { $0 == ":" }))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return (text, nil) }
        return (String(parts[0]), Int(parts[1]))
    }

    /// Whether Envoy's authorization refused it then; `nil` where the line does not tell.
    var wasDenied: Bool? {
        if let details = field("response_code_details"), details.hasPrefix("rbac_access_denied") { return true }
        guard let code = field("response_code").flatMap({ Int($0) }), code > 0 else { return nil }
        // A 403 may be the application's own.
        return code == 403 ? nil : false
    }

    /// `GET shop.example/orders from cluster.local/ns/shop/sa/web`, for people.
    func text(from caller: String?) -> String {
        let what = isHTTP ? "\(method ?? "") \(authority ?? "")\(path ?? "")" : "a plain TCP connection"
        let source = caller.flatMap { $0.isEmpty ? nil : $0 } ?? sourceAddress.flatMap { $0.isEmpty ? nil : $0 }
        return "\(what) from \(source ?? "somebody unknown")"
    }
}

/// Why a record is not judged.
package struct UnreadableRecord: Error, Hashable, Sendable {
    package let message: String

    init(_ message: String) { self.message = message }
}

extension JSONValue {
    fileprivate var isTextOrNull: Bool { string != nil || self == .null }
}
