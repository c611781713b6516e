import API
import Domain
import PostgresStore
import Ports
import TestKit
import Testing

/// Clusters: registered, changed, forgotten, asked.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ClusterTests {
    private static let authority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

    @Test func aClusterIsRegisteredChangedAndForgotten() async throws {
        try await APIFixture.with { fixture in
            var body = APIFixture.clusterBody("west", environment: "staging")
            body["certificateAuthority"] = .string(Self.authority)
            body["server"] = "https://[::1]:6443/"
            body["prometheus"] = "http://127.0.0.1:9090/prom/"
            let made = try await fixture.succeed("POST", "clusters", .json(body))
            #expect(made.status == 201)
            #expect(made.header("Location") == "/api/v1/clusters/west")
            #expect(made["environment"] == "Staging")
            #expect(made["server"] == "https://[::1]:6443")
            #expect(made["prometheus"] == "http://127.0.0.1:9090/prom")
            #expect(try await fixture.succeed("GET", "clusters/west", as: .viewer).json == made.json)
            var changed = try await fixture.succeed("PUT", "clusters/west", .json(["meshVersion": "1.28"]))
            #expect(changed["meshVersion"] == "1.28")
            #expect(changed["certificateAuthority"] == .string(Self.authority))
            var whole: JSONValue = ["name": "west", "environment": "Staging", "server": "https://10.0.0.1"]
            let bare = try await fixture.send("PUT", "clusters/west", .json(whole))
            #expect(bare.complaints == ["credentials missing"], "they go to nobody but whom they were given for")
            whole["credentials"] = ["token": "for 10.0.0.1"]
            changed = try await fixture.succeed("PUT", "clusters/west", .json(whole))
            #expect(changed["server"] == "https://10.0.0.1")
            #expect(try await fixture.succeed("DELETE", "clusters/west").status == 204)
            for method in ["GET", "PUT", "DELETE"] {
                #expect(try await fixture.send(method, "clusters/west", .json([:])).status == 404)
            }
        }
    }

    /// What tells a cluster's series apart becomes a part of queries: nothing else may be in it.
    @Test func matchersAreMatchersAndNothingElse() async throws {
        try await APIFixture.with { fixture in
            var body = APIFixture.clusterBody("west")
            body["prometheus"] = "http://10.0.0.1:9090"
            let bad = [
                "west", "cluster=west", "cluster=\"west", "cluster=\"west\"}", "cluster=\"west\",", "9a=\"b\"",
                "=\"b\"",
                "a=\"b\" or b=\"c\"", "a=\"b\\", "a=\"b\nc\"", "a>\"b\"", ",", String(repeating: "a", count: 501),
            ]
            for text in bad {
                body["prometheusMatcher"] = .string(text)
                let answer = try await fixture.send("POST", "clusters", .json(body))
                #expect(answer.status == 400 || answer.status == 422, "\(text)")
                #expect(answer.complaints == ["prometheusMatcher invalid"], "\(text)")
            }
            let good = ["cluster=\"west\"", "a=~\"b|c\",_d!=\"\"", "a!~\"\\\"x\\\\\""]
            body["prometheusMatcher"] = .string(good[0])
            let made = try await fixture.succeed("POST", "clusters", .json(body))
            #expect(made["prometheusMatcher"] == .string(good[0]))
            for text in good {
                let changed = try await fixture.succeed(
                    "PUT", "clusters/west", .json(["prometheusMatcher": .string(text)]))
                #expect(changed["prometheusMatcher"] == .string(text))
            }
            let kept = try await fixture.succeed("PUT", "clusters/west", .json(["meshVersion": "1.28"]))
            #expect(kept["prometheusMatcher"] == .string(good[2]))
            #expect(try await fixture.database.store.cluster(named: "west")?.prometheusMatcher == good[2])
            let none = try await fixture.succeed("PUT", "clusters/west", .json(["prometheusMatcher": ""]))
            #expect(none["prometheusMatcher"] == .null)
            try await fixture.succeed("PUT", "clusters/west", .json(["prometheusMatcher": .string(good[0])]))
            let unmeasured = try await fixture.succeed("PUT", "clusters/west", .json(["prometheus": ""]))
            #expect(unmeasured["prometheus"] == .null && unmeasured["prometheusMatcher"] == .null)
            var blind = APIFixture.clusterBody("east")
            blind["prometheusMatcher"] = .string(good[0])
            #expect(
                try await fixture.send("POST", "clusters", .json(blind)).complaints == ["prometheusMatcher pointless"])
        }
    }

    @Test func onlyThisMachineIsTalkedToInClear() async throws {
        try await APIFixture.with { fixture in
            let servers = ["http://127.0.0.1", "http://localhost:6443", "http://[::1]:6443/", "http://127.0.0.1:1/x"]
            for (number, server) in servers.enumerated() {
                var body = APIFixture.clusterBody("cluster-\(number)")
                body["server"] = .string(server)
                try await fixture.succeed("POST", "clusters", .json(body))
            }
        }
    }

    @Test func aNameIsTakenOnce() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let second = try await fixture.send("POST", "clusters", .json(APIFixture.clusterBody("west")))
            #expect(second.status == 409)
            #expect(second["existing"] == (try await fixture.succeed("GET", "clusters/west")["id"]))
        }
    }

    @Test func whatIsInUseIsNotForgotten() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            #expect(try await fixture.send("DELETE", "clusters/west").detail.contains(id))
            try await fixture.worker.work(id)
            let live = try await fixture.send("DELETE", "clusters/west")
            #expect(live.status == 409)
            #expect(live.detail.contains("1 policy is in force"))
        }
    }

    @Test func clustersAreListed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("linker", environment: "Production", mesh: "linkerd")
            for (query, names) in [
                ("", ["linker", "west"]), ("?mesh=linkerd", ["linker"]), ("?environment=STAGING", ["west"]),
                ("?environment=Development", []), ("?mesh=istio&environment=Production", []),
            ] as [(String, [String])] {
                let list = try await fixture.succeed("GET", "clusters\(query)", as: .viewer)
                #expect(list.items.compactMap { $0["name"]?.string } == names, "\(query)")
            }
        }
    }

    @Test func credentialsAreInNoAnswer() async throws {
        try await APIFixture.with { fixture in
            let secret = "s3cr3t-of-the-cluster"
            let forms: [JSONValue] = [
                ["token": .string(secret)], ["type": "token", "token": .string(secret)],
                ["certificate": .string(secret), "key": .string(secret)],
                ["type": "clientCertificate", "certificate": .string(secret), "key": .string(secret)],
                ["type": "serviceAccount"],
            ]
            for (number, form) in forms.enumerated() {
                var body = APIFixture.clusterBody("cluster-\(number)")
                body["credentials"] = form
                let headers = ["idempotency-key": "key-\(number)"]
                var answers = [
                    try await fixture.succeed("POST", "clusters", .json(body), headers: headers),
                    try await fixture.succeed("POST", "clusters", .json(body), headers: headers),
                    try await fixture.succeed("GET", "clusters/cluster-\(number)"),
                    try await fixture.succeed("GET", "clusters"),
                    try await fixture.succeed("PUT", "clusters/cluster-\(number)", .json(["credentials": form])),
                ]
                body["server"] = .string(secret + "@")
                answers.append(try await fixture.send("POST", "clusters", .json(body)))
                body["credentials"] = [.string(secret)]
                answers.append(try await fixture.send("POST", "clusters", .json(body)))
                for answer in answers where answer.status < 400 { #expect(!answer.json.jsonText.contains(secret)) }
                #expect(!(answers.last?.json.jsonText.contains("\(secret)\"") ?? true))
            }
            let sealed = try await fixture.database.count(
                "SELECT count(*) FROM clusters WHERE sealed_credentials = '{\"type\":\"serviceAccount\"}'::bytea")
            #expect(sealed == 1)
            let told = try await fixture.database.count(
                "SELECT count(*) FROM audit_log WHERE details::text LIKE '%\(secret)%'")
            #expect(told == 0)
        }
    }

    @Test func aChangeWithoutCredentialsKeepsThem() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.succeed("PUT", "clusters/west", .json(["meshVersion": "2"]))
            let kept =
                "SELECT count(*) FROM clusters WHERE convert_from(sealed_credentials, 'UTF8') LIKE '%cluster-secret%'"
            #expect(try await fixture.database.count(kept) == 1)
            try await fixture.succeed("PUT", "clusters/west", .json(["credentials": ["token": "other"]]))
            #expect(try await fixture.database.count(kept) == 0)
        }
    }

    @Test func whatIsWrongIsSaid() async throws {
        try await APIFixture.with { fixture in
            func with(_ name: String, _ value: JSONValue) -> JSONValue {
                var body = APIFixture.clusterBody("west")
                body[name] = value
                return body
            }
            let bad: [(JSONValue, [String])] = [
                (
                    [:],
                    [
                        "name missing", "environment missing", "mesh missing", "server missing", "credentials missing",
                    ]
                ), ([], [" wrongType"]), (with("name", "West"), ["name invalid"]),
                (with("name", "-west"), ["name invalid"]), (with("name", "a/b"), ["name invalid"]),
                (with("name", .string(String(repeating: "a", count: 64))), ["name invalid"]),
                (with("name", ""), ["name empty"]), (with("mesh", "consul"), ["mesh unknownValue"]),
                (with("server", "10.0.0.1"), ["server invalid"]), (with("server", "ftp://a"), ["server invalid"]),
                (with("server", "https://"), ["server invalid"]), (with("server", "https:///a"), ["server invalid"]),
                (with("server", "https://u:p@a"), ["server invalid"]),
                (with("server", "https://a\r\nX: y"), ["server invalid"]),
                (with("server", "https://a?b"), ["server invalid"]), (with("server", "https://ä"), ["server invalid"]),
                (with("server", "http://10.0.0.1"), ["server insecure"]),
                (with("server", "http://127.0.0.1.example.com"), ["server insecure"]),
                (with("server", "http://localhosts:80"), ["server insecure"]),
                (with("prometheus", "x"), ["prometheus invalid"]), (with("prometheus", ""), ["prometheus empty"]),
                (with("certificateAuthority", "MIIB"), ["certificateAuthority invalid"]),
                (with("credentials", "token"), ["credentials wrongType"]),
                (with("credentials", [:]), ["credentials.certificate missing", "credentials.key missing"]),
                (with("credentials", ["token": ""]), ["credentials.token empty"]),
                (with("credentials", ["token": 7]), ["credentials.token wrongType"]),
                (with("credentials", ["type": "password", "token": "x"]), ["credentials.type unknownValue"]),
                (
                    with("credentials", ["type": "token", "tokn": "x"]),
                    ["credentials.token missing", "credentials.tokn unknownField"]
                ),
                (with("token", "x"), ["token unknownField"]), (with("meshVersion", 1), ["meshVersion wrongType"]),
            ]
            for (body, complaints) in bad {
                let answer = try await fixture.send("POST", "clusters", .json(body))
                #expect(answer.status == 400, "\(body.jsonText)")
                #expect(answer.complaints == complaints, "\(body.jsonText)")
            }
            let nowhere = try await fixture.send("POST", "clusters", .json(with("environment", "Mars")))
            #expect(nowhere.status == 404)
            #expect(nowhere.complaints == ["environment unknown"])
            #expect(nowhere.detail == "There is no environment Mars; there are Development, Production, Staging")
            try await fixture.cluster("west")
            for (body, complaint) in [
                (["name": "east"], "name unchangeable"), (["environment": "Production"], "environment unchangeable"),
                (["server": ""], "server empty"),
                (["server": "http://10.0.0.1", "credentials": ["token": "x"]], "server insecure"),
            ] as [(JSONValue, String)] {
                let answer = try await fixture.send("PUT", "clusters/west", .json(body))
                #expect(answer.complaints.contains(complaint))
            }
        }
    }

    @Test func namesInPathsAreDecodedOnce() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            #expect(try await fixture.send("GET", "clusters/%77est").status == 200)
            #expect(try await fixture.send("GET", "clusters/west/").status == 200)
            for name in ["%2577est", "west%2F", "west%00", "West", "%F0%9F%98%80", "we%20st", "..", "west%0A"] {
                #expect(try await fixture.send("GET", "clusters/\(name)").status == 404, "\(name)")
                #expect(try await fixture.send("GET", "clusters/\(name)/check").status == 404)
                #expect(try await fixture.send("DELETE", "environments/\(name)").status == 404)
            }
            let long = try await fixture.send("GET", "clusters/\(String(repeating: "a", count: 5000))")
            #expect(long.detail.count < 200)
        }
    }
}
