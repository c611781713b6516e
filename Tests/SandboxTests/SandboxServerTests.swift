import Domain
import HTTPTestKit
import Sandbox
import TestKit
import Testing

@Suite struct SandboxServerTests {
    @Test func bookinfoIsThereFromTheStart() async throws {
        let client = try SandboxClient()
        let pods = try await client.admin.succeed("GET", "/api/v1/pods?labelSelector=app%3Dreviews")
        #expect(pods["items"]?.array?.count == 6)
        #expect(try await client.admin.succeed("GET", "/api/v1/pods")["items"]?.array?.count == 13)
        #expect(try await client.admin.succeed("GET", "/api/v1/services")["items"]?.array?.count == 5)
        let bare = try SandboxClient { $0.hasBookinfo = false }
        #expect(try await bare.admin.succeed("GET", "/api/v1/pods")["items"]?.array?.isEmpty == true)
        #expect(try await bare.admin.succeed("GET", "/api/v1/namespaces")["items"]?.array?.count == 2)
    }

    @Test func aMeshThatIsNotInstalledIsNotServed() async throws {
        let client = try SandboxClient { $0.meshes = [.linkerd] }
        #expect(try await client.admin.send("GET", SandboxClient.services).status == 404)
        #expect(try await client.admin.send("GET", "/apis/networking.istio.io").status == 404)
        let servers = "/apis/policy.linkerd.io/v1beta3/namespaces/default/servers"
        #expect(try await client.admin.send("GET", servers).status == 200)
    }

    @Test func listsHavePagesAndSelectors() async throws {
        let client = try SandboxClient()
        for index in 0..<5 {
            _ = try await client.create("p-\(index)", metadata: ["labels": ["odd": index % 2 == 1 ? "yes" : "no"]])
        }
        let first = try await client.admin.succeed("GET", "\(SandboxClient.services)?limit=2")
        #expect(first["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } == ["p-0", "p-1"])
        #expect(first["metadata"]?["remainingItemCount"] == 3)
        let token = try #require(first["metadata"]?["continue"]?.string)
        let rest = try await client.admin.succeed("GET", "\(SandboxClient.services)?continue=\(token)")
        #expect(rest["items"]?.array?.count == 3)
        #expect(rest["metadata"]?["continue"] == "")
        let odd = try await client.admin.succeed("GET", "\(SandboxClient.services)?labelSelector=odd%3Dyes")
        #expect(odd["items"]?.array?.count == 2)
        for wrong in ["continue=x", "labelSelector=%3Dx", "fieldSelector=a%3Db"] {
            #expect(try await client.admin.send("GET", "\(SandboxClient.services)?\(wrong)").status == 400)
        }
    }

