package import Domain

/// Who sent a request, as the token proves it.
package struct Principal: Hashable, Sendable {
    /// The token's `sub`.
    package let subject: String
    package let roles: Set<Role>

    package init(subject: String, roles: Set<Role>) {
        self.subject = subject
        self.roles = roles
    }

    /// Throws a 403 problem where none of the roles allows it.
    func demand(_ permission: Permission, inProduction: Bool = false) throws(Problem) {
        guard !AccessTable.allows(permission, to: roles, inProduction: inProduction) else { return }
        let mine = roles.map(\.rawValue).sorted().joined(separator: ", ")
        let place = inProduction ? " in Production" : ""
        let needed = AccessTable.rows.first { $0.permission == permission }
        let names = (inProduction ? needed?.rolesInProduction : needed?.roles)?.map(\.rawValue).sorted() ?? []
        throw Problem(
            .forbidden,
            "\(subject) has \(mine.isEmpty ? "no role" : "the roles \(mine)"); this\(place) needs "
                + names.joined(separator: " or "))
    }
}

/// Why a token is not accepted; the message is for the caller and holds nothing of the token.
package struct AuthenticationFailure: Error, Hashable, Sendable {
    package let message: String

    package init(message: String) { self.message = message }
}

/// Verifies a bearer token.
package typealias Authenticate =
    @Sendable (_ token: String, _ now: Timestamp) throws(AuthenticationFailure) -> Principal
