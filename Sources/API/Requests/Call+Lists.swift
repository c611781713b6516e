import Domain
import Ports

extension Call {
    /// Which part of a list is wanted: `limit` (1 to 500, default 50) and `cursor`.
    func page() throws(Problem) -> PageRequest {
        guard let text = request.parameter("limit") else { return PageRequest(cursor: request.parameter("cursor")) }
        guard let limit = Int(text), (1...500).contains(limit) else {
            throw invalidParameter("limit", "must be a number from 1 to 500")
        }
        return PageRequest(limit: limit, cursor: request.parameter("cursor"))
    }

    /// A query parameter that is one of the words of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _: Choice.Type
    ) throws(Problem) -> Choice? where Choice.RawValue == String {
        guard let text = request.parameter(name) else { return nil }
        if let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
            return choice
        }
        throw invalidParameter(
            name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    /// A query parameter that is an id.
    func idParameter<Entity>(_ name: String, _: Entity.Type) throws(Problem) -> ID<Entity>? {
        guard let text = request.parameter(name) else { return nil }
        guard let id = ID<Entity>(text) else { throw invalidParameter(name, "must be a UUID") }
        return id
    }

    /// The repeated query parameter `label=key=value`.
    func labels() throws(Problem) -> [String: String] {
        var labels: [String: String] = [:]
        for parameter in request.query where parameter.name == "label" {
            let parts = parameter.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw invalidParameter("label", "must be key=value and is \(parameter.value)")
            }
            labels[String(parts[0])] = String(parts[1])
        }
        return labels
    }

    /// The revision of `If-Match`; `nil` where the header is missing or `*`.
    func expectedRevision() throws(Problem) -> Int64? {
        guard let text = request.header("if-match"), text != "*" else { return nil }
        let bare = text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        guard bare.count > 2, bare.hasPrefix("\""), bare.hasSuffix("\""),
            let revision = Int64(bare.dropFirst().dropLast())
        else {
            throw Problem(.preconditionFailed, "If-Match \(text) is no ETag of this resource: read it again")
        }
        return revision
    }

    func invalidParameter(_ name: String, _ message: String) -> Problem {
        Problem(
            .invalidRequest, "Query parameter \(name) \(message)",
            errors: [Problem.Detail(path: "query.\(name)", code: "invalid", message: message)])
    }
}