    @Test func aNamespaceTakesItsContentsWithIt() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a")
        try await client.admin.succeed("DELETE", "/api/v1/namespaces/default")
        #expect(try await client.admin.send("GET", "\(SandboxClient.services)/a").status == 404)
        #expect(
            try await client.admin.send("POST", SandboxClient.services, SandboxClient.document("a", [:])).status == 404)
    }

    @Test func faultsComeAndGoOverHTTP() async throws {
        let client = try SandboxClient()
        let fault: JSONValue = [
            "effect": "answer", "status": 403, "requests": 1, "methods": ["POST"], "path": "/virtual",
        ]
        try await client.admin.succeed("POST", "/sandbox/faults", fault)
        #expect(try await client.admin.succeed("GET", "/sandbox/faults")["faults"]?.array == [fault])
        #expect(try await client.admin.send("GET", SandboxClient.services).status == 200)
        let body = SandboxClient.document("a", [:])
        #expect(try await client.admin.send("POST", SandboxClient.services, body).status == 403)
        #expect(try await client.admin.send("POST", SandboxClient.services, body).status == 201)
        try await client.admin.succeed("POST", "/sandbox/faults", ["effect": "answer", "status": 500])
        #expect(try await client.admin.send("GET", "/version").status == 500)
        try await client.admin.succeed("DELETE", "/sandbox/faults")
        #expect(try await client.admin.send("GET", "/version").status == 200)
    }

    @Test(
        arguments: [
            [:], ["effect": "fire"], ["effect": "delay"], ["effect": "delay", "milliseconds": -1],
            ["effect": "answer", "status": 200], [],
        ] as [JSONValue])
    func faultsThatAreNone(_ fault: JSONValue) async throws {
        let client = try SandboxClient()
        #expect(try await client.admin.send("POST", "/sandbox/faults", fault).status == 400)
    }

    @Test func onlyTheAdministratorMakesFaults() async throws {
        let client = try SandboxClient { $0.powerlessToken = "weak" }
        let weak = KubeRequests(server: client.sandbox.url, authority: nil, token: "weak")
        #expect(try await weak.send("POST", "/sandbox/faults", ["effect": "refuse"]).status == 401)
        #expect(try await weak.send("GET", "/sandbox/changes").status == 401)
        #expect(try await client.admin.send("GET", "/sandbox/nothing").status == 404)
    }

    @Test func changesAreListedOnce() async throws {
        let client = try SandboxClient()
        let start = try #require(try await client.admin.succeed("GET", "/sandbox/changes")["revision"]?.int)
        _ = try await client.create("a", metadata: ["annotations": ["hotswap.io/deployment": "d1"]])
        _ = try await client.apply("a", [:], manager: "m2")
        _ = try await client.apply("a", [:], manager: "m2")
        try await client.admin.succeed("DELETE", "\(SandboxClient.services)/a")
        let changes = try await client.admin.succeed("GET", "/sandbox/changes?after=\(start)")["changes"]?.array ?? []
        #expect(changes.map { $0["change"]?.string } == ["ADDED", "MODIFIED", "DELETED"])
        #expect(changes.allSatisfy { $0["annotations"]?["hotswap.io/deployment"] == "d1" })
    }

    @Test func itSpeaksHTTPS() async throws {
        let client = try SandboxClient {
            $0.tls = .init(
                certificatePEM: TestCertificates.shared.certificate, keyPEM: TestCertificates.shared.key)
        }
        #expect(client.sandbox.url.hasPrefix("https://127.0.0.1:"))
        let trusting = KubeRequests(
            server: client.sandbox.url,
            authority: String(decoding: TestCertificates.shared.authority, as: UTF8.self), token: "admin")
        #expect(try await trusting.send("GET", "/version").status == 200)
    }

    @Test(arguments: ["text", [], 5, nil, nil] as [JSONValue?])
    func bodiesThatAreNoObject(_ body: JSONValue?) async throws {
        let client = try SandboxClient()
        let (status, document) = try await client.admin.send("POST", SandboxClient.services, body)
        #expect(status == 400)
        #expect(document["kind"] == "Status")
    }

    @Test(arguments: [
        ("GET", "/apis/nothing"), ("GET", "/api/v2/pods"), ("GET", "/api/v1/nothings"), ("GET", "/"),
        ("GET", "/apis/a/b/c/d/e/f"),
        ("GET", "/api/v1/namespaces/default/namespaces"), ("GET", "/%zz"),
    ])
    func pathsThatAreNotThere(_ method: String, _ path: String) async throws {
        let client = try SandboxClient()
        #expect(try await client.admin.send(method, path).status == 404)
        withExtendedLifetime(client) {}
    }

    @Test(arguments: ["POST", "DELETE", "PATCH"])
    func methodsThatAPlaceDoesNotHave(_ method: String) async throws {
        let path = "/apis/networking.istio.io/v1/virtualservices"
        let client = try SandboxClient()
        #expect(try await client.admin.send(method, path, [:]).status == 405)
        withExtendedLifetime(client) {}
    }

    @Test(arguments: ["a", "a-1", "a.b", String(repeating: "a", count: 63)])
    func namesThatAreTaken(_ name: String) async throws {
        let client = try SandboxClient()
        #expect(try await client.create(name)["metadata"]?["name"] == .string(name))
        withExtendedLifetime(client) {}
    }

    @Test(arguments: ["", "A", "-a", "a-", "a..b", "a_b", "ä", String(repeating: "a", count: 254)])
    func namesThatAreRefused(_ name: String) async throws {
        let client = try SandboxClient()
        let (status, _) = try await client.admin.send("POST", SandboxClient.services, SandboxClient.document(name, [:]))
        #expect(status == 422)
    }
}
