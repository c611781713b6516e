import Domain

/// The roles of the specification ("Security Requirements").
package enum Role: String, Hashable, Sendable, CaseIterable {
    case admin = "Admin"
    case developer = "Developer"
    case `operator` = "Operator"
    case viewer = "Viewer"

    /// Role names in tokens are compared without regard to case.
    package init?(claim: String) {
        guard let role = Role.allCases.first(where: { $0.rawValue.lowercased() == claim.lowercased() })
        else { return nil }
        self = role
    }
}

/// What people may be allowed to do.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    case read
    case writePolicies
    case deletePolicies
    case checkPolicies
    case deploy
    case controlDeployments
    case acceptWarnings
    case manageFleet
    case replayJobs
}

/// Who may do what, all of it in this one table. Where the specification's documents differ, policy-manager's roles
/// hold (`DESIGN.md` 7).
package enum AccessTable {
    /// The roles that may do something, outside Production and in it.
    package struct Row: Hashable, Sendable {
        package let permission: Permission
        package let roles: Set<Role>
        package let rolesInProduction: Set<Role>
    }

    package static let rows: [Row] = [
        row(.read, [.admin, .developer, .operator, .viewer]),
        row(.writePolicies, [.admin, .developer]),
        row(.deletePolicies, [.admin]),
        row(.checkPolicies, [.admin, .developer, .operator]),
        row(.deploy, [.admin, .developer], inProduction: [.admin]),
        row(.controlDeployments, [.admin, .operator, .developer], inProduction: [.admin, .operator]),
        row(.acceptWarnings, [.admin]),
        row(.manageFleet, [.admin]),
        row(.replayJobs, [.admin, .operator]),
    ]

    /// Whether somebody with `roles` may do it, in Production or outside.
    package static func allows(_ permission: Permission, to roles: Set<Role>, inProduction: Bool) -> Bool {
        guard let row = rows.first(where: { $0.permission == permission }) else { return false }
        return !(inProduction ? row.rolesInProduction : row.roles).isDisjoint(with: roles)
    }

    private static func row(_ permission: Permission, _ roles: Set<Role>, inProduction: Set<Role>? = nil) -> Row {
        Row(permission: permission, roles: roles, rolesInProduction: inProduction ?? roles)
    }
}
