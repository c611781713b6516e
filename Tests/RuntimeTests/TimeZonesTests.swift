import Domain
import Glibc
import Ports
import Testing

@testable import Runtime

@Suite struct TimeZonesTests {
    /// Names with their moments and offsets.
    private static func vectors(_ text: String) -> [(name: String, offsets: [(Timestamp, Int64)])] {
        var vectors: [(name: String, offsets: [(Timestamp, Int64)])] = []
        for field in text.split(whereSeparator: \.isWhitespace) {
            let numbers = field.split(separator: ":").compactMap { Int64($0) }
            if numbers.count == 2, field.first?.isLetter == false, field.first != "<" {
                vectors[vectors.count - 1].offsets.append((Timestamp(seconds: numbers[0]), numbers[1]))
            } else {
                vectors.append((String(field), []))
            }
        }
        return vectors
    }

    /// A file that has a last line only.
    private static func file(footer: String) -> [UInt8] {
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15 + 16) + [0, 0, 0, 1, 0, 0, 0, 4]
        let block = header + [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
        return block + block + Array("\n\(footer)\n".utf8)
    }

    private static let slim: [UInt8] = {
        let digits = TimeZoneVectors.slimFile.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }()

    @Test func zonesOfTheSystemAreZoneinfos() throws {
        let vectors = Self.vectors(TimeZoneVectors.zones)
        #expect(vectors.count == 9)
        for (name, offsets) in vectors {
            let rules = try TimeZones().rules(named: name)
            for (moment, offset) in offsets { #expect(rules.offset(at: moment) == offset, "\(name) \(moment)") }
        }
    }

    @Test func lastLinesAreZoneinfos() throws {
        let vectors = Self.vectors(TimeZoneVectors.footers)
        #expect(vectors.count == 11)
        for (footer, offsets) in vectors {
            let rules = try TZif.rules(Self.file(footer: footer))
            for (moment, offset) in offsets { #expect(rules.offset(at: moment) == offset, "\(footer) \(moment)") }
        }
    }

    @Test func slimFilesGoOnAfterTheirLastTransition() throws {
        let rules = try TZif.rules(Self.slim)
        let offsets = Self.vectors("Troll " + TimeZoneVectors.slimOffsets)[0].offsets
        #expect(offsets.count == 15)
        for (moment, offset) in offsets { #expect(rules.offset(at: moment) == offset, "\(moment)") }
    }

    @Test(arguments: [
        "", "Mars/Base", "Europe", "europe/berlin ", "../../../etc/passwd", "Europe/../Europe/Berlin", "/etc/passwd",
        "Europe//Berlin", "Europe/Berlin/", "Europe/Berlin/x", ".hidden", "a\u{0}b", "tzdata.zi",
        "Zürich", String(repeating: "a", count: 65),
    ])
    func otherNamesAreRefused(_ name: String) {
        let error = #expect(throws: PortError.self) { try TimeZones().rules(named: name) }
        #expect(
            error?.kind == .permanent && error?.message.contains("Europe/Berlin") == true, "\(error?.message ?? "")")
    }

    @Test func aMissingDatabaseIsSaid() {
        let error = #expect(throws: PortError.self) { try TimeZones(folder: "/nowhere").rules(named: "UTC") }
        #expect(error?.message.contains("install tzdata") == true)
    }

    @Test(arguments: [
        "CET", "CE-1", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-200",
        "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/,M1.1.1",
        "CET-1CEST;M3.5.0,M10.5.0", "CET--1", "CET-1:60",
    ])
    func lastLinesThatAreNoRulesAreRefused(_ footer: String) {
        #expect(throws: TZif.Problem.self) { try TZif.rules(Self.file(footer: footer)) }
    }

    @Test func anEmptyLastLineAndOneWithoutARuleAreRead() throws {
        #expect(try TZif.rules(Self.file(footer: "")) == TimeZoneRules(initialOffset: 0))
        #expect(try TZif.rules(Self.file(footer: "<+0530>-5:30")) == TimeZoneRules(initialOffset: 19_800))
        let usual = try TZif.rules(Self.file(footer: "EST5EDT"))
        #expect(usual == (try TZif.rules(Self.file(footer: "EST5EDT,M3.2.0,M11.1.0"))))
    }

    @Test func brokenFilesAreRefused() {
        for length in 0..<Self.slim.count {
            #expect(throws: TZif.Problem.self) { try TZif.rules(Array(Self.slim[..<length])) }
        }
        for index in Self.slim.indices {
            var broken = Self.slim
            for byte in [0, 0x7F, 0xFF] as [UInt8] {
                broken[index] = byte
                _ = try? TZif.rules(broken)
            }
        }
        var old = Self.slim
        old[4] = 0
        #expect(throws: TZif.Problem.self) { try TZif.rules(old) }
    }
}
