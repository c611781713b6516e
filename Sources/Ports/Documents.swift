package import Domain

/// Why a text is no document, and where.
package struct DocumentSyntaxProblem: Error, Hashable, Sendable {
    package let message: String
    /// 1-based; `nil` where the whole text is meant.
    package let line: Int?
    package let column: Int?

    package init(message: String, line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.line = line
        self.column = column
    }
}

/// A document with the places of its fields.
package struct PositionedDocument: Sendable {
    package let value: JSONValue
    /// The place of a field, or of its nearest ancestor that has one.
    package let position: @Sendable (FieldPath) -> SourcePosition?

    package init(value: JSONValue, position: @escaping @Sendable (FieldPath) -> SourcePosition?) {
        self.value = value
        self.position = position
    }
}

/// Reads and writes the two formats that people send.
package protocol DocumentFormats: Sendable {
    /// The documents of a YAML text; JSON is read as well.
    func yaml(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> [PositionedDocument]
    /// A JSON text.
    func json(_ bytes: [UInt8]) throws(DocumentSyntaxProblem) -> JSONValue
    /// YAML for people.
    func yamlText(of value: JSONValue) -> String
}
