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
        strictDecoding(message) + mistyped(message)
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

    /// `failed to create typed patch object (…): .spec.foo: field not declared in schema`; several come one a line.
    private static func mistyped(_ message: String) -> [FieldProblem] {
        guard message.hasPrefix("failed to create typed") else { return [] }
        return message.split(separator: "\n").compactMap { line in
            // The field is what begins with a dot: the whole line, or what follows the first colon of such.
            let field =
                line.firstRange(of: ": .").map { line[$0.lowerBound...].dropFirst(2) } ?? line.drop { $0 == " " }
            guard field.hasPrefix("."), let colon = field.firstRange(of: ": ") else { return nil }
            let problem = String(field[colon.upperBound...])
            return FieldProblem(
                path: String(field[..<colon.lowerBound].dropFirst()),
                message: problem == "field not declared in schema" ? "unknown field" : problem)
        }
    }
}
