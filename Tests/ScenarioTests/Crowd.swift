import Domain
import TestKit
import Testing

/// A day of many changes. By itself, since it takes a small machine whole.
@Suite(.inOneWorld, .timeLimit(.minutes(10)), .enabled(if: World.canBe))
struct Crowd {
    /// Two hundred canaries of a service each, under way at once; ten of the new routes err. Exactly these ten go back,
    /// for their errors, and the others reach everybody.
    @Test func exactlyTheBadTenOfTwoHundredGoBack() async throws {
        let quarter = try await Quarter.open(streets: 10, shops: 20)
        let bad = Set(stride(from: 7, to: quarter.policies.count, by: 20))
        #expect(quarter.policies.count == 200 && bad.count == 10)
        try quarter.fail(bad)
        let ids = try await quarter.deployAll()
        let ends = try await quarter.wait(until: "all have ended") { all in
            ids.allSatisfy { ["Completed", "RolledBack", "Failed", "Paused", "Aborted"].contains(all[$0]) }
        }
        for (index, id) in ids.enumerated() {
            #expect(ends[id] == (bad.contains(index) ? "RolledBack" : "Completed"), "the canary of service \(index)")
        }
        for index in bad {
            let end = try await quarter.world.api.succeed("GET", "/deployments/\(ids[index])")
            #expect(end["reason"]?.string?.contains("error rate") == true, "\(end["reason"]?.jsonText ?? "")")
        }
        try await quarter.expectRoutes(old: bad)
    }
}
