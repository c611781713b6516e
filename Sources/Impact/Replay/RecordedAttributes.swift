import Domain
import MeshModel

/// What a recorded request has of the attributes that rules ask for.
struct RecordedAttributes {
    let request: RecordedRequest
    /// The principal of the caller, empty for plain text; `nil`: unknown.
    let principal: String?

    /// The value; `nil`: the line does not tell. Empty: the request has none.
    func value(of attribute: RequestAttribute) -> String? {
        switch attribute.key {
        case "method": request.method
        case "path": request.path
        case "host": request.authority?.lowercased()
        case "source.principal": principal
        case "source.namespace": identity?.namespace ?? request.field("source_namespace")
        case "source.serviceAccount": identity.map { $0.account.isEmpty ? "" : "\($0.namespace)/\($0.account)" }
        case "source.trustDomain": identity?.trustDomain
        case "source.ip": request.sourceAddress
        case "remote.ip": (request.field("x_forwarded_for") ?? "").isEmpty ? request.sourceAddress : nil
        case "destination.ip": request.serverAddress?.address
        case "destination.port": request.serverAddress?.port.map { String($0) }
        case "connection.sni": request.field("requested_server_name")
        case "request.auth.principal": request.field("request_principal")
        case let key where key.hasPrefix("request.headers["):
            header(String(key.dropFirst("request.headers[".count).dropLast()))
        default: nil
        }
    }

    private func header(_ name: String) -> String? {
        if name == "user-agent", let agent = request.field("user_agent") { return agent }
        if name == ":authority" || name == "host" { return request.authority }
        if name == ":method" { return request.method }
        guard let headers = request.document["request_headers"]?.object else { return nil }
        return headers.first { $0.key.lowercased() == name }?.value.string ?? ""
    }

    /// The parts of the principal; all empty where the connection was plain text.
    private var identity: PrincipalName? {
        guard let principal else { return nil }
        return principal.isEmpty
            ? PrincipalName(trustDomain: "", namespace: "", account: "") : PrincipalName(principal)
    }

    func meets(_ constraint: ValueConstraint) -> Answer {
        guard let value = value(of: constraint.attribute) else { return .unknown(constraint.attribute.key) }
        func matches(_ pattern: ValuePattern) -> Answer { Self.matches(pattern, value, constraint.attribute) }
        return .all(
            constraint.clauses.map { .any($0.map(matches)) } + constraint.excluded.map { matches($0).negated })
    }

    private static func matches(_ pattern: ValuePattern, _ value: String, _ attribute: RequestAttribute) -> Answer {
        let bytes = Array(value.utf8)
        switch pattern {
        case .exact(let wanted):
            return Answer(bytes == wanted || attribute.kind == .principal && isAlias(wanted, bytes))
        case .prefix(let start): return Answer(bytes.starts(with: start))
        case .suffix(let end): return Answer(!bytes.isEmpty && bytes.reversed().starts(with: end.reversed()))
        case .present: return Answer(!bytes.isEmpty)
        case .block(let block):
            guard !value.isEmpty else { return .no }
            guard let own = AddressBlock(value) else { return .unknown(attribute.key) }
            return Answer(block.contains(own))
        case .opaque(let text):
            if attribute.kind == .path {
                return Answer(
                    template(
                        String(decoding: text, as: UTF8.self).split(separator: "/")[...],
                        value.split(separator: "/")[...]))
            }
            return .unknown("the pattern \(String(decoding: text, as: UTF8.self)) of \(attribute.key)")
        }
    }

    /// `cluster.local` in a rule stands for the trust domain of the mesh, whatever its name.
    private static func isAlias(_ wanted: [UInt8], _ value: [UInt8]) -> Bool {
        let domain = Array("cluster.local/".utf8)
        guard wanted.starts(with: domain), let slash = value.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return wanted.dropFirst(domain.count).elementsEqual(value[(slash + 1)...])
    }

    private static func template(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "{**}" { return (0...path.count).contains { template(pattern.dropFirst(), path.dropFirst($0)) } }
        guard let own = path.first, first == "{*}" || first == own else { return false }
        return template(pattern.dropFirst(), path.dropFirst())
    }
}
