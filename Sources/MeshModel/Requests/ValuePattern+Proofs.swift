/// What can be proven of two patterns. `false` always means "not proven".
extension ValuePattern {
    /// Whether every value that `other` matches is one that this matches.
    package func covers(_ other: ValuePattern, as kind: RequestAttribute.ValueKind) -> Bool {
        if self == other { return true }
        switch kind {
        case .principal: return coversPrincipal(other)
        case .requestPrincipal: return coversRequestPrincipal(other)
        default: return coversText(other)
        }
    }

    /// Whether no value is matched by both.
    package func isDisjoint(from other: ValuePattern, as kind: RequestAttribute.ValueKind) -> Bool {
        switch kind {
        case .principal:
            guard let own = withoutTrustDomain, let others = other.withoutTrustDomain else { return false }
            return own.isDisjointText(from: others)
        default: return isDisjointText(from: other)
        }
    }

    private func coversText(_ other: ValuePattern) -> Bool {
        switch (self, other) {
        case (.present, .exact), (.present, .prefix), (.present, .suffix): true
        case (.prefix(let own), .exact(let text)), (.prefix(let own), .prefix(let text)): text.starts(with: own)
        case (.suffix(let own), .exact(let text)), (.suffix(let own), .suffix(let text)): text.ends(with: own)
        case (.block(let own), .block(let block)): own.contains(block)
        default: false
        }
    }

    private func isDisjointText(from other: ValuePattern) -> Bool {
        switch (self, other) {
        case (.exact(let own), .exact(let text)): own != text
        case (.exact(let text), .prefix(let start)), (.prefix(let start), .exact(let text)): !text.starts(with: start)
        case (.exact(let text), .suffix(let end)), (.suffix(let end), .exact(let text)): !text.ends(with: end)
        case (.prefix(let own), .prefix(let text)): !own.starts(with: text) && !text.starts(with: own)
        case (.suffix(let own), .suffix(let text)): !own.ends(with: text) && !text.ends(with: own)
        case (.block(let own), .block(let block)): own.isDisjoint(from: block)
        default: false
        }
    }
}

/// Identities. A mesh can have aliases of its trust domain; a principal that names one of them then stands for all, so
/// that two which differ in the trust domain alone may be the same.
extension ValuePattern {
    private static let slash = UInt8(ascii: "/")

    private func coversPrincipal(_ other: ValuePattern) -> Bool {
        switch (self, other) {
        // The trust domain has to be the same one.
        case (.prefix(let own), _) where !own.contains(Self.slash): false
        // The suffix has to end before the trust domain begins.
        case (.suffix(let own), .exact(let text)):
            own.count <= text.count - (text.firstIndex(of: Self.slash) ?? text.count) && text.ends(with: own)
        default: coversText(other)
        }
    }

    /// The pattern from the slash behind the trust domain on: what it demands at least, whatever the aliases are; `nil`
    /// where nothing is left.
    private var withoutTrustDomain: ValuePattern? {
        switch self {
        case .exact(let text): text.firstIndex(of: Self.slash).map { .exact(Array(text[$0...])) }
        case .prefix(let text): text.firstIndex(of: Self.slash).map { .prefix(Array(text[$0...])) }
        case .suffix(let text): .suffix(Array(text[(text.firstIndex(of: Self.slash) ?? 0)...]))
        case .present, .block, .opaque: nil
        }
    }

    /// A request's principal is `<issuer>/<subject>`. Older Istio compares it as one text, newer Istio takes the
    /// pattern apart at its last slash and compares both parts: what is said here holds for both.
    private func coversRequestPrincipal(_ other: ValuePattern) -> Bool {
        switch (self, other) {
        case (.present, .exact(let text)): Self.parts(text) != nil
        case (.present, .prefix), (.present, .suffix): true
        case (.prefix(let own), .exact(let text)):
            if let own = Self.split(own), let other = Self.parts(text) {
                own.issuer == other.issuer && other.subject.starts(with: own.subject)
            } else {
                false
            }
        case (.prefix(let own), .prefix(let text)):
            if let own = Self.split(own), let other = Self.split(text) {
                own.issuer == other.issuer && other.subject.starts(with: own.subject)
            } else {
                false
            }
        case (.suffix(let own), .exact(let text)): Self.parts(text) != nil && text.ends(with: own)
        case (.suffix(let own), .suffix(let text)): text.ends(with: own)
        default: false
        }
    }

    private static func split(_ text: [UInt8]) -> (issuer: ArraySlice<UInt8>, subject: ArraySlice<UInt8>)? {
        text.lastIndex(of: slash).map { (text[..<$0], text[($0 + 1)...]) }
    }

    /// Both parts of a whole principal; `nil` where one is empty.
    private static func parts(_ text: [UInt8]) -> (issuer: ArraySlice<UInt8>, subject: ArraySlice<UInt8>)? {
        split(text).flatMap { $0.issuer.isEmpty || $0.subject.isEmpty ? nil : $0 }
    }
}

extension [UInt8] {
    fileprivate func ends(with other: [UInt8]) -> Bool { count >= other.count && suffix(other.count) == other[...] }
}
