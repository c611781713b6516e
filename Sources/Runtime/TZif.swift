import Domain

/// Reads the files of the time zone database (RFC 8536, from version 2 on).
enum TZif {
    struct Problem: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// The transitions of the file, and those that its footer makes of every year after them.
    static func rules(_ bytes: [UInt8]) throws(Problem) -> TimeZoneRules {
        var reader = Reader(rest: bytes[...])
        let old = try reader.header()
        guard old.version >= UInt8(ascii: "2") else { throw Problem("it has version 1, which ends in 2037") }
        try reader.skip(old.size(timeSize: 4))
        let header = try reader.header()
        guard header.leaps == 0 else { throw Problem("its seconds are leap seconds too; take the zone without right/") }
        let block = try reader.block(header)
        let footer = try reader.footer()
        var transitions = block.transitions
        var initial = block.initialOffset
        if let rule = try PosixTimeZone(footer) {
            if transitions.isEmpty { initial = rule.standardOffset }
            transitions += rule.transitions(after: transitions.last?.at)
        }
        return TimeZoneRules(initialOffset: initial, transitions: transitions)
    }

    struct Header {
        var version: UInt8
        var utIndicators, standardIndicators, leaps, times, types, characters: Int

        func size(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardIndicators + utIndicators
        }
    }

    struct Block {
        var initialOffset: Int64
        var transitions: [TimeZoneRules.Transition]
    }

    /// Takes pieces off the front, and says so where there are none.
    struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ count: Int) throws(Problem) -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw Problem("it is cut off") }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func skip(_ count: Int) throws(Problem) { _ = try take(count) }

        mutating func header() throws(Problem) -> Header {
            guard try take(4).elementsEqual("TZif".utf8) else { throw Problem("it is no time zone file") }
            let version = try take(16).first ?? 0
            var counts: [Int] = []
            for _ in 0..<6 {
                let count = Int(try number(4))
                guard (0...65_536).contains(count) else { throw Problem("it claims \(count) entries") }
                counts.append(count)
            }
            return Header(
                version: version, utIndicators: counts[0], standardIndicators: counts[1], leaps: counts[2],
                times: counts[3], types: counts[4], characters: counts[5])
        }

        /// A number of two's complement, most significant byte first.
        mutating func number(_ size: Int) throws(Problem) -> Int64 {
            let bytes = try take(size)
            let negative = (bytes.first ?? 0) & 0x80 != 0
            return bytes.reduce(negative ? -1 : 0) { $0 << 8 | Int64($1) }
        }

        mutating func block(_ header: Header) throws(Problem) -> Block {
            var times: [Int64] = []
            for _ in 0..<header.times { times.append(try number(8)) }
            let indices = Array(try take(header.times))
            var offsets: [Int64] = []
            for _ in 0..<header.types {
                offsets.append(try number(4))
                try skip(2)
            }
            try skip(header.characters + header.standardIndicators + header.utIndicators)
            guard let first = offsets.first else { throw Problem("it has no local time") }
            var transitions: [TimeZoneRules.Transition] = []
            for (time, index) in zip(times, indices) {
                guard offsets.indices.contains(Int(index)) else {
                    throw Problem("it refers to a local time it has not")
                }
                transitions.append(.init(at: Timestamp(seconds: time), offset: offsets[Int(index)]))
            }
            return Block(initialOffset: first, transitions: transitions)
        }

        /// The text between the two line ends at the end.
        mutating func footer() throws(Problem) -> [UInt8] {
            guard try take(1).first == 0x0A, let end = rest.firstIndex(of: 0x0A) else {
                throw Problem("its last line is missing")
            }
            return Array(rest[..<end])
        }
    }
}
