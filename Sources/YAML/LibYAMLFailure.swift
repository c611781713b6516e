internal import CYAML
internal import Domain

/// Says in plain words what libyaml found.
struct LibYAMLFailure {
    let parser: yaml_parser_t
    let text: UnsafeBufferPointer<UInt8>

    func explained() -> YAMLSyntaxError {
        // A key without `:` and a quote that stays open are noticed far behind the place to be mended.
        let isLate = problem == "could not find expected ':'" || isOpenQuote
        let position = SourcePosition(isLate ? parser.context_mark : parser.problem_mark)
        return YAMLSyntaxError(position: position, message: message(at: position))
    }

    private var problem: String { parser.problem.map { String(cString: $0) } ?? "no reason was given" }
    private var context: String { parser.context.map { String(cString: $0) } ?? "" }
    private var isOpenQuote: Bool { problem.hasPrefix("found unexpected") && context.contains("quoted scalar") }
    private var contextLine: Int { parser.context_mark.line + 1 }

    private func message(at position: SourcePosition) -> String {
        if parser.error == YAML_MEMORY_ERROR { return "not enough memory to read YAML" }
        if problem.contains("tab character") || character(at: position) == UInt8(ascii: "\t") {
            return "a tab cannot be used for indentation; use spaces"
        }
        return layoutMessage ?? quotingMessage(at: position) ?? bracketMessage
            ?? "not YAML: \(context.isEmpty ? "" : context + ": ")\(problem)"
    }

    /// Wrong indentation in its various guises.
    private var layoutMessage: String? {
        switch problem {
        case "did not find expected key":
            return "the indentation is wrong, or a `:` is missing: this is no key of the mapping that begins in line "
                + "\(contextLine)"
        case "did not find expected '-' indicator":
            return "the indentation is wrong: a `-` is due for the list that begins in line \(contextLine)"
        case "mapping values are not allowed in this context":
            return "a `:` cannot stand here: the indentation is wrong, or a text that holds `: ` needs quotes"
        case "block sequence entries are not allowed in this context":
            return "a list's `-` cannot stand here: begin it on a line of its own"
        case "could not find expected ':'":
            return "a `:` followed by a space is due after this key"
        case "did not find expected <document start>":
            return "the document has ended above; the indentation is wrong, or a line `---` is missing"
        case "invalid leading UTF-8 octet", "control characters are not allowed":
            return "a character that cannot be in YAML text"
        default: return nil
        }
    }

    /// Texts that need quotes.
    private func quotingMessage(at position: SourcePosition) -> String? {
        switch problem {
        case "found character that cannot start any token":
            let shown = character(at: position).map { "`\(Unicode.Scalar($0))`" } ?? "this character"
            return "a value cannot begin with \(shown): put it in double quotes"
        case "did not find expected alphabetic or numeric character":
            return context.contains("alias")
                ? "a text that begins with `*` must be in quotes" : "a text that begins with `&` must be in quotes"
        case "found unexpected end of stream" where isOpenQuote,
            "found unexpected document indicator" where isOpenQuote:
            return "the quote that opens here is not closed"
        case "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code":
            return "the escape after this backslash is unknown; a backslash itself is `\\\\` inside double quotes"
        case "found undefined tag handle": return "a text that begins with `!` must be in quotes"
        default: return nil
        }
    }

    private var bracketMessage: String? {
        switch problem {
        case "did not find expected ',' or ']'":
            return "a `,` or `]` is due in the list that opens in line \(contextLine)"
        case "did not find expected ',' or '}'":
            return "a `,` or `}` is due in the mapping that opens in line \(contextLine)"
        case "did not find expected node content": return "a value is due"
        default: return nil
        }
    }

    /// The ASCII character at `position`.
    private func character(at position: SourcePosition) -> UInt8? {
        let lines = text.split(separator: 0x0A, maxSplits: position.line, omittingEmptySubsequences: false)
        guard lines.indices.contains(position.line - 1) else { return nil }
        let characters = lines[position.line - 1].lazy.filter { $0 & 0xC0 != 0x80 }
        guard let byte = characters.dropFirst(position.column - 1).first, (0x09..<0x80).contains(byte) else {
            return nil
        }
        return byte
    }
}
