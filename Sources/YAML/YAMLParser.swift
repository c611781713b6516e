internal import Domain

/// Reads YAML as Kubernetes reads it (sigs.k8s.io/yaml, which is YAML 1.1 with parts of 1.2). Thread-safe.
///
/// - Unquoted `y yes on true`, `n no off false` and their usual capitals are booleans; `~ null` and nothing are null;
///   integers may be decimal, `0x`, `0o`, `0b` or with a leading 0 (octal), with `_` between digits; whole floats
///   (`5.0`, `1e3`) become integers, as on their way to an API server; dates are strings.
/// - Refused where Kubernetes would lose or guess something: duplicate keys, integers beyond 64 bits, `.inf` and
///   `.nan`, unknown tags and `!!binary`, NUL characters, and unquoted keys that are no plain text (`on:`, `1.10:`,
///   `0x1F:`; `8080:` and `true:` are the strings that they look like).
/// - Merge keys (`<<`) are followed; a mapping's own keys win, then the earlier merged mapping.
/// - JSON is read too, so that positions in it can be looked up.
package enum YAMLParser {
    /// The documents that `bytes` hold, in order; empty ones (nothing but comments) are skipped. Throws
    /// `YAMLSyntaxError` with the place of the first thing that is wrong.
    package static func documents(
        _ bytes: some Sequence<UInt8>, limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLSyntaxError) -> [YAMLDocument] {
        let result = bytes.withContiguousStorageIfAvailable { composed($0, limits) }
        if let result { return try result.get() }
        return try Array(bytes).withUnsafeBufferPointer { composed($0, limits) }.get()
    }

    /// The documents that `text` holds.
    package static func documents(
        _ text: String, limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLSyntaxError) -> [YAMLDocument] {
        try documents(text.utf8, limits: limits)
    }

    private static func composed(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: YAMLLimits
    ) -> Result<[YAMLDocument], YAMLSyntaxError> {
        composition(text, limits).map(\.documents)
    }

    /// What was read of a text, and how much of the limits it took.
    struct Composition: Sendable {
        let documents: [YAMLDocument]
        /// Empty ones included.
        let documentCount: Int
        let aliasNodes: Int
        let aliasBytes: Int
    }

    /// A `Result`, because the standard library's buffer closures do not carry typed errors.
    ///
    /// - Parameter linesBefore: How many lines come before a text that is a part of one.
    static func composition(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: YAMLLimits, linesBefore: Int = 0
    ) -> Result<Composition, YAMLSyntaxError> {
        guard text.count <= limits.maximumBytes else {
            let message = "the text is \(text.count) bytes long; at most \(limits.maximumBytes) are taken"
            return .failure(YAMLSyntaxError(position: .start, message: message))
        }
        let text = withoutByteOrderMark(text)
        if let escaped = JSONCharacters.escaped(text) {
            return escaped.withUnsafeBufferPointer { checkedAndComposed($0, limits, linesBefore) }
        }
        return checkedAndComposed(text, limits, linesBefore)
    }

    private static func checkedAndComposed(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: YAMLLimits, _ linesBefore: Int
    ) -> Result<Composition, YAMLSyntaxError> {
        do throws(YAMLSyntaxError) {
            try SourceCheck.check(text)
            var composer = YAMLComposer(events: YAMLEventReader(text), limits: limits, linesBefore: linesBefore)
            return .success(try composer.composition())
        } catch {
            return .failure(error)
        }
    }

    /// libyaml takes a byte order mark for text where it is told the encoding. It is no character of the first line:
    /// columns count without it.
    private static func withoutByteOrderMark(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        text.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeBufferPointer(rebasing: text[3...]) : text
    }
}
