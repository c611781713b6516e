import Domain
import Runtime
import YAML

/// The documents of the files that were named, each with its place.
struct PolicyFiles: Sendable {
    /// One document: its text as it stands in the file, comments and all.
    struct Document: Sendable {
        let text: String
        let source: APIProblem.Source
    }

    static let option = Option(
        "file", short: "f", value: "FILE", repeats: true, required: true, completion: .files,
        "YAML or JSON, one or more documents; - reads standard input")

    /// Reads all files, and looks that each document is well formed before any is sent.
    static func read(_ paths: [String], _ surroundings: Surroundings) throws -> [Document] {
        try paths.flatMap { path -> [Document] in
            let bytes = try path == "-" ? surroundings.readInput() : surroundings.readFile(path)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CommandFailure(.failed, "\(path) is not UTF-8 text")
            }
            let found = try documents(in: text, file: path == "-" ? "standard input" : path)
            guard !found.isEmpty else { throw CommandFailure(.failed, "\(path) holds no document") }
            return found
        }
    }

    /// The documents of a text. One begins at every line that begins with `---`, which YAML allows nowhere else.
    static func documents(in text: String, file: String) throws -> [Document] {
        try YAMLParts.parts(of: text).compactMap { part in
            let source = APIProblem.Source(file: file, linesBefore: part.linesBefore)
            do throws(YAMLSyntaxError) {
                return try YAMLParser.documents(part.text.utf8).isEmpty
                    ? nil : Document(text: String(part.text), source: source)
            } catch {
                throw CommandFailure(
                    .failed, "\(file):\(error.line + part.linesBefore):\(error.column): \(error.message)")
            }
        }
    }
}
