import CJansson
import Domain
import JSON
import Testing

@Suite struct JSONPropertyTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func writtenValuesAreReadBack(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<400 {
            let value = JSONValue.random(depth: 5, using: &random)
            #expect(try JSONParser.parse(value.jsonBytes) == value, "seed \(seed), round \(round)")
            #expect(try JSONParser.parse(value.prettyText) == value, "seed \(seed), round \(round)")
        }
    }

    /// jansson is the second opinion: what one takes the other takes, and they read the same.
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func mutatedTextIsJudgedAsJanssonJudgesIt(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for round in 0..<2_000 {
            var bytes = JSONValue.random(depth: 4, using: &random).jsonBytes
            for _ in 0..<Int.random(in: 0..<4, using: &random) { mutate(&bytes, &random) }
            let ours = try? JSONParser.parse(bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            // jansson takes a NUL for the end of the text; we refuse it everywhere.
            switch bytes.contains(0) ? nil : janssonText(of: bytes) {
            case .some(let theirs):
                #expect(ours.map { janssonText(of: $0.jsonBytes) } == theirs, "seed \(seed), round \(round): \(text)")
            case .none: #expect(ours == nil, "seed \(seed), round \(round): \(text)")
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        let interesting = Array("{}[]\",:\\ \n019.eE-+tfnu\u{0}\u{7f}é".utf8) + [0xFF, 0xC0, 0xED]
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count: bytes[place] = interesting.randomElement(using: &random) ?? 0
        default: break
        }
    }

    /// What jansson reads, as it writes it; `nil` where it refuses.
    private func janssonText(of bytes: [UInt8]) -> String? {
        let tree = bytes.withUnsafeBytes { bytes in
            json_loadb(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count,
                Int(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES), nil)
        }
        guard let tree else { return nil }
        defer { json_decref(tree) }
        guard let text = json_dumps(tree, Int(JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT)) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
