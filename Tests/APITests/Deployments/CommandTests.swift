import API
import Domain
import TestKit
import Testing

/// Pause, resume, abort and rollback, in every status.
@Suite(.enabled(if: TestDatabase.mustRun)) struct CommandTests {
    /// A status, how to get there, and the status after each command; `nil`: it is refused.
    struct Row: Sendable, CustomTestStringConvertible {
        let status: String
        let reach: @Sendable (APIFixture, String) async throws -> Void
        let pause: String?
        let resume: String?
        let abort: String?
        let rollback: String?
        var testDescription: String { status }

        init(
            _ status: String, pause: String?, resume: String?, abort: String?, rollback: String?,
            _ reach: @escaping @Sendable (APIFixture, String) async throws -> Void
        ) {
            self.status = status
            self.reach = reach
            self.pause = pause
            self.resume = resume
            self.abort = abort
            self.rollback = rollback
        }

        func after(_ command: String) -> String? {
            ["pause": pause, "resume": resume, "abort": abort, "rollback": rollback][command] ?? nil
        }
    }

    static let rows = [
        Row("Pending", pause: "Paused", resume: nil, abort: "Aborted", rollback: "RolledBack") { _, _ in },
        Row("InProgress", pause: "Paused", resume: nil, abort: "RollingBack", rollback: "RollingBack") {
            try await $0.worker.work($1, steps: 1)
        },
        Row("Paused", pause: "Paused", resume: "InProgress", abort: "RollingBack", rollback: "RollingBack") {
            try await $0.worker.work($1, steps: 1)
            try await $0.succeed("POST", "deployments/\($1)/pause")
        },
        Row("RollingBack", pause: nil, resume: nil, abort: "RollingBack", rollback: "RollingBack") {
            try await $0.worker.work($1, steps: 1)
            try await $0.succeed("POST", "deployments/\($1)/rollback")
        },
        Row("Completed", pause: nil, resume: nil, abort: nil, rollback: "Pending") { try await $0.worker.work($1) },
        Row("Failed", pause: nil, resume: nil, abort: nil, rollback: nil) {
            try await $0.worker.work($1, result: .fail(reason: "it is broken"))
        },
        Row("RolledBack", pause: nil, resume: nil, abort: nil, rollback: nil) {
            try await $0.worker.work($1, steps: 1)
            try await $0.succeed("POST", "deployments/\($1)/rollback")
            try await $0.worker.work($1)
        },
        Row("Aborted", pause: nil, resume: nil, abort: nil, rollback: nil) {
            try await $0.worker.work($1, steps: 1)
            try await $0.succeed("POST", "deployments/\($1)/abort")
            try await $0.worker.work($1)
        },
    ]

    @Test(arguments: rows)
    func commandsDoWhatTheStatusAllows(_ row: Row) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            for command in ["pause", "resume", "abort", "rollback"] {
                let policy = try await fixture.policy("reviews-\(command)")
                let id = try await fixture.deploy(policy)
                try await row.reach(fixture, id)
                #expect(try await fixture.status(id) == row.status)
                let answer = try await fixture.send(
                    "POST", "deployments/\(id)/\(command)", as: .operator, .json(["reason": "why not"]))
                guard let after = row.after(command) else {
                    #expect(answer.status == 409, "\(command)")
                    #expect(try await fixture.status(id) == row.status)
                    continue
                }
                #expect(answer.status == 202, "\(command): \(answer.detail)")
                #expect(answer["status"] == .string(after), "\(command)")
                #expect(answer.header("Location") == "/api/v1/deployments/\(answer.id)")
                #expect((answer.id == id) == (row.status != "Completed"))
            }
        }
    }

    @Test func theReasonIsKept() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let first = try await fixture.deploy(policy)
            let aborted = try await fixture.succeed(
                "POST", "deployments/\(first)/abort", .json(["reason": "wrong version"]))
            #expect(aborted["reason"] == "Aborted by alex-admin: wrong version")
            let second = try await fixture.deploy(policy)
            #expect(
                try await fixture.succeed("POST", "deployments/\(second)/abort")["reason"] == "Aborted by alex-admin")
            let third = try await fixture.deploy(policy)
            let back = try await fixture.succeed("POST", "deployments/\(third)/rollback", .json(["reason": ""]))
            #expect(back["reason"] == "Rolled back by alex-admin")
            let audited = try await fixture.database.count(
                "SELECT count(*) FROM audit_log WHERE action = 'deployment.abort'")
            #expect(audited == 2)
        }
    }

    @Test func commandsOnNothing() async throws {
        try await APIFixture.with { fixture in
            for command in ["pause", "resume", "abort", "rollback"] {
                for id in [absentID, "7", "x%2Fy", "%00"] {
                    let answer = try await fixture.send("POST", "deployments/\(id)/\(command)")
                    #expect(answer.status == 404, "\(id)/\(command)")
                }
            }
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            for body in [["reason": 7], ["why": "x"], []] as [JSONValue] {
                #expect(try await fixture.send("POST", "deployments/\(id)/pause", .json(body)).status == 400)
            }
            #expect(try await fixture.status(id) == "Pending")
        }
    }
}
