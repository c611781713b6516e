import Domain
import Testing

@Suite struct FNV1aTests {
    /// The vectors of its authors.
    @Test(
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)])
    func itIsTheSameEverywhere(_ text: String, _ hash: UInt64) {
        #expect(FNV1a.hash(text) == hash)
    }

    /// Who is in the cohort of a rollout that is under way stays in it, whichever build asks.
    @Test func membersStay() {
        let cohort = Cohort(ID<Deployment>(high: 1, low: 0xabc))
        let members = CohortMembership.members(of: (0..<20).map { "uid-\($0)" }, share: .count(5), cohort: cohort)
        #expect(members == ["uid-7", "uid-18", "uid-0", "uid-3", "uid-4"])
    }
}
