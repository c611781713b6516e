import Domain

/// A label selector as the API's query has it: `app=reviews,version in (v1,v2),!legacy`.
struct LabelSelector: Hashable, Sendable {
    private enum Requirement: Hashable, Sendable {
        case isOneOf(String, [String])
        case isNoneOf(String, [String])
        case exists(String)
        case isAbsent(String)
    }

    private let requirements: [Requirement]

    /// `nil` where the text is none; the empty text selects everything.
    init?(_ text: String) {
        var requirements: [Requirement] = []
        for part in Self.parts(text) {
            guard let requirement = Self.requirement(part) else { return nil }
            requirements.append(requirement)
        }
        self.requirements = requirements
    }

    func matches(_ object: JSONValue) -> Bool {
        let labels = object.metadata("labels")
        return requirements.allSatisfy { requirement in
            switch requirement {
            case .isOneOf(let key, let values): labels?[key]?.string.map(values.contains) ?? false
            case .isNoneOf(let key, let values): !(labels?[key]?.string.map(values.contains) ?? false)
            case .exists(let key): labels?[key] != nil
            case .isAbsent(let key): labels?[key] == nil
            }
        }
    }

    /// Cuts at the commas that are not within parentheses.
    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        parts.append(current)
        return parts.map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    }

    private static func requirement(_ text: String) -> Requirement? {
        if let (key, values) = set(text, " notin (") { return .isNoneOf(key, values) }
        if let (key, values) = set(text, " in (") { return .isOneOf(key, values) }
        if let (key, value) = pair(text, "!=") { return .isNoneOf(key, [value]) }
        if let (key, value) = pair(text, "==") ?? pair(text, "=") { return .isOneOf(key, [value]) }
        let isNegated = text.hasPrefix("!")
        let key = isNegated ? String(text.dropFirst()) : text
        guard NameRules.isLabelKey(key) else { return nil }
        return isNegated ? .isAbsent(key) : .exists(key)
    }

    private static func pair(_ text: String, _ separator: String) -> (String, String)? {
        guard let found = text.firstRange(of: separator) else { return nil }
        let key = text[..<found.lowerBound].filter { $0 != " " }
        let value = text[found.upperBound...].filter { $0 != " " }
        return NameRules.isLabelKey(key) && NameRules.isLabelValue(value) ? (key, value) : nil
    }

    private static func set(_ text: String, _ separator: String) -> (String, [String])? {
        guard text.hasSuffix(")"), let found = text.firstRange(of: separator) else { return nil }
        let values = text[found.upperBound...].dropLast().split(separator: ",").map { $0.filter { $0 != " " } }
        let key = String(text[..<found.lowerBound])
        return NameRules.isLabelKey(key) && values.allSatisfy(NameRules.isLabelValue) ? (key, values) : nil
    }
}
