/// Which published messages the broker has not answered for yet, by the numbers that a channel in confirm mode counts.
///
/// The broker confirms single numbers or "all up to n", in any order, and may be wrong: numbers that were never given
/// out, or were settled before, are ignored.
struct ConfirmLedger<Slot> {
    struct Entry {
        let slot: Slot
        /// Set when the broker has handed the message back: its confirm then only says that it has dealt with it.
        var returned: String?
    }

    /// Entries of the numbers from `base` on; `nil` where settled.
    private var entries: [Entry?] = []
    private var settledPrefix = 0
    private var base: UInt64 = 1
    /// Where to look for the next returned message: the broker returns them in the order of publishing.
    private var returnCursor: UInt64 = 1
    private(set) var count = 0

    /// Notes the message that is published next; the channel numbers them from 1.
    mutating func append(_ slot: Slot) {
        entries.append(Entry(slot: slot))
        count += 1
    }

    /// Settles `number`, or with `multiple` everything up to it (0 meaning all), and returns what that settles, in
    /// order.
    mutating func settle(_ number: UInt64, multiple: Bool) -> [Entry] {
        let end = base + UInt64(entries.count)
        if multiple {
            let last = number == 0 ? end - 1 : number
            guard last >= base, last < end else { return [] }
            return settlePrefix(Int(last - base) + 1)
        }
        guard number >= base, number < end, let entry = entries[Int(number - base)] else { return [] }
        entries[Int(number - base)] = nil
        count -= 1
        compact()
        return [entry]
    }

    private mutating func settlePrefix(_ length: Int) -> [Entry] {
        var settled: [Entry] = []
        var index = settledPrefix
        while index < length {
            if let entry = entries[index] {
                settled.append(entry)
                entries[index] = nil
            }
            index += 1
        }
        count -= settled.count
        compact()
        return settled
    }

    /// Marks the oldest message for which `matches` holds and that was not returned before.
    /// - Returns: whether there was one.
    mutating func markReturned(_ reason: String, where matches: (Slot) -> Bool) -> Bool {
        var index = Int(max(returnCursor, base) - base)
        while index < entries.count {
            if let entry = entries[index], entry.returned == nil, matches(entry.slot) {
                entries[index]?.returned = reason
                returnCursor = base + UInt64(index) + 1
                return true
            }
            index += 1
        }
        return false
    }

    /// Drops the settled prefix once it is the larger part, so that every entry is moved a bounded number of times.
    private mutating func compact() {
        while settledPrefix < entries.count, entries[settledPrefix] == nil { settledPrefix += 1 }
        guard settledPrefix == entries.count || settledPrefix > 1024 && settledPrefix > entries.count / 2 else {
            return
        }
        entries.removeFirst(settledPrefix)
        base += UInt64(settledPrefix)
        settledPrefix = 0
    }
}
