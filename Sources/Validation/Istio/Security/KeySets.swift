import Domain
import JSON

/// Keys to check tokens with, as RFC 7517 writes them.
enum KeySets {
    static func check(_ field: Field) -> [Remark] {
        guard let text = field.string, !text.isEmpty else { return [] }
        guard let tree = try? JSONParser.parse(text), tree.object != nil else {
            return [Remark(.keySet, field, "is no JSON object", hint: "paste the issuer's JWKS: {\"keys\": [...]}")]
        }
        let keys: [JSONValue]
        if let listed = tree["keys"] {
            guard let list = listed.array ?? (listed == .null ? [] : nil) else {
                return [Remark(.keySet, field, "has keys that are no list", hint: "write {\"keys\": [...]}")]
            }
            keys = list
        } else {
            keys = [tree]
        }
        for (index, key) in keys.enumerated() {
            guard let fault = fault(key) else { continue }
            // What has no `keys` is read as one key.
            let what = tree["keys"] == nil ? "is no set of keys, and no key: it" : "has a key #\(index) that"
            return [
                Remark(.keySet, field, "\(what) \(fault)", hint: "paste the issuer's JWKS as it is")
            ]
        }
        return privateRemarks(field, keys)
    }

    private static func fault(_ key: JSONValue) -> String? {
        guard let type = key["kty"]?.string, let needed = needed(type) else { return "is of no known type (kty)" }
        for name in needed where key[name] == nil { return "has no \(name)" }
        let isPrivate = key["d"] != nil
        for name in numbers(type, isPrivate) {
            if let value = key[name], value.string.map({ !isBase64($0) }) ?? true {
                return "has a \(name) that is no Base64"
            }
        }
        for name in ["kid", "alg", "use", "crv", "x5u", "x5t", "x5t#S256"] {
            if let value = key[name], value.string == nil { return "has a \(name) that is no text" }
        }
        return nil
    }

    private static func needed(_ type: String) -> [String]? {
        switch type {
        case "RSA": ["e", "n"]
        case "EC": ["crv", "x", "y"]
        case "OKP": ["crv", "x"]
        case "oct": ["k"]
        default: nil
        }
    }

    private static func numbers(_ type: String, _ isPrivate: Bool) -> [String] {
        switch type {
        case "RSA": isPrivate ? ["e", "n", "d", "p", "q", "dp", "dq", "qi"] : ["e", "n"]
        case "EC": isPrivate ? ["x", "y", "d"] : ["x", "y"]
        case "OKP": isPrivate ? ["x", "d"] : ["x"]
        default: ["k"]
        }
    }

    /// In either alphabet, with or without `=` at the end.
    private static func isBase64(_ text: String) -> Bool {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.utf8.count - digits.count
        guard padding <= 2, text.utf8.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") }) else { return false }
        let isPlain = digits.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
        let extra = isPlain ? "+/" : "-_"
        guard digits.allSatisfy({ $0.isLetterOrDigit || extra.utf8.contains($0) }) else { return false }
        return padding == 0 ? digits.count % 4 != 1 : (digits.count + padding) % 4 == 0
    }

    private static func privateRemarks(_ field: Field, _ keys: [JSONValue]) -> [Remark] {
        let index = keys.firstIndex { $0["kty"]?.string == "oct" || $0["d"] != nil }
        return .of(
            .privateKeys, field,
            index.map { "has a key #\($0) that is private; tokens are checked with the public part" },
            hint: "take the private part out, and replace the key: it has been shown")
    }
}
