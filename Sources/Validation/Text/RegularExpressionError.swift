/// Why a text is no regular expression that can be used.
package struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, a sentence without subject, e.g. `has a "(" that is never closed`.
    package let message: String
    /// Where, counted in Unicode scalars from 0.
    package let offset: Int
    /// Whether the meshes take the text and only HotSwap cannot match it: it is valid then, and nothing can be said of
    /// what it matches.
    package let isUnsupported: Bool

    init(_ message: String, at offset: Int, isUnsupported: Bool = false) {
        self.message = message
        self.offset = offset
        self.isUnsupported = isUnsupported
    }

    package var description: String { "\(message) (at character \(offset + 1))" }
}
