internal import Domain

/// Why a scalar is not taken.
struct ScalarRefusal: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

extension YAMLScalar {
    /// The value that the scalar stands for, its tag considered.
    func value(tag: String?) throws(ScalarRefusal) -> JSONValue {
        // Only escapes in double quotes can be NUL.
        if !isPlain, text.utf8.contains(0) { throw ScalarRefusal("NUL characters are not taken") }
        guard tag != nil else { return isPlain ? try resolved() : .string(text) }
        switch YAMLTag(tag) {
        case .none: return isPlain ? try resolved() : .string(text)
        case .string: return .string(text)
        case .int, .float, .bool, .null: return try typed(YAMLTag(tag))
        case .collection, .unknown:
            throw ScalarRefusal(
                "the tag `\(YAMLTag.short(tag))` is not taken; a text that begins with `!` must be in quotes")
        }
    }

    /// The key that the scalar is. A key is text; what an unquoted key would be read as is no matter as long as
    /// it is written the way its value is.
    func key(tag: String?) throws(ScalarRefusal) -> String {
        let value = try value(tag: tag)
        switch value {
        case .string(let text): return text
        case .int(let number) where String(number) == text: return text
        case .bool(let flag) where String(flag) == text: return text
        case .null where text.isEmpty: throw ScalarRefusal("a key is missing before `:`")
        case .null, .bool, .int, .double, .array, .object:
            throw ScalarRefusal("the key `\(text)` would be read as \(value.jsonText): put it in double quotes")
        }
    }

    /// The value of an unquoted scalar without a tag.
    private func resolved() throws(ScalarRefusal) -> JSONValue {
        switch PlainScalar(text) {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string: return .string(text)
        case .notFinite: throw ScalarRefusal("`\(text)` is no number that JSON has; put it in quotes if text is meant")
        case .tooLarge: throw ScalarRefusal("the integer has more than 64 bits; put it in quotes if text is meant")
        }
    }

    /// The value of a scalar with one of the core tags, which may be quoted.
    private func typed(_ tag: YAMLTag) throws(ScalarRefusal) -> JSONValue {
        let value = try YAMLScalar(text: text, isPlain: true).resolved()
        switch (tag, value) {
        case (.int, .int), (.float, .int), (.float, .double), (.bool, .bool), (.null, .null): return value
        default: throw ScalarRefusal("`\(text)` is not what its tag says (\(tag.rawValue))")
        }
    }
}

/// The tags that mean something in a Kubernetes document.
enum YAMLTag: String {
    case none = ""
    /// `!`, `!!str` and `!!timestamp` (Kubernetes keeps times as text).
    case string = "!!str"
    case int = "!!int"
    case float = "!!float"
    case bool = "!!bool"
    case null = "!!null"
    /// `!!map`, `!!seq`.
    case collection = "!!map or !!seq"
    case unknown = "unknown"

    init(_ tag: String?) {
        switch Self.short(tag) {
        case "": self = .none
        case "!", "!!str", "!!timestamp": self = .string
        case "!!map", "!!seq": self = .collection
        case let tag: self = Self(rawValue: tag) ?? .unknown
        }
    }

    /// The tag as people write it.
    static func short(_ tag: String?) -> String {
        let prefix = "tag:yaml.org,2002:"
        guard let tag else { return "" }
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}
