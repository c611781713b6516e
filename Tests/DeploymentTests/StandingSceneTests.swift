import Domain
import Kubernetes
import TestKit
import Testing

/// A rollout goes on only from what it has written: whose copy was taken away in the soak was watched without the new
/// version, and nobody gets it for that.
@Suite(.enabled(if: TestDatabase.mustRun))
struct StandingSceneTests {
    private static let security = "/apis/security.istio.io/v1/namespaces/shop/authorizationpolicies"
    private static let networking = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices"

    private static func access(_ methods: [JSONValue]) -> JSONValue {
        [
            "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
            "metadata": ["name": "reviews", "namespace": "shop"],
            "spec": [
                "selector": ["matchLabels": ["app": "reviews"]], "action": "ALLOW",
                "rules": [["to": [["operation": ["methods": .array(methods)]]]]],
            ],
        ]
    }

    private static func routes(_ host: String) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": "reviews", "namespace": "shop"],
            "spec": ["hosts": ["reviews"], "http": [["route": [["destination": ["host": .string(host)]]]]]],
        ]
    }

    private struct Canary: Sendable {
        let house: House
        let kube: KubeRequests
        let id: String

        func status() async throws -> JSONValue {
            try await house.call("GET", "deployments/\(id)/status", expecting: 200)
        }

        /// Goes on to the next step; with `toEnd` to the promotion.
        func promote(toEnd: Bool = false) async throws {
            try await house.call(
                "POST", "deployments/\(id)/promote", ["toEnd": .bool(toEnd)], expecting: 202)
        }

        /// Waits for a soak: the first share's is step 3 of the plan, the second one's step 6.
        func soaks(at step: Int64) async throws {
            try await waitUntil("it soaks at step \(step)") {
                let status = try await status()
                return status["terminal"] == true
                    || (status["step"]?["name"] == "soak" && status["step"]?["index"] == .int(step))
            }
            #expect(try await status()["terminal"] == false)
        }

        /// The only copy that stands.
        func copy() async throws -> String {
            let names = try await kube.succeed("GET", security)["items"]?.array?
                .compactMap { $0["metadata"]?["name"]?.string }.filter { $0 != "reviews" }
            #expect(names?.count == 1)
            return try #require(names?.first)
        }

        func edit(_ path: String, _ body: JSONValue) async throws {
            try await kube.succeed(
                "PATCH", path + "?fieldManager=kubectl-edit", body, as: "application/merge-patch+json")
        }

        /// It goes back; returns why.
        func goesBack() async throws -> String {
            let end = try await house.end(of: id)
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            return end["reason"]?.string ?? ""
        }
    }

    /// A canary from `old` to `new` that soaks at its first share of two.
    private func whileSoaking(
        _ old: JSONValue, _ new: JSONValue, unit: String, _ body: @escaping @Sendable (Canary) async throws -> Void
    ) async throws {
        try await MeetingTests.with { place in
            let house = place.house
            try await place.cluster.run(pods: 3, of: "reviews")
            let policy = try await house.create(old)
            try await house.deploy([policy])
            try await house.update(policy, new)
            let strategy: JSONValue = ["type": "Canary", "steps": [34, 67], "soak": "PT1H", "unit": .string(unit)]
            let id = try await house.submit([policy], ["strategy": strategy, "defaultRules": false])
            let canary = Canary(house: house, kube: place.cluster.requests, id: id)
            try await canary.soaks(at: 3)
            try await body(canary)
        }
    }

    private func withCopy(_ body: @escaping @Sendable (Canary) async throws -> Void) async throws {
        try await whileSoaking(Self.access(["GET"]), Self.access(["GET", "POST"]), unit: "workloads", body)
    }

    @Test(arguments: [false, true]) func aCopyThatWasDeletedIsNoReasonToPromote(toEnd: Bool) async throws {
        try await withCopy { canary in
            let copy = try await canary.copy()
            try await canary.kube.succeed("DELETE", Self.security + "/" + copy)
            try await canary.promote(toEnd: toEnd)
            let why = try await canary.goesBack()
            #expect(why.contains("AuthorizationPolicy shop/\(copy) was deleted by others"), "\(why)")
            let live = try await canary.kube.succeed("GET", Self.security + "/reviews")
            #expect(live["spec"] == Self.access(["GET"])["spec"])
        }
    }

    @Test func aCopyThatWasChangedNamesWhoAndWhat() async throws {
        try await withCopy { canary in
            let copy = try await canary.copy()
            try await canary.edit(Self.security + "/" + copy, ["spec": ["rules": []]])
            try await canary.promote(toEnd: true)
            let why = try await canary.goesBack()
            #expect(why.contains("\(copy): others (kubectl-edit) had changed spec.rules"), "\(why)")
        }
    }

    /// Not even who changed it is told there, since it owns nothing of it.
    @Test func aFieldThatWasTakenFromACopyIsFound() async throws {
        try await withCopy { canary in
            try await canary.edit(Self.security + "/" + (try await canary.copy()), ["spec": ["rules": .null]])
            try await canary.promote()
            #expect(try await canary.goesBack().contains("had changed spec.rules"))
        }
    }

    /// Somebody's labels are nothing to a mesh; and what nobody tries yet may be made again.
    @Test func whatTheMeshDoesNotLookAtIsNoReason() async throws {
        try await withCopy { canary in
            let copy = try await canary.copy()
            try await canary.edit(Self.security + "/" + copy, ["metadata": ["labels": ["team": "shop"]]])
            try await canary.kube.succeed("DELETE", Self.security + "/reviews")
            try await canary.promote()
            try await canary.soaks(at: 6)
            try await canary.promote()
            let end = try await canary.house.end(of: canary.id)
            #expect(end["status"] == "Completed", "\(end.jsonText)")
            let note = end["objects"]?[0]?["note"]?.string ?? ""
            #expect(note.contains("others had deleted it; it was created again"), "\(note)")
        }
    }

    private func withSplit(_ body: @escaping @Sendable (Canary) async throws -> Void) async throws {
        try await whileSoaking(Self.routes("reviews"), Self.routes("ratings"), unit: "requests", body)
    }

    @Test func aSplitObjectThatWasDeletedIsNoReasonToGoOn() async throws {
        try await withSplit { canary in
            try await canary.kube.succeed("DELETE", Self.networking + "/reviews")
            try await canary.promote()
            let why = try await canary.goesBack()
            #expect(why.contains("VirtualService shop/reviews was deleted by others"), "\(why)")
            let live = try await canary.kube.succeed("GET", Self.networking + "/reviews")
            #expect(live["spec"] == Self.routes("reviews")["spec"])
        }
    }

    @Test func whatOthersAddToASplitObjectStays() async throws {
        try await withSplit { canary in
            try await canary.edit(Self.networking + "/reviews", ["spec": ["exportTo": ["."]]])
            try await canary.promote()
            try await canary.soaks(at: 6)
            try await canary.promote()
            #expect(try await canary.house.end(of: canary.id)["status"] == "Completed")
            let live = try await canary.kube.succeed("GET", Self.networking + "/reviews")
            #expect(live["spec"]?["exportTo"] == ["."])
        }
    }
}
