import Domain
import Testing

private enum Thing {}
private enum OtherThing {}

@Suite struct IdentityTests {
    @Test func versionSevenHasItsLayout() {
        // The example of RFC 9562, appendix A.6.
        let id = ID<Thing>(
            at: Timestamp(microseconds: 1_645_557_742_000_000), random: (0xFFFF_FFFF_FFFF_FCC3, 0x18C4_DC0C_0C07_398F))
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test(arguments: [UInt64(7), 8])
    func madeIdsSortByTheirAge(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let moment = Timestamp(microseconds: .random(in: 0...4_000_000_000_000_000, using: &random))
            let id = ID<Thing>(at: moment, random: (random.next(), random.next()))
            let later = ID<Thing>(at: moment + .milliseconds(1), random: (random.next(), random.next()))
            #expect(id < later && id.description < later.description)
            #expect(id.high >> 12 & 0xF == 7 && id.low >> 62 == 2)
        }
    }

    @Test(arguments: [UInt64(9)])
    func textGoesBothWays(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1000 {
            let id = ID<Thing>(high: random.next(), low: random.next())
            let other = ID<Thing>(high: id.high, low: random.next())
            #expect(ID<Thing>(id.description) == id && ID<Thing>(id.description.uppercased()) == id)
            #expect((id < other) == (id.description < other.description))
        }
    }

    @Test(arguments: [
        "", "-", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-0000000000000",
        "000000000000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000g",
        "00000000_0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}",
        "00000000-0000-0000-0000-000000000000 ", "０0000000-0000-0000-0000-000000000000",
        "00000000000000000000000000000000", "00000000-0000-0000-0000-0000000000-0",
    ])
    func otherTextIsNoId(_ text: String) {
        #expect(ID<Thing>(text) == nil)
    }

    @Test func idCanNameTheSameRowOfAnotherTable() {
        let id = ID<Thing>(high: 1, low: 2)
        #expect(id.of(OtherThing.self) == ID<OtherThing>(high: 1, low: 2))
    }
}
