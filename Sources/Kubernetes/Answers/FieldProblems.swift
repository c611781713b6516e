import Ports

/// The single fields that a refusal is about.
enum FieldProblems {
    static func of(_ document: StatusDocument) -> [FieldProblem] {
        var seen: Set<FieldProblem> = []
        let causes = document.causes.map { FieldProblem(path: $0.field, message: $0.message) }
        return (causes.isEmpty ? inMessage(document.message) : causes).filter { seen.insert($0).inserted }
    }

    /// Two kinds of refusal name their fields only in the message.
    private static func inMessage(_ message: String) -> [FieldProblem] {
        strictDecoding(message) + undeclared(message)
    }

    /// `strict decoding error: unknown field "spec.foo", duplicate field "spec.bar"`
    private static func strictDecoding(_ message: String) -> [FieldProblem] {
        ["unknown field", "duplicate field"].flatMap { problem in
            message.split(separator: problem + " \"").dropFirst().compactMap { rest in
                rest.split(separator: "\"", maxSplits: 1).first.map {
                    FieldProblem(path: String($0), message: problem)
                }
            }
        }
    }

    /// `failed to create typed patch object (…): .spec.foo: field not declared in schema`
    private static func undeclared(_ message: String) -> [FieldProblem] {
        guard let found = message.firstRange(of: ": field not declared in schema") else { return [] }
        let path = message[..<found.lowerBound].split(separator: " ").last.map(String.init) ?? ""
        return [FieldProblem(path: path.hasPrefix(".") ? String(path.dropFirst()) : path, message: "unknown field")]
    }
}
