package import Domain

/// Why a text is not the YAML that we take, and where.
package struct YAMLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
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

    /// The first of several, which tells of the others.
    static func joining(_ errors: [YAMLSyntaxError]) -> YAMLSyntaxError {
        let message = errors.enumerated().map { $0.offset == 0 ? $0.element.message : "\($0.element)" }
        return YAMLSyntaxError(
            position: errors.first?.position ?? .start, message: message.joined(separator: "; "))
    }

    package var description: String { "\(position): \(message)" }
}

/// How much YAML is taken from outside before it is refused.
package struct YAMLLimits: Hashable, Sendable {
    /// The longest text, in bytes. Default 1 MiB.
    package var maximumBytes: Int
    /// How deep lists and mappings may be nested, aliases included; at most 500 is honoured, so that no stack can
    /// overflow.
    package var maximumDepth: Int
    /// How many nodes all aliases of a text together may stand for. Default 100,000.
    package var maximumAliasNodes: Int
    /// How many bytes of keys and text all aliases of a text together may stand for. Default 4 MiB.
    package var maximumAliasBytes: Int
    /// How many documents one text may hold, empty ones included.
    package var maximumDocuments: Int

    package init(
        maximumBytes: Int = 1 << 20, maximumDepth: Int = 200, maximumAliasNodes: Int = 100_000,
        maximumAliasBytes: Int = 4 << 20, maximumDocuments: Int = 1_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, 500)
        self.maximumAliasNodes = maximumAliasNodes
        self.maximumAliasBytes = maximumAliasBytes
        self.maximumDocuments = maximumDocuments
    }
}
