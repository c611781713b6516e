import Domain

/// An expression in one of the syntaxes that the meshes have: no look-around, no references back. Matching takes time
/// in proportion to the text, whatever the expression.
package struct RegularExpression: Sendable {
    private let program: RE2Program

    /// Whose syntax it is.
    package enum Dialect: CaseIterable, Sendable {
        /// Envoy, Istio, Kubernetes.
        case re2
        /// The crate `regex`: Linkerd's policy controller and its proxies.
        case rust

        /// In whose syntax a route may be written: one of the Gateway API may be for either mesh.
        static func readers(of kind: ObjectKind) -> [Dialect] { kind == .linkerdHTTPRoute ? [.rust] : [.rust, .re2] }
    }

    /// - Throws: Where and why `text` is not valid, or that HotSwap cannot match it although it is.
    package init(_ text: String, _ dialect: Dialect = .re2) throws(RegularExpressionError) {
        program = try RE2Program(Self.node(of: text, dialect))
    }

    private static func node(of text: String, _ dialect: Dialect) throws(RegularExpressionError) -> RE2Node {
        switch dialect {
        case .re2:
            var parser = RE2Parser(text)
            return try parser.parse()
        case .rust:
            var parser = RustRegexParser(text)
            return try parser.parse()
        }
    }

    /// What is wrong with an expression; `nil` where the dialect takes it.
    package static func problem(of text: String, in dialect: Dialect = .re2) -> RegularExpressionError? {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(text, dialect)
            return nil
        } catch {
            return error.isUnsupported ? nil : error
        }
    }

    /// Whether the whole of `text` matches, as route matches of the meshes want it.
    package func matches(whole text: String) -> Bool {
        var steps = Int.max
        return program.matches(text, isWhole: true, steps: &steps) ?? false
    }

    /// Whether some part of `text` matches, as `pattern` of a schema wants it.
    package func matches(in text: String) -> Bool {
        var steps = Int.max
        return program.matches(text, isWhole: false, steps: &steps) ?? false
    }

    /// Whether some part of `text` matches; `nil` where that took more than `steps`, which are counted down.
    func matches(in text: String, steps: inout Int) -> Bool? {
        program.matches(text, isWhole: false, steps: &steps)
    }

    /// Whether a text that begins with the character may match as a whole; what follows it is not looked at.
    func canBegin(with first: Unicode.Scalar) -> Bool { program.canBegin(with: first.value) }
}
