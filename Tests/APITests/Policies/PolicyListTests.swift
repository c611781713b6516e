import API
import Domain
import TestKit
import Testing

/// Lists of policies, and what every list has in common.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PolicyListTests {
    @Test func filtersNarrow() async throws {
        try await APIFixture.with { fixture in
            let reviews = try await fixture.succeed(
                "POST", "policies?owner=team-a&label=tier%3Dweb&label=a%3Db", .yaml(Document.yaml("reviews"))
            ).id
            let ratings = try await fixture.succeed(
                "POST", "policies?owner=team-b&label=tier%3Dweb", .yaml(Document.yaml("ratings", namespace: "shop"))
            ).id
            let server = try await fixture.succeed(
                "POST", "policies",
                .yaml(
                    """
                    apiVersion: policy.linkerd.io/v1beta3
                    kind: Server
                    metadata: {name: web}
                    spec: {podSelector: {}, port: http}
                    """)
            ).id
            let expected: [(String, [String])] = [
                ("", [server, ratings, reviews]), ("?mesh=istio", [ratings, reviews]), ("?mesh=LinkerD", [server]),
                ("?kind=server", [server]), ("?namespace=shop", [ratings]), ("?name=reviews", [reviews]),
                ("?owner=team-b", [ratings]), ("?label=tier%3Dweb", [ratings, reviews]),
                ("?label=tier%3Dweb&label=a%3Db", [reviews]), ("?label=tier%3D", []), ("?name=nothing", []),
                ("?mesh=istio&namespace=default", [reviews]),
            ]
            for (query, ids) in expected {
                let list = try await fixture.succeed("GET", "policies\(query)", as: .viewer)
                #expect(list.items.compactMap { $0["id"]?.string } == ids, "\(query)")
                #expect(list["next"] == .null)
            }
        }
    }

    @Test func pagesFollowEachOther() async throws {
        try await APIFixture.with { fixture in
            var ids: [String] = []
            for number in 0..<5 { ids.append(try await fixture.policy("policy-\(number)")) }
            var (seen, cursor): ([String], String?) = ([], nil)
            repeat {
                let page = try await fixture.succeed("GET", "policies?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                #expect(page.items.count <= 2)
                seen += page.items.compactMap { $0["id"]?.string }
                cursor = page["next"]?.string
            } while cursor != nil
            #expect(seen == ids.reversed())
        }
    }

    @Test(arguments: ["policies", "deployments", "jobs"])
    func badParametersAreNamed(_ list: String) async throws {
        try await APIFixture.with { fixture in
            let bad = [
                ("limit=0", "query.limit invalid"), ("limit=501", "query.limit invalid"),
                ("limit=ten", "query.limit invalid"), ("limit=", "query.limit invalid"),
                ("limit=99999999999999999999", "query.limit invalid"), ("limit=1&limit=2", "query.limit duplicate"),
                ("cursor=nonsense", "query.cursor invalid"), ("cursor=", "query.cursor invalid"),
                ("cursor=n00000000000", "query.cursor invalid"), ("cursor=%F0%9F%98%80", "query.cursor invalid"),
                ("colour=red", "query.colour unknownField"), ("=", "query. unknownField"),
            ]
            for (query, complaint) in bad {
                let answer = try await fixture.send("GET", "\(list)?\(query)")
                #expect(answer.status == 400, "\(query)")
                #expect(answer.complaints == [complaint])
            }
        }
    }

    @Test func badFiltersAreNamed() async throws {
        try await APIFixture.with { fixture in
            let bad = [
                ("policies?mesh=consul", "query.mesh unknownValue"), ("policies?kind=Pod", "query.kind unknownValue"),
                ("policies?label=x", "query.label invalid"), ("policies?name=%00", "query.name invalid"),
                ("deployments?status=Broken", "query.status unknownValue"),
                ("deployments?policy=7", "query.policy invalid"),
                ("deployments?rollbackOf=x", "query.rollbackOf invalid"),
                ("jobs?stage=sleep", "query.stage unknownValue"),
                ("jobs?state=lost", "query.state unknownValue"), ("jobs?deployment=1", "query.deployment invalid"),
                ("clusters?mesh=x", "query.mesh unknownValue"), ("environments?name=x", "query.name unknownField"),
            ]
            for (path, complaint) in bad {
                let answer = try await fixture.send("GET", path)
                #expect(answer.status == 400, "\(path)")
                #expect(answer.complaints == [complaint], "\(path)")
            }
            for path in ["deployments?environment=Mars", "clusters?environment=Mars"] {
                let answer = try await fixture.send("GET", path)
                #expect(answer.status == 404)
                #expect(answer.complaints == ["query.environment unknown"])
            }
        }
    }
}
