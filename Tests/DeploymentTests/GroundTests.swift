import Domain
import Kubernetes
import Ports
import PostgresStore
import Sandbox
import TestKit
import Testing

/// What a deployment has to do with stays its own until nothing of it stands any more, and is looked at again before
/// each write.
@Suite(.enabled(if: TestDatabase.mustRun))
struct GroundTests {
    private typealias Place = MeetingTests.Place

    private static let stopping: [String: JSONValue] = ["onFailure": "stop"]
    private static let theirs = ObjectReference(
        PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "theirs"), version: "v1"
    )
    /// Writes of VirtualServices are refused for good.
    private static let refusedWrite = Fault(
        .answer(status: 403), methods: ["PATCH", "PUT", "DELETE"], path: "virtualservices", isDryRun: false)

    /// A canary of the host `reviews` that fails at its promotion, so that its routes stay split; its policy and
    /// itself.
    private static func failed(_ place: Place) async throws -> (policy: String, canary: String) {
        let house = place.house
        let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
        try await house.deploy([routes])
        try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
        let canary = try await place.canary(routes, more: stopping)
        place.sandbox.inject(refusedWrite)
        try await house.call("POST", "deployments/\(canary)/promote", expecting: 202)
        #expect(try await house.end(of: canary)["status"] == "Failed")
        place.sandbox.clearFaults()
        return (routes, canary)
    }

    private static func wait(until status: DeploymentStatus, _ id: String, _ place: Place) async throws {
        try await waitUntil("\(id) is \(status)") {
            try await place.house.call("GET", "deployments/\(id)", expecting: 200)["status"]?.string == status.rawValue
        }
    }

    @Test func whatStandsAfterAFailureKeepsOthersAway() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (routes, canary) = try await Self.failed(place)
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            for policy in [rule, routes] {
                let refused = try await place.refusal([policy])
                #expect(refused["deployment"] == .string(canary))
                let text = refused["detail"]?.string ?? ""
                #expect(text.contains("Deployment \(canary) has failed"), "\(text)")
                #expect(text.contains("/deployments/\(canary)/rollback"), "\(text)")
                #expect(policy == routes || text.contains("VirtualService shop/reviews"), "\(text)")
            }
            let queued = try await house.submit([rule], ["ifActive": "queue"])
            try await house.call("POST", "deployments/\(canary)/rollback", expecting: 202)
            #expect(try await house.end(of: queued)["status"] == "Completed")
            let end = try await house.call("GET", "deployments/\(canary)", expecting: 200)
            #expect(end["status"] == "RolledBack")
            try await house.deploy([routes])
        }
    }

    /// Nobody is told that something is under way where nothing goes on unless a person wants it.
    @Test func whoWaitsForWhatStandsIsToldSo() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (routes, canary) = try await Self.failed(place)
            let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
            let stands = status["stands"]?.string ?? ""
            #expect(stands.hasPrefix("what it has written stands, and keeps other deployments away"), "\(stands)")
            let next = try await house.submit([routes], MeetingTests.soaking.merging(["ifActive": "queue"]) { $1 })
            let queued = try await house.call("GET", "deployments/\(next)", expecting: 200)
            let notes = (queued["notes"]?.array ?? []).compactMap(\.string)
            let words = "\(Self.stood(canary)): this one waits until that is "
            #expect(notes.count { $0.hasPrefix(words) } == 1, "\(notes)")
            #expect(!notes.contains { $0.contains("under way") }, "\(notes)")
            try await house.call("POST", "deployments/\(next)/abort", expecting: 202)
            try await house.call("POST", "deployments/\(canary)/abort", ["giveUp": true], expecting: 202)
            let after = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
            #expect(after["stands"] == .null, "\(after.jsonText)")
        }
    }

    @Test func whoSupersedesTakesBackWhatStands() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (_, canary) = try await Self.failed(place)
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            let next = try await house.submit([rule], ["ifActive": "supersede"])
            #expect(try await house.end(of: next)["status"] == "Completed")
            let end = try await house.call("GET", "deployments/\(canary)", expecting: 200)
            #expect(end["status"] == "Aborted")
        }
    }

    private static func stood(_ deployment: String) -> String {
        "Deployment \(deployment) was Failed when this one was accepted, and what it had written stood"
    }

    /// Nobody is asked to do what is done by itself.
    @Test func whoSupersedesIsToldThatItIsTakenBackFirst() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (routes, canary) = try await Self.failed(place)
            let next = try await house.submit([routes], MeetingTests.soaking.merging(["ifActive": "supersede"]) { $1 })
            let answer = try await house.call("GET", "deployments/\(next)", expecting: 200)
            let notes = (answer["notes"]?.array ?? []).compactMap(\.string)
            let words = "\(Self.stood(canary)): it is taken back first. "
            #expect(notes.count { $0.hasPrefix(words) } == 1, "\(notes)")
            try await house.call("POST", "deployments/\(next)/abort", expecting: 202)
        }
    }

    /// A person may let go of it.
    @Test func whatWasGivenUpIsFree() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (routes, canary) = try await Self.failed(place)
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            try await place.refusal([rule]).check(canary)
            try await house.call("POST", "deployments/\(canary)/abort", ["giveUp": true], expecting: 202)
            try await house.deploy([rule])
            let end = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
            #expect(end["status"] == "Failed" && end["reason"]?.string?.contains("given up") == true, "\(end.jsonText)")
            let report = try await house.call("GET", "deployments/\(canary)/report", expecting: 200)
            #expect(report["left"]?[0]?["cluster"] == "west", "\(report.jsonText)")
            #expect(report["left"]?[0]?["objects"] == ["VirtualService shop/reviews"], "\(report.jsonText)")
            // Who comes next is told, as long as something of it is there.
            let next = try await place.canary(routes)
            let words = "Cluster west: this begins with what deployment \(canary) has left there"
            let begun = try await house.call("GET", "deployments/\(next)", expecting: 200)
            let notes = (begun["notes"]?.array ?? []).compactMap(\.string).filter { $0.hasPrefix(words) }
            #expect(notes.count == 1 && notes[0].contains("VirtualService shop/reviews"), "\(begun.jsonText)")
            try await house.call("POST", "deployments/\(next)/promote", expecting: 202)
            #expect(try await house.end(of: next)["status"] == "Completed")
            try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "details"))
            let later = try await place.canary(routes)
            let settled = try await house.call("GET", "deployments/\(later)", expecting: 200)
            #expect(!settled.jsonText.contains(words), "\(settled.jsonText)")
        }
    }

    /// The labels of pods stand as well: a way back that cannot take them off is not over, and its report has them.
    @Test func labelsThatCannotBeTakenOffAreLeft() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            _ = try await place.cluster.run(pods: 4, of: "reviews")
            let reading: JSONValue = [
                "selector": ["matchLabels": ["app": "reviews"]],
                "rules": [["to": [["operation": ["methods": ["GET"]]]]]],
            ]
            let policy = try await house.create(MeetingTests.document(.authorizationPolicy, "v1", "reading", reading))
            let canary = try await place.canary(policy)
            place.sandbox.inject(Fault(.answer(status: 403), methods: ["PATCH"], path: "pods", isDryRun: false))
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            try await waitUntil("it is known that they stay") {
                let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
                return status.states["west"] == ["unknown"]
            }
            try await house.call("POST", "deployments/\(canary)/abort", ["giveUp": true], expecting: 202)
            #expect(try await house.end(of: canary)["status"] == "Failed")
            let left = try await house.call("GET", "deployments/\(canary)/report", expecting: 200)["left"]?[0]
            #expect(
                left?["label"]?.string?.isEmpty == false && (left?["pods"]?.int ?? 0) > 0, "\(left?.jsonText ?? "")")
            place.sandbox.clearFaults()
        }
    }

    /// Somebody has replaced what was given up: the way back leaves that alone, takes the copies, and is over.
    @Test(arguments: [false, true]) func whatOthersHaveReplacedIsFree(_ wasGivenUp: Bool) async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let (routes, canary) = try await Self.failed(place)
            if wasGivenUp {
                try await house.call("POST", "deployments/\(canary)/abort", ["giveUp": true], expecting: 202)
            }
            let path = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews"
            let metadata = try await place.cluster.requests.succeed("GET", path)["metadata"]
            var mended = MeetingTests.routes("reviews", of: "reviews", to: "details")
            mended["metadata"]?["resourceVersion"] = metadata?["resourceVersion"]
            try await place.cluster.requests.succeed("PUT", path + "?fieldManager=kubectl-replace", mended)
            try await house.call("POST", "deployments/\(canary)/rollback", expecting: 202)
            try await waitUntil("it has gone back") {
                let history = try await house.call(
                    "GET", "deployments/\(canary)/rollback-history", expecting: 200)
                let now = try await house.call("GET", "deployments/\(canary)", expecting: 200)
                return now["status"] == "Failed" && history["items"]?[0]?["status"] == "Failed"
            }
            let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
            let reason = status["reason"]?.string ?? ""
            #expect(reason.contains("left as it is"), "\(reason)")
            #expect(reason.contains("others (kubectl-replace) have replaced it since"), "\(reason)")
            #expect(reason.hasSuffix("nothing of this deployment stands"), "\(reason)")
            #expect(try await place.cluster.requests.succeed("GET", path)["spec"] == mended["spec"])
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            try await house.deploy([rule])
            try await house.deploy([routes], ["onConflict": "takeOver"])
        }
    }

    /// A way back that the cluster refuses leaves what it left to nobody else.
    @Test func whatCouldNotBeTakenBackKeepsOthersAway() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
            try await house.deploy([routes])
            try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
            let canary = try await place.canary(routes)
            place.sandbox.inject(Self.refusedWrite)
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            #expect(try await house.end(of: canary)["status"] == "Failed")
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            try await place.refusal([rule]).check(canary)
            let superseding = try await house.submit([rule], ["ifActive": "supersede"])
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 409)
            place.sandbox.clearFaults()
            try await house.call("POST", "deployments/\(canary)/rollback", expecting: 202)
            #expect(try await house.end(of: superseding)["status"] == "Completed")
        }
    }

    /// Between validation and the first write somebody has made of the object something that another deployment has to
    /// do with.
    @Test(arguments: [[:], MeetingTests.soaking])
    func theGroundIsLookedAtAgainBeforeTheFirstWrite(_ strategy: [String: JSONValue]) async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let ours = try await house.create(MeetingTests.routes("theirs", of: "details", to: "details"))
            try await house.deploy([ours])
            try await house.update(ours, MeetingTests.routes("theirs", of: "details", to: "ratings"))
            place.sandbox.inject(FailureTests.slowDryRun)
            let late = try await house.submit([ours], strategy.merging(["onConflict": "takeOver"]) { $1 })
            try await house.call("POST", "deployments/\(late)/pause", expecting: 202)
            place.sandbox.clearFaults()
            try await waitUntil("it is validated") {
                let status = try await house.call("GET", "deployments/\(late)", expecting: 200)
                return status["step"]?["outstanding"]?.array?.isEmpty == true
            }
            let (canary, edited) = try await Self.edit(place)
            try await house.call("POST", "deployments/\(late)/resume", expecting: 202)
            let end = try await house.end(of: late)
            let reason = end["reason"]?.string ?? ""
            #expect(reason.contains(canary) && reason.contains("host reviews.shop"), "\(end.jsonText)")
            #expect(try await place.cluster.objects.get(Self.theirs)?.body["spec"] == edited["spec"])
            // What it has nothing to do with any more is free for it.
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            _ = try await house.end(of: canary)
            try await house.deploy([ours], ["onConflict": "takeOver"])
        }
    }

    /// The same in the middle: it goes back.
    @Test func theGroundIsLookedAtAgainBeforeThePromotion() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let ours = try await house.create(MeetingTests.routes("theirs", of: "details", to: "details"))
            try await house.deploy([ours])
            try await house.update(ours, MeetingTests.routes("theirs", of: "details", to: "ratings"))
            let early = try await place.canary(ours, more: ["onConflict": "takeOver"])
            let (canary, _) = try await Self.edit(place)
            try await house.call("POST", "deployments/\(early)/promote", expecting: 202)
            let end = try await house.end(of: early)
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            #expect(end["reason"]?.string?.contains(canary) == true, "\(end.jsonText)")
            let live = try await place.cluster.objects.get(Self.theirs)
            let spec = MeetingTests.routes("theirs", of: "details", to: "details")["spec"]
            #expect(live?.body["spec"] == spec, "\(live?.body.jsonText ?? "")")
        }
    }

    /// Begins a canary of the host `reviews`, and has `theirs` route to that host.
    private static func edit(_ place: Place) async throws -> (canary: String, edited: JSONValue) {
        let house = place.house
        let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
        try await house.deploy([routes])
        try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
        let canary = try await place.canary(routes)
        let live = try #require(try await place.cluster.objects.get(theirs)).body
        var edited = live
        edited["spec"] = MeetingTests.routes("theirs", of: "details", to: "reviews")["spec"]
        try await place.cluster.requests.succeed(
            "PUT", "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/theirs", edited)
        return (canary, edited)
    }

    /// The mesh says which namespace's policies are for all pods: they are split among all of them, and nobody else may
    /// come to them.
    @Test func whatIsInTheMeshsRootNamespaceIsForAllPods() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            for namespace in ["istio-system", "mesh-root"] {
                _ = try? await place.cluster.requests.succeed(
                    "POST", "/api/v1/namespaces",
                    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
            }
            try await place.cluster.requests.succeed(
                "POST", "/api/v1/namespaces/istio-system/configmaps",
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "istio"],
                    "data": ["mesh": "rootNamespace: mesh-root\n"],
                ])
            try await place.cluster.run(pods: 4, of: "reviews")
            func deny(_ name: String, _ namespace: String) -> JSONValue {
                let rules: JSONValue = [["to": [["operation": ["methods": ["DELETE"]]]]]]
                return MeetingTests.document(
                    .authorizationPolicy, "v1", name, ["action": "DENY", "rules": rules]
                ).inNamespace(namespace)
            }
            let mesh = try await house.create(deny("all", "mesh-root"))
            let canary = try await place.canary(mesh)
            let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
            #expect(status["cohorts"]?[0]?["pods"]?["cohort"] == 2, "\(status["cohorts"]?.jsonText ?? "")")
            let own = try await house.create(deny("own", "shop"))
            let refused = try await place.refusal([own])
            #expect(refused["deployment"] == .string(canary), "\(refused.jsonText)")
            #expect(refused["detail"]?.string?.contains("AuthorizationPolicy mesh-root/all") == true)
        }
    }

    /// The ground changes hands when the way back has ended, not when it begins.
    @Test func whoSupersedesWaitsForTheWayBack() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
            try await house.deploy([routes])
            try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
            let canary = try await place.canary(routes)
            place.sandbox.inject(
                Fault(
                    .answer(status: 503), methods: ["PATCH", "PUT", "DELETE"], path: "virtualservices", isDryRun: false)
            )
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            let next = try await house.submit([rule], ["ifActive": "supersede"])
            try await waitUntil("the way back is tried in vain") {
                let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
                return status["status"] == "RollingBack" && status["reason"]?.string?.contains("waiting since") == true
            }
            let waiting = try await house.call("GET", "deployments/\(next)", expecting: 200)
            #expect(waiting["status"] == "Pending", "\(waiting.jsonText)")
            place.sandbox.clearFaults()
            #expect(try await house.end(of: next)["status"] == "Completed")
            let id = try #require(ID<Deployment>(canary))
            let began = try await house.database.store.changes(
                of: try #require(ID<Deployment>(next)), after: 0, limit: 99)
            let ended = try await house.database.store.changes(of: id, after: 0, limit: 99)
            #expect(ended.last?.status == .aborted)
            let first = try #require(began.first { $0.status == .validating })
            #expect(try #require(ended.last).at <= first.at)
        }
    }
}

extension JSONValue {
    /// A refusal that names the failed deployment and what to do.
    fileprivate func check(_ deployment: String, location: SourceLocation = #_sourceLocation) {
        #expect(self["deployment"] == .string(deployment), sourceLocation: location)
        let text = self["detail"]?.string ?? ""
        #expect(text.contains("has failed, and what it has written stands"), "\(text)", sourceLocation: location)
        #expect(text.contains("/rollback"), "\(text)", sourceLocation: location)
    }
}
