/// Names that are looked for by patterns in which a star stands for anything, as Istio reads them: with upper and lower
/// case told apart. Ordered, so that those with a beginning or an end are found without looking through all.
struct NameTable: Sendable {
    private let ascending: [String]
    private let reversed: [String]

    init(_ names: some Sequence<String>) {
        ascending = names.sorted()
        reversed = ascending.map { String($0.reversed()) }.sorted()
    }

    var isEmpty: Bool { ascending.isEmpty }

    /// Whether a name fits that, with `front` before it, the pattern takes.
    func holds(_ pattern: String, after front: String = "") -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].isEmpty {
            if front.hasPrefix(parts[0]) { return !isEmpty }
            return parts[0].hasPrefix(front) && Self.hasPrefix(String(parts[0].dropFirst(front.count)), ascending)
        }
        if front.isEmpty, parts.count == 2, parts[0].isEmpty {
            return Self.hasPrefix(String(parts[1].reversed()), reversed)
        }
        return ascending.contains { StarPattern.matches(parts, front + $0) }
    }

    /// Whether a name ends so; what stands before the names counts for nothing.
    func holdsEnd(_ end: Substring) -> Bool { Self.hasPrefix(String(end.reversed()), reversed) }

    /// Whether one of the ordered names begins so.
    private static func hasPrefix(_ prefix: String, _ names: [String]) -> Bool {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = low + (high - low) / 2
            if names[middle] < prefix { low = middle + 1 } else { high = middle }
        }
        return low < names.count && names[low].hasPrefix(prefix)
    }
}

/// Texts in which a star stands for anything.
enum StarPattern {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        matches(pattern.split(separator: "*", omittingEmptySubsequences: false), text)
    }

    /// Whether the parts between the stars stand in the text, in order, the first and the last at its ends.
    static func matches(_ parts: [Substring], _ text: String) -> Bool {
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return parts.first ?? "" == text }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(ofText: part) else { return false }
            rest = rest[found...].dropFirst(part.count)
        }
        return rest.hasSuffix(last)
    }
}

extension StringProtocol {
    /// Where `text` first begins.
    func firstRange(ofText text: some StringProtocol) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}

extension NameTable {
    /// The namespaces that there are, and those that something runs in.
    static let namespaces = SetFact("namespace names") { set in
        let kinds = (SetIndex.inhabitants.kinds ?? []) + set.foreignTemplates
        let inhabited = kinds.flatMap { set.objects($0) }.map(\.namespace)
        return NameTable(Set(set.objects(.namespace).map(\.name) + inhabited))
    }
}

extension ValidationSet {
    /// Whether there is a namespace that the pattern of an AuthorizationPolicy takes.
    func hasNamespace(fitting pattern: String) -> Bool {
        pattern.utf8.contains(UInt8(ascii: "*"))
            ? pattern == "*" || fact(NameTable.namespaces).holds(pattern) : isNamespace(pattern)
    }
}
