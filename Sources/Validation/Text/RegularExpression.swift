/// An expression in the syntax of RE2, as Envoy, Istio, Linkerd and Kubernetes use it: no look-around, no references
/// back. Matching takes time in proportion to the text, whatever the expression.
package struct RegularExpression: Sendable {
    private let program: RE2Program

    /// - Throws: Where and why `text` is not valid, or that HotSwap cannot match it although it is.
    package init(_ text: String) throws(RegularExpressionError) {
        var parser = RE2Parser(text)
        program = try RE2Program(parser.parse())
    }

    /// What is wrong with an expression; `nil` where RE2 takes it.
    package static func problem(of text: String) -> RegularExpressionError? {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(text)
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
