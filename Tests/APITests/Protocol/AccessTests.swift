import API
import Domain
import TestKit
import Testing

/// Who may do what: the table itself, and that every route asks it.
@Suite struct AccessTableTests {
    /// The specification's roles, written down a second time.
    private static let expected: [Permission: (outside: Set<Role>, inProduction: Set<Role>)] = [
        .read: (Set(Role.allCases), Set(Role.allCases)),
        .writePolicies: ([.admin, .developer], [.admin, .developer]), .deletePolicies: ([.admin], [.admin]),
        .checkPolicies: ([.admin, .developer, .operator], [.admin, .developer, .operator]),
        .deploy: ([.admin, .developer], [.admin]),
        .controlDeployments: ([.admin, .developer, .operator], [.admin, .operator]),
        .acceptWarnings: ([.admin], [.admin]), .manageFleet: ([.admin], [.admin]),
        .replayJobs: ([.admin, .operator], [.admin, .operator]),
    ]

    @Test(arguments: Permission.allCases, Role.allCases)
    func theTableIsTheSpecification(_ permission: Permission, _ role: Role) throws {
        let roles = try #require(Self.expected[permission])
        #expect(AccessTable.allows(permission, to: [role], inProduction: false) == roles.outside.contains(role))
        #expect(AccessTable.allows(permission, to: [role], inProduction: true) == roles.inProduction.contains(role))
        #expect(!AccessTable.allows(permission, to: [], inProduction: false))
    }

    @Test func rolesAreReadWithoutRegardToCase() {
        #expect(Role(claim: "admin") == .admin)
        #expect(Role(claim: "OPERATOR") == .operator)
        #expect(Role(claim: "root") == nil)
    }
}

