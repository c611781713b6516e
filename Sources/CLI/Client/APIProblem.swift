package import Domain

/// An error answer of the API: a problem document by RFC 9457.
package struct APIProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    package let status: Int
    /// The whole document; made of the status where the answer was no problem document.
    package let document: JSONValue
    /// The file whose content was sent, and the lines of it that stood before, so that places can be shown.
    package var source: Source?

    /// A part of a file that was sent.
    package struct Source: Hashable, Sendable {
        package let file: String
        package let linesBefore: Int
    }

    init(status: Int, document: JSONValue?) {
        self.status = status
        let isProblem = document?["title"]?.string != nil || document?["detail"]?.string != nil
        self.document =
            isProblem
            ? document ?? .null : ["status": .int(Int64(status)), "title": .string("The server answered \(status)")]
    }

    /// What it means for the end of the program.
    package var exitCode: ExitCode {
        switch status {
        case 401, 403: .refused
        case 404: .notFound
        case 409, 412: .conflict
        case 502, 503, 504: .unreachable
        default: .failed
        }
    }

    package var description: String {
        document["detail"]?.string ?? document["title"]?.string ?? "The server answered \(status)"
    }

    /// The document for people: what is wrong, then each place.
    ///
    ///     hotswap policy create: spec.http[0].route[0].weight must be an integer
    ///       reviews.yaml:14:9: spec.http[0].route[0].weight: must be an integer [wrongType]
    func text(_ command: String, _ terminal: Terminal) -> String {
        let details = (document["errors"]?.array ?? []).filter(saysMore)
        let start = details.isEmpty ? source.map { "\($0.file):\($0.linesBefore + 1): " } ?? "" : ""
        let head = "\(terminal.styled("\(command):", .red)) \(start)\(DisplayText.lines(description))\n"
        return head + details.map { line($0, terminal) }.joined()
    }

    /// Whether an error has something that the first line has not.
    private func saysMore(_ error: JSONValue) -> Bool {
        hasPlace(error) || error["message"]?.string != description
    }

    /// Whether there is a place that somebody wrote at: what a command composes of its options is one line of JSON.
    private func hasPlace(_ error: JSONValue) -> Bool {
        guard let line = error["line"]?.int else { return false }
        return source != nil || line > 1
    }

    private func line(_ error: JSONValue, _ terminal: Terminal) -> String {
        let parts = [place(of: error), error.text("path"), error.text("message")].filter { !$0.isEmpty }
        let code =
            error.text("code").isEmpty ? "" : terminal.styled(" [\(DisplayText.oneLine(error.text("code")))]", .dim)
        return "  \(DisplayText.oneLine(parts.joined(separator: ": ")))\(code)\n"
    }

    /// `reviews.yaml:14:9`; without a file `line 14, column 9`; empty where no place is known.
    private func place(of error: JSONValue) -> String {
        guard hasPlace(error), let line = error["line"]?.int, let column = error["column"]?.int else {
            return source?.file ?? ""
        }
        guard let source else { return "line \(line), column \(column)" }
        return "\(source.file):\(line + Int64(source.linesBefore)):\(column)"
    }
}
