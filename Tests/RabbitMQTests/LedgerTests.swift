import Testing

@testable import RabbitMQ

@Suite struct ConfirmLedgerTests {
    @Test func confirmsComeInAnyOrderAndOnce() {
        var ledger = ConfirmLedger<Int>()
        for slot in 1...5 { ledger.append(slot) }
        #expect(ledger.settle(2, multiple: false).map(\.slot) == [2])
        #expect(ledger.settle(2, multiple: false).count == 0)
        #expect(ledger.settle(3, multiple: true).map(\.slot) == [1, 3])
        #expect(ledger.count == 2)
        #expect(ledger.settle(0, multiple: true).map(\.slot) == [4, 5])
        #expect(ledger.count == 0)
        ledger.append(6)
        #expect(ledger.settle(6, multiple: true).map(\.slot) == [6])
    }

    @Test(arguments: [0, 4, .max] as [UInt64]) func numbersNeverGivenOutSettleNothing(number: UInt64) {
        var ledger = ConfirmLedger<Int>()
        #expect(ledger.settle(number, multiple: true).count == 0)
        for slot in 1...3 { ledger.append(slot) }
        #expect(ledger.settle(number, multiple: false).count == 0)
        if number > 0 { #expect(ledger.settle(number, multiple: true).count == 0) }
        #expect(ledger.count == 3)
    }

    @Test func aReturnMarksTheOldestThatFits() {
        var ledger = ConfirmLedger<String>()
        for slot in ["a", "b", "a"] { ledger.append(slot) }
        #expect(ledger.markReturned("r1") { $0 == "a" } == true)
        #expect(ledger.markReturned("r2") { $0 == "a" } == true)
        #expect(ledger.markReturned("r3") { $0 == "a" } == false)
        #expect(ledger.settle(3, multiple: true).map(\.returned) == ["r1", nil, "r2"])
    }

    /// Against a plain dictionary, with whatever order of confirms.
    @Test func itAgreesWithANaiveLedger() {
        var random = SystemRandomNumberGenerator()
        var ledger = ConfirmLedger<UInt64>()
        var naive: [UInt64: UInt64] = [:]
        var last: UInt64 = 0
        for _ in 0..<20_000 {
            if Bool.random(using: &random) {
                last += 1
                ledger.append(last)
                naive[last] = last
                continue
            }
            let number = UInt64.random(in: (last > 2000 ? last - 2000 : 1)...last + 1, using: &random)
            let multiple = Int.random(in: 0..<20, using: &random) == 0
            let expected = naive.keys.filter { multiple && number <= last ? $0 <= number : $0 == number }.sorted()
            for key in expected { naive[key] = nil }
            #expect(ledger.settle(number, multiple: multiple).map(\.slot) == expected)
            #expect(ledger.count == naive.count)
        }
    }
}

@Suite struct AckLedgerTests {
    private func ledger(_ count: UInt64) -> AckLedger {
        var ledger = AckLedger()
        for number in 1...count { #expect(ledger.deliver(number) == true) }
        return ledger
    }

    @Test func aRunFromTheOldestIsOneFrame() {
        var ledger = ledger(5)
        for number in [2, 1, 3] as [UInt64] { ledger.ack(number) }
        #expect(ledger.takeFrames() == [.ack(3, multiple: true)])
        #expect(ledger.held == 2)
        #expect(ledger.takeFrames().count == 0)
    }

    @Test func gapsAreAcknowledgedOneByOneAndClosedLater() {
        var ledger = ledger(5)
        for number in [2, 4] as [UInt64] { ledger.ack(number) }
        #expect(ledger.takeFrames() == [.ack(2, multiple: false), .ack(4, multiple: false)])
        for number in [1, 3, 5] as [UInt64] { ledger.ack(number) }
        #expect(ledger.takeFrames() == [.ack(5, multiple: true)])
        #expect(ledger.held == 0)
    }

    @Test func whatIsRejectedIsNotSweptUp() {
        var ledger = ledger(3)
        ledger.ack(1)
        ledger.ack(3)
        ledger.reject(2, requeue: false)
        #expect(ledger.takeFrames() == [.reject(2, requeue: false), .ack(3, multiple: true)])
    }

    @Test func whatIsNotHeldIsIgnored() {
        var ledger = ledger(2)
        ledger.ack(1)
        ledger.ack(1)
        ledger.reject(1, requeue: true)
        ledger.ack(0)
        ledger.ack(3)
        ledger.ack(.max)
        ledger.reject(.max, requeue: true)
        #expect(ledger.takeFrames() == [.ack(1, multiple: false)])
        #expect(ledger.held == 1)
    }

    @Test func theBrokerMustCountOneByOne() {
        var ledger = AckLedger()
        #expect(ledger.deliver(0) == false)
        #expect(ledger.deliver(2) == false)
        #expect(ledger.deliver(1) == true)
        #expect(ledger.deliver(1) == false)
        #expect(ledger.deliver(.max) == false)
    }

    /// What a broker makes of the frames is what was meant, whatever order the work is done in.
    @Test func aBrokerThatFollowsTheFramesAgrees() {
        var ledger = AckLedger()
        var held: Set<UInt64> = []
        var meant: [UInt64: String] = [:]
        var broker: Set<UInt64> = []
        var seen: [UInt64: String] = [:]
        for number in 1...10_000 as ClosedRange<UInt64> {
            #expect(ledger.deliver(number) == true)
            held.insert(number)
            broker.insert(number)
            for done in held.shuffled().prefix(Int.random(in: 0...2)) {
                held.remove(done)
                let isAcked = Int.random(in: 0..<10) > 0
                meant[done] = isAcked ? "ack" : "reject"
                if isAcked { ledger.ack(done) } else { ledger.reject(done, requeue: false) }
            }
            guard Int.random(in: 0..<5) == 0 else { continue }
            for frame in ledger.takeFrames() {
                switch frame {
                case .reject(let number, _):
                    let removed = broker.remove(number)
                    #expect(removed != nil)
                    seen[number] = "reject"
                case .ack(let number, let multiple):
                    let settled: Set<UInt64> = multiple ? broker.filter { $0 <= number } : [number]
                    #expect(settled.isSubset(of: broker) && !settled.isEmpty)
                    broker.subtract(settled)
                    for number in settled { seen[number] = "ack" }
                }
            }
            #expect(seen == meant)
            #expect(ledger.held == held.count)
        }
    }
}
