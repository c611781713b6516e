/// Certificates as a Secret holds them: as much of X.509 as tells whether a gateway can use one.
enum PEMCertificate {
    /// Why the first block of a PEM text is no certificate to use, `nil` where it is one.
    ///
    /// - Parameter time: In seconds since 1970; `nil`: validity in time is not looked at.
    static func fault(_ text: [UInt8], at time: Int64?) -> String? {
        guard let block = firstBlock(text) else { return "the certificate is not written in PEM" }
        var reader = DERReader(block[...])
        repeat {
            guard let certificate = reader.next(), certificate.tag == DERReader.sequence,
                let validity = validity(certificate.content)
            else { return "the certificate is damaged" }
            if let time, time < validity.begin { return "the certificate is not yet valid" }
            if let time, time > validity.end { return "the certificate has expired" }
        } while !reader.isAtEnd
        return nil
    }

    /// The bytes of the first block between `-----BEGIN` and `-----END`.
    private static func firstBlock(_ text: [UInt8]) -> [UInt8]? {
        let lines = text.split(separator: UInt8(ascii: "\n")).map { line in
            line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        }
        guard let begin = lines.firstIndex(where: { $0.starts(with: "-----BEGIN ".utf8) }),
            let end = lines[begin...].firstIndex(where: { $0.starts(with: "-----END ".utf8) })
        else { return nil }
        // Headers, `Name: value`, may stand before the content.
        let content = lines[lines.index(after: begin)..<end].filter { !$0.contains(UInt8(ascii: ":")) }
        return Base64.bytes(content.joined()).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func validity(_ certificate: ArraySlice<UInt8>) -> (begin: Int64, end: Int64)? {
        var outer = DERReader(certificate)
        guard let body = outer.next(), body.tag == DERReader.sequence, outer.next()?.tag == DERReader.sequence,
            outer.next()?.tag == DERReader.bitString, outer.isAtEnd
        else { return nil }
        var reader = DERReader(body.content)
        var item = reader.next()
        if item?.tag == DERReader.version { item = reader.next() }
        guard item?.tag == DERReader.integer, reader.next()?.tag == DERReader.sequence,
            reader.next()?.tag == DERReader.sequence, let validity = reader.next(), validity.tag == DERReader.sequence,
            reader.next()?.tag == DERReader.sequence, reader.next()?.tag == DERReader.sequence
        else { return nil }
        var times = DERReader(validity.content)
        guard let begin = times.next()?.seconds, let end = times.next()?.seconds else { return nil }
        return (begin, end)
    }
}

/// Reads ASN.1's distinguished encoding, one item after the other.
struct DERReader {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let sequence: UInt8 = 0x30
    static let version: UInt8 = 0xA0

    struct Item {
        let tag: UInt8
        let content: ArraySlice<UInt8>

        /// A time in seconds since 1970; `nil` where this is none.
        var seconds: Int64? {
            guard tag == 0x17 || tag == 0x18, content.last == UInt8(ascii: "Z") else { return nil }
            let digits = content.dropLast().map { Int64($0) - 48 }
            guard digits.count == (tag == 0x17 ? 12 : 14), digits.allSatisfy({ (0...9).contains($0) }) else {
                return nil
            }
            let pairs = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
            let year = tag == 0x18 ? pairs[0] * 100 + pairs[1] : pairs[0] + (pairs[0] < 50 ? 2000 : 1900)
            let rest = pairs.suffix(5).map { $0 }
            return Self.days(year, rest[0], rest[1]) * 86_400 + rest[2] * 3_600 + rest[3] * 60 + rest[4]
        }

        /// Days from 1970-01-01 to a day of the Gregorian calendar.
        private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
            let year = month > 2 ? year : year - 1
            let era = year / 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            let yearOfEra = year - era * 400
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        }
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next item; `nil` at the end and where there is none.
    mutating func next() -> Item? {
        guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), count <= rest.count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        let content = rest.prefix(length)
        rest = rest.dropFirst(length)
        return Item(tag: tag, content: content)
    }
}
