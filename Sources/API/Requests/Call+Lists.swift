import Domain
import Ports

extension Call {
    /// The query parameters that may be there several times.
    private static let repeatable: Set<String> = ["label", "tag"]

    /// Every parameter is one that the route knows, and is there once.
    func checkParameters(known: [String]) throws(Problem) {
        var seen: Set<String> = []
        for (name, value) in request.query {
            guard known.contains(name) else {
                let hint = known.isEmpty ? "there are none" : "known are \(known.sorted().joined(separator: ", "))"
                throw invalidParameter(name.shortened, "is not known here; \(hint)", code: "unknownField")
            }
            guard seen.insert(name).inserted || Self.repeatable.contains(name) else {
                throw invalidParameter(name, "is there twice", code: "duplicate")
            }
            guard !value.utf8.contains(0) else { throw invalidParameter(name, "must not hold a NUL character") }
        }
    }

    /// The answer to a list; a cursor that the list does not know is the caller's mistake.
    func page<Element>(
        _ read: (PageRequest) async throws -> Page<Element>, _ item: (Element) -> JSONValue
    ) async throws -> APIResponse {
        let wanted = try page()
        do { return .json(try await read(wanted).json(item)) } catch StoreRefusal.notAllowed(let why) {
            throw invalidParameter("cursor", why)
        }
    }

    /// Which part of a list is wanted: `limit` (1 to 500, default 50) and `cursor`.
    private func page() throws(Problem) -> PageRequest {
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
            name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", code: "unknownValue")
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
                throw invalidParameter("label", "must be key=value and is \(parameter.value.shortened)")
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
            throw Problem(.preconditionFailed, "If-Match \(text.shortened) is no ETag of this resource: read it again")
        }
        return revision
    }

    func invalidParameter(_ name: String, _ message: String, code: String = "invalid") -> Problem {
        Problem(
            .invalidRequest, "Query parameter \(name) \(message)",
            errors: [Problem.Detail(path: "query.\(name)", code: code, message: message)])
    }
}
