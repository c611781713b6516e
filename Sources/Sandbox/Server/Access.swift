import HTTPServer

/// Who asks, and what he may.
enum Access: String {
    case admin = "admin"
    case powerless = "powerless"
    case anonymous = "system:anonymous"

    /// Throws for a token that nobody has given out.
    init(_ request: HTTPRequest, _ configuration: SandboxConfiguration) throws(Refusal) {
        guard let header = request.headers["Authorization"] else {
            self = .anonymous
            return
        }
        let token = header.hasPrefix("Bearer ") ? String(header.dropFirst(7)) : ""
        if !token.isEmpty, token == configuration.adminToken {
            self = .admin
        } else if !token.isEmpty, token == configuration.powerlessToken {
            self = .powerless
        } else {
            throw .unauthorized
        }
    }
}
