import Domain
import YAML

/// Makes documents that nobody would write of documents that somebody did. The same seed makes the same ones.
struct Mutator {
    private var random: SplitMix
    private let texts: [[UInt8]]
    private let documents: [JSONValue]

    init(seed: UInt64, texts: [[UInt8]], documents: [JSONValue]) {
        random = SplitMix(state: seed)
        self.texts = texts
        self.documents = documents
    }

    /// A text with bytes that were changed, taken out, doubled or put in.
    mutating func brokenText() -> [UInt8] {
        var text = texts[below(texts.count)]
        for _ in 0...below(8) where !text.isEmpty {
            let place = below(text.count)
            let end = min(place + below(40), text.count)
            switch below(4) {
            case 0: text[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: text.removeSubrange(place..<end)
            case 2: text.insert(contentsOf: text[place..<end], at: place)
            default: text.insert(contentsOf: Array(Self.pieces[below(Self.pieces.count)].utf8), at: place)
            }
        }
        return text
    }

    /// Several documents, each with fields that were replaced, taken out or exchanged with another document's.
    mutating func brokenSet() -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0...below(12) {
            var document = documents[below(documents.count)]
            for _ in 0...below(4) { document = changed(document, depth: 0) }
            text += Array("---\n".utf8) + Array(YAMLWriter.text(of: document).utf8)
        }
        return text
    }

    private mutating func changed(_ value: JSONValue, depth: Int) -> JSONValue {
        guard depth < 30, below(5) > 0 else { return strange() }
        switch value {
        case .object(var members):
            guard let key = members.keys.sorted().randomElement(using: &random) else { return strange() }
            switch below(8) {
            case 0: members[key] = nil
            case 1: members[Self.pieces[below(Self.pieces.count)]] = members[key]
            default: members[key] = members[key].map { changed($0, depth: depth + 1) }
            }
            return .object(members)
        case .array(var elements):
            guard !elements.isEmpty else { return strange() }
            let index = below(elements.count)
            switch below(6) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = changed(elements[index], depth: depth + 1)
            }
            return .array(elements)
        case .null, .bool, .int, .double, .string: return strange()
        }
    }

    private mutating func strange() -> JSONValue {
        switch below(12) {
        case 0: .null
        case 1: .int([.max, .min, -1, 0, 65_536, 1 << 40][below(6)])
        case 2: .double([1.5, -0.0, 1e308, 5e-300][below(4)])
        case 3: .bool(below(2) == 0)
        case 4: .array([])
        case 5: .object([:])
        case 6: .array([.null, strange(), .object(["": .null])])
        case 7: .object([Self.pieces[below(Self.pieces.count)]: strange()])
        case 8: .string(String(repeating: Self.pieces[below(Self.pieces.count)], count: 1 + below(300)))
        case 9: documents[below(documents.count)]
        default: .string(Self.pieces[below(Self.pieces.count)])
        }
    }

    private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    private static let pieces = [
        "", "*", "*.", ".", "..", "a/b/c", "./*", "*/*", "~/*", "~", "-", ":", "::", "::/0", "0.0.0.0/33", "1.2.3.4/",
        "1.2.3.4-5", "[::1", "http://[", "https://a:99999999999", "file://", "%", "%zz", "{", "}", "{}", "[", "(?P<",
        "(((",
        "a{1000}{1000}", "(a*)*b", "[^\\x00-\\x{10FFFF}]", "\\", "\\p{Greek}", "1s", "-1s", "999999999999999999h",
        "1e999s",
        "\u{0}", "\u{7F}", "\u{202E}", "é", "e\u{301}", "𝟙", "spiffe://", "cluster.local/ns//sa/", "principal",
        "request.auth.claims[",
        "request.headers[a]", "destination.port", "istio-system", "default", "mesh", "v1", "subset", "all", "&a", "*a",
        "<<",
        "!!binary", "? ", "- - - -", "\t", "|", ">", "---", "...", "'", "\"", "#", "@", "`",
    ]
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
