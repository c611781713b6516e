import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// A cluster that takes connections and never answers is one that is away.
@Suite(.enabled(if: TestDatabase.mustRun))
struct HangingClusterTests {
    private static let limit = Duration.seconds(5)
    /// Longer than a request may take.
    private static let hanging = Fault(.delay(milliseconds: 20_000))

    @Test(arguments: [("promote", "Completed", "new"), ("rollback", "RolledBack", "old"), ("abort", "Aborted", "old")])
    func itIsNamedAndWaitedFor(_ command: String, _ status: String, _ state: String) async throws {
        try await MeetingTests.withNorth(answeredWithin: Self.limit) { place, _ in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            place.sandbox.inject(Self.hanging)
            try await house.call("POST", "deployments/\(canary)/\(command)", expecting: 202)
            try await waitUntil("north is done, and west is named") {
                let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
                let reason = status["reason"]?.string ?? ""
                return status.states["north"] == [state] && reason.contains("waiting since ")
                    && reason.lowercased().contains("cluster west")
            }
            place.sandbox.clearFaults()
            let end = try await house.end(of: canary)
            #expect(end["status"]?.string == status, "\(end.jsonText)")
            #expect(end.states == ["west": [state], "north": [state]], "\(end.jsonText)")
        }
    }

    /// Nobody waits for it before it is known to take part: nothing is written anywhere.
    @Test func beforeTheFirstWriteItFailsTheValidation() async throws {
        try await MeetingTests.withNorth(answeredWithin: Self.limit) { place, north in
            let house = place.house
            let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
            place.sandbox.inject(Self.hanging)
            let failed = try await house.deploy([routes], until: .failed)
            #expect(failed.status["reason"]?.string?.contains("given up after") == true, "\(failed.status.jsonText)")
            #expect(failed.status.states == ["west": ["old"], "north": ["old"]], "\(failed.status.jsonText)")
            place.sandbox.clearFaults()
        }
    }

    /// A person may let go of it while it hangs.
    @Test func theWayBackCanBeGivenUp() async throws {
        try await MeetingTests.withNorth(answeredWithin: Self.limit) { place, _ in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            place.sandbox.inject(Self.hanging)
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            try await waitUntil("north is done") {
                try await house.call("GET", "deployments/\(canary)/status", expecting: 200).states["north"] == ["old"]
            }
            try await house.call("POST", "deployments/\(canary)/abort", ["giveUp": true], expecting: 202)
            let end = try await house.end(of: canary)
            #expect(end["status"] == "Failed", "\(end.jsonText)")
            let report = try await house.call("GET", "deployments/\(canary)/report", expecting: 200)
            #expect(report["left"]?.array?.map { $0["cluster"] } == ["west"], "\(report.jsonText)")
            place.sandbox.clearFaults()
            try await house.call("POST", "deployments/\(canary)/rollback", expecting: 202)
            try await waitUntil("it is taken back") {
                try await house.call("GET", "deployments/\(canary)", expecting: 200)["status"] == "RolledBack"
            }
            let after = try await house.call("GET", "deployments/\(canary)/report", expecting: 200)
            #expect(after["left"] == [], "\(after.jsonText)")
        }
    }

    /// What stops on one of several clusters stands on all, and is taken back from all.
    @Test func whatStopsOnOneClusterStandsOnAll() async throws {
        try await MeetingTests.withNorth { place, _ in
            let house = place.house
            let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
            try await house.deploy([routes])
            try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
            let canary = try await place.canary(routes, more: ["onFailure": "stop"])
            place.sandbox.inject(
                Fault(
                    .answer(status: 403), methods: ["PATCH", "PUT", "DELETE"], path: "virtualservices", isDryRun: false)
            )
            try await house.call("POST", "deployments/\(canary)/promote", expecting: 202)
            let end = try await house.end(of: canary)
            #expect(end["status"] == "Failed" && end.states["west"] != ["new"], "\(end.jsonText)")
            let report = try await house.call("GET", "deployments/\(canary)/report", expecting: 200)
            #expect(report["left"]?.array?.map { $0["cluster"] } == ["north", "west"], "\(report.jsonText)")
            let rule = try await house.create(MeetingTests.rule("reviews", connections: 5))
            let refused = try await house.call(
                "POST", "deployments", ["policies": [["id": .string(rule)]], "clusters": ["north"]], expecting: 409)
            #expect(refused["deployment"] == .string(canary), "\(refused.jsonText)")
            place.sandbox.clearFaults()
            try await house.call("POST", "deployments/\(canary)/rollback", expecting: 202)
            try await waitUntil("it is taken back") {
                let status = try await house.call("GET", "deployments/\(canary)/status", expecting: 200)
                return status["status"] == "RolledBack" && status.states == ["west": ["old"], "north": ["old"]]
            }
        }
    }
}
