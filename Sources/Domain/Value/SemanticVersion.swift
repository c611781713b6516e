/// A version by semver.org 2.0.0, as an author may give it to a policy version: `1.4.0-rc.1+build.7`.
package struct SemanticVersion: Hashable, Sendable, LosslessStringConvertible {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    /// The identifiers after `-`; empty for a release.
    package let prerelease: [String]
    /// The identifiers after `+`; they do not take part in precedence.
    package let build: [String]

    /// Reads the text; `nil` where it is none by the grammar of semver.org (leading zeros, empty identifiers …).
    package init?(_ text: String) {
        let (rest, build) = Self.split(text, at: "+")
        let (core, prerelease) = Self.split(rest, at: "-")
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map { Self.number(String($0)) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2],
            let before = Self.identifiers(prerelease), let after = Self.identifiers(build),
            !before.contains(where: Self.hasLeadingZero)
        else { return nil }
        (self.major, self.minor, self.patch, self.prerelease, self.build) = (major, minor, patch, before, after)
    }

    package var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
            + (build.isEmpty ? "" : "+" + build.joined(separator: "."))
    }

    /// Whether this version comes before `other` in the order of semver.org, rule 11.
    package func precedes(_ other: SemanticVersion) -> Bool {
        let mine = [major, minor, patch]
        let theirs = [other.major, other.minor, other.patch]
        if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
        if prerelease.isEmpty || other.prerelease.isEmpty { return !prerelease.isEmpty && other.prerelease.isEmpty }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            return Self.identifier(left, precedes: right)
        }
        return prerelease.count < other.prerelease.count
    }

    /// Numbers come before words, numbers compare as numbers, words as ASCII.
    private static func identifier(_ left: String, precedes right: String) -> Bool {
        switch (isNumber(left), isNumber(right)) {
        // Without leading zeros the longer number is the larger one, however many digits it has.
        case (true, true): (left.utf8.count, left) < (right.utf8.count, right)
        case (true, false): true
        case (false, true): false
        case (false, false): left < right
        }
    }

    private static func split(_ text: String, at mark: Character) -> (String, String?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (String(text[..<index]), String(text[text.index(after: index)...]))
    }

    private static func number(_ text: String) -> UInt64? {
        isNumber(text) && !hasLeadingZero(text) ? UInt64(text) : nil
    }

    private static func isNumber(_ text: String) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    private static func hasLeadingZero(_ text: String) -> Bool {
        text.utf8.count > 1 && text.hasPrefix("0") && isNumber(text)
    }

    private static func identifiers(_ text: String?) -> [String]? {
        guard let text else { return [] }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let allowed = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || byte == 0x2D
                }
        }
        return allowed ? parts : nil
    }
}