@Suite(.enabled(if: TestDatabase.mustRun)) struct AccessTests {
    /// Every route with a permission of its own, by everybody: 403 exactly where the table says so.
    @Test func everyRouteAsksTheTable() async throws {
        try await APIFixture.with { fixture in
            for (signature, permission) in API.permissions {
                guard let permission else { continue }
                let parts = signature.split(separator: " ")
                let path = parts[1].dropFirst("/api/v1/".count).split(separator: "/").map {
                    $0.hasPrefix("{") ? absentID : String($0)
                }.joined(separator: "/")
                for role in Role.allCases {
                    let answer = try await fixture.send(String(parts[0]), path, as: role)
                    let isAllowed = AccessTable.allows(permission, to: [role], inProduction: false)
                    #expect((answer.status == 403) == !isAllowed, "\(signature) as \(role): \(answer.status)")
                }
            }
        }
    }

    /// The routes without one ask in the handler; a new one must be added here.
    @Test func theRoutesThatAskThemselvesAreKnown() {
        let routes = API.permissions.filter { $0.value == nil }.keys.sorted()
        #expect(
            routes == [
                "POST /api/v1/deployments", "POST /api/v1/deployments/{id}/abort",
                "POST /api/v1/deployments/{id}/pause", "POST /api/v1/deployments/{id}/promote",
                "POST /api/v1/deployments/{id}/resume", "POST /api/v1/deployments/{id}/rollback",
                "POST /api/v1/deployments/{id}/rollback-to-blue", "POST /api/v1/deployments/{id}/switch",
            ])
    }

    @Test(arguments: Role.allCases)
    func deployingAsksForTheEnvironment(_ role: Role) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("prod", environment: "Production")
            let targets: [(JSONValue, Bool)] = [
                (["environment": "Staging"], false), (["clusters": ["west"]], false),
                (["environment": "Production"], true), (["environment": "production"], true),
                (["clusters": ["prod"]], true), (["clusters": ["west", "prod"]], true),
            ]
            for (number, (target, isProduction)) in targets.enumerated() {
                var body = target
                body["policies"] = [["id": .string(try await fixture.policy("policy-\(number)"))]]
                let answer = try await fixture.send("POST", "deployments", as: role, .json(body))
                let isAllowed = AccessTable.allows(.deploy, to: [role], inProduction: isProduction)
                #expect((answer.status == 403) == !isAllowed, "\(body.jsonText): \(answer.status)")
                if isAllowed { #expect([202, 422].contains(answer.status)) }
            }
        }
    }

    @Test(arguments: Role.allCases)
    func commandsAskForTheEnvironment(_ role: Role) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("prod", environment: "Production")
            for (environment, isProduction) in [("Staging", false), ("Production", true)] {
                let isAllowed = AccessTable.allows(.controlDeployments, to: [role], inProduction: isProduction)
                for command in ["pause", "resume", "abort", "rollback"] {
                    let policy = try await fixture.policy("\(command)-\(isProduction)")
                    let id = try await fixture.deploy(policy, to: environment)
                    if command == "resume" { try await fixture.succeed("POST", "deployments/\(id)/pause") }
                    let answer = try await fixture.send("POST", "deployments/\(id)/\(command)", as: role)
                    #expect(answer.status == (isAllowed ? 202 : 403), "\(environment) \(command)")
                }
                // The same way back: who may is told that a Direct deployment has no blue.
                let id = try await fixture.deploy(try await fixture.policy("blue-\(isProduction)"), to: environment)
                let answer = try await fixture.send("POST", "deployments/\(id)/rollback-to-blue", as: role)
                #expect(answer.status == (isAllowed ? 409 : 403), "\(environment) rollback-to-blue")
            }
        }
    }

    /// What brings the new version to more traffic asks for the same as deploying.
    @Test(arguments: Role.allCases)
    func promotingAsksForTheEnvironment(_ role: Role) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("prod", environment: "Production")
            for (environment, isProduction) in [("Staging", false), ("Production", true)] {
                let isAllowed = AccessTable.allows(.deploy, to: [role], inProduction: isProduction)
                for command in ["promote", "switch"] {
                    let policy = try await fixture.policy("\(command)-\(isProduction)")
                    let id = try await fixture.deploy(policy, to: environment)
                    let answer = try await fixture.send("POST", "deployments/\(id)/\(command)", as: role)
                    // Who may is told that it cannot be done with a Direct deployment.
                    #expect(answer.status == (isAllowed ? 409 : 403), "\(environment) \(command)")
                }
            }
        }
    }

    @Test func onlyAdminsAcceptWarnings() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let body: JSONValue = [
                "policies": [["id": .string(try await fixture.policy("reviews"))]], "environment": "Staging",
                "acceptWarnings": ["HS1016"], "reason": "known",
            ]
            let answer = try await fixture.send("POST", "deployments", as: .developer, .json(body))
            #expect(answer.status == 403)
            #expect(answer.detail == "alex-developer has the roles Developer; this needs Admin")
            var suppressing = body
            suppressing["acceptWarnings"] = nil
            suppressing["suppress"] = [["code": "HS3604", "object": "*/*/*", "reason": "known"]]
            let operators = try await fixture.send("POST", "deployments", as: .operator, .json(suppressing))
            #expect(operators.detail.hasSuffix("this needs Admin"), "\(operators.detail)")
            try await fixture.succeed("POST", "deployments", as: .admin, .json(body))
        }
    }

    @Test func rolesAddUp() async throws {
        try await APIFixture.with { fixture in
            let token = try fixture.tokens.token(subject: "both", roles: ["viewer", "Gardener", "OPERATOR"])
            let headers = ["authorization": "Bearer \(token)"]
            let allowed = try await fixture.send("POST", "jobs/\(absentID)/replay", as: nil, headers: headers)
            #expect(allowed.status == 404)
            let denied = try await fixture.send("POST", "policies", as: nil, headers: headers)
            #expect(denied.detail == "both has the roles Operator, Viewer; this needs Admin or Developer")
        }
    }
}
