import API
import Domain
import Testing
import TestKit

/// Who may ask at all.
@Suite(.enabled(if: TestDatabase.mustRun)) struct AuthenticationTests {
    @Test func healthNeedsNoToken() async throws {
        try await APIFixture.with { fixture in
            let request = try TestRequest("GET", "/health", headers: [:], body: [])
            let answer = Answer(await fixture.api.answer(request.apiRequest))
            #expect(answer.status == 200)
            #expect(answer["status"] == "ok")
            let head = try TestRequest("HEAD", "/health/", headers: [:], body: [])
            #expect(await fixture.api.answer(head.apiRequest).status == 200)
        }
    }

    @Test func everythingElseNeedsAValidToken() async throws {
        try await APIFixture.with { fixture in
            let good = try fixture.tokens.token(of: .admin)
            let stranger = try TestTokens().token(of: .admin)
            let other = try fixture.tokens.token(subject: "x", roles: ["Admin"], claims: ["iss": "elsewhere"])
            let audience = try fixture.tokens.token(subject: "x", roles: ["Admin"], claims: ["aud": "elsewhere"])
            let expired = try fixture.tokens.token(subject: "x", roles: ["Admin"], lifetime: 60)
            let early = try fixture.tokens.token(subject: "x", roles: ["Admin"], now: 3_000_000_000)
            let unsigned = good.split(separator: ".").dropLast().joined(separator: ".") + "."
            let headers = [
                "", "Bearer", "Bearer ", "Basic YWxhZGRpbjpvcGVuc2VzYW1l", good, "Bearer not.a.token",
                "Bearer \(good) x", "Bearer \(stranger)", "Bearer \(other)", "Bearer \(audience)", "Bearer \(expired)",
                "Bearer \(early)", "Bearer \(unsigned)", "Bearer \(String(good.dropLast(4)))AAAA",
                "Bearer \(String(repeating: "a.", count: 50_000))",
            ]
            for header in headers {
                let answer = try await fixture.send("GET", "policies", as: nil, headers: ["authorization": header])
                #expect(answer.status == 401, "\(header.prefix(60))")
                #expect(answer.header("WWW-Authenticate") == "Bearer")
                #expect(!answer.json.jsonText.contains(good))
            }
            #expect(try await fixture.send("GET", "policies", as: nil).status == 401)
            #expect(try await fixture.send("GET", "nowhere", as: nil).status == 401)
            #expect(try await fixture.send("DELETE", "policies", as: nil).status == 401)
        }
    }

    @Test func theExpiryIsSaid() async throws {
        try await APIFixture.with { fixture in
            let expired = try fixture.tokens.token(subject: "x", roles: ["Admin"], lifetime: 60)
            let answer = try await fixture.send(
                "GET", "policies", as: nil, headers: ["authorization": "Bearer \(expired)"])
            #expect(answer.detail.contains("expired"))
        }
    }

    @Test func theSchemeIsReadWithoutRegardToCaseAndSpaces() async throws {
        try await APIFixture.with { fixture in
            let token = try fixture.tokens.token(of: .viewer)
            for scheme in ["bearer ", "BEARER ", "Bearer  "] {
                let headers = ["authorization": scheme + token]
                #expect(try await fixture.send("GET", "policies", as: nil, headers: headers).status == 200)
            }
        }
    }

    @Test func aTokenWithoutARoleReadsNothing() async throws {
        try await APIFixture.with { fixture in
            let token = try fixture.tokens.token(subject: "nobody", roles: ["Gardener"])
            let answer = try await fixture.send(
                "GET", "policies", as: nil, headers: ["authorization": "Bearer \(token)"])
            #expect(answer.status == 403)
            #expect(answer.detail == "nobody has no role; this needs Admin or Developer or Operator or Viewer")
        }
    }
}
