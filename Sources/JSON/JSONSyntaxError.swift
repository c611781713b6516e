package import Domain

/// Why a text is not the JSON that we take, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: SourcePosition
    /// What is wrong and what to do, in plain words.
    package let message: String

    /// The line, from 1.
    package var line: Int { position.line }
    /// The column in characters, from 1.
    package var column: Int { position.column }

    package init(position: SourcePosition, message: String) {
        self.position = position
        self.message = message
    }

    package var description: String { "\(position): \(message)" }
}

/// How much JSON is taken from outside before it is refused.
package struct JSONLimits: Hashable, Sendable {
    /// The longest text, in bytes. Default 64 MiB (lists of Kubernetes objects are a few MiB).
    package var maximumBytes: Int
    /// How deep arrays and objects may be nested; at most 500 is honoured, so that no stack can overflow.
    package var maximumDepth: Int

    package init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 200) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, 500)
    }
}
