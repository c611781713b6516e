import Domain
import Testing

/// Which deployments may be under way together.
struct StakeTests {
    private func stake(_ mode: Stake.Mode, part: String = "", on subject: String = "pods of shop") -> Stake {
        Stake(subject: subject, mode: mode, part: part, object: "AuthorizationPolicy shop/a")
    }

    private static let contending: Set<Set<Stake.Mode>> = [
        [.alone], [.alone, .reads], [.alone, .writes], [.alone, .meets], [.reads, .writes],
    ]

    @Test func whatIsRolledOutIsRolledOutAlone() {
        for one in Stake.Mode.allCases {
            for other in Stake.Mode.allCases {
                let contend = Self.contending.contains([one, other])
                #expect(stake(one).contends(with: stake(other)) == contend, "\(one) and \(other)")
                #expect(!stake(one).contends(with: stake(other, on: "pods of web")))
            }
        }
    }

    /// `app=a` and `app=b` are never the same pod; `app=a` and `tier=front` may be.
    @Test func partsByDifferentPropertiesMayOverlap() {
        let byApp = stake(.reads, part: "app")
        #expect(!byApp.contends(with: stake(.reads, part: "app")))
        #expect(byApp.contends(with: stake(.reads, part: "tier")))
        #expect(byApp.contends(with: stake(.meets, part: "tier")) && stake(.meets, part: "tier").contends(with: byApp))
        #expect(!stake(.meets, part: "app").contends(with: stake(.meets, part: "tier")))
    }

    /// One that has two stakes in a subject has one that is as much as both.
    @Test func stakesOfOneDeploymentAreJoined() {
        func joined(_ one: Stake, _ other: Stake) -> [Stake.Mode] { Stake.joined([one, other]).map(\.mode) }
        #expect(joined(stake(.reads), stake(.reads)) == [.reads])
        #expect(joined(stake(.reads), stake(.alone)) == [.alone])
        #expect(joined(stake(.reads, part: "app"), stake(.reads, part: "tier")) == [.alone])
        #expect(joined(stake(.meets, part: "app"), stake(.meets, part: "tier")) == [.writes])
        #expect(joined(stake(.meets), stake(.writes)) == [.writes])
        #expect(
            Stake.joined([stake(.reads), stake(.alone, on: "host a")]).map(\.subject) == ["host a", "pods of shop"])
    }

    @Test func theWayBackOfAFinishedOneWritesAtOnce() {
        #expect(Stake.Mode.allCases.map { stake($0).atOnce.mode } == [.writes, .meets, .writes, .meets])
    }
}
