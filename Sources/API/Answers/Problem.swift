import Application
package import Domain
import Ports

/// An error answer by RFC 9457.
package struct Problem: Error, Hashable, Sendable {
    /// The kinds of problem, each with its status, type and title.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case invalidDocument, invalidRequest, unauthorized, forbidden, notFound, methodNotAllowed, conflict
        case preconditionFailed, tooLarge, unsupportedMediaType, impossible, idempotencyKeyReused, tooManyRequests
        case unavailable, clusterRefused, fault

        package var status: Int {
            switch self {
            case .invalidDocument, .invalidRequest: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .preconditionFailed: 412
            case .tooLarge: 413
            case .unsupportedMediaType: 415
            case .impossible, .idempotencyKeyReused: 422
            case .tooManyRequests: 429
            case .unavailable: 503
            case .clusterRefused: 502
            case .fault: 500
            }
        }

        var title: String {
            switch self {
            case .invalidDocument: "The document is not valid"
            case .invalidRequest: "The request is not valid"
            case .unauthorized: "No valid token"
            case .forbidden: "Not allowed"
            case .notFound: "Not found"
            case .methodNotAllowed: "The method is not allowed here"
            case .conflict: "It conflicts with what is there"
            case .preconditionFailed: "It has changed meanwhile"
            case .tooLarge: "The body is too large"
            case .unsupportedMediaType: "The media type is not supported"
            case .impossible: "It cannot be done"
            case .idempotencyKeyReused: "The idempotency key was used for another request"
            case .tooManyRequests: "Too many requests"
            case .unavailable: "Not available right now"
            case .clusterRefused: "The cluster refused"
            case .fault: "The server failed"
            }
        }
    }

    /// One thing that is wrong with the request or its document.
    package struct Detail: Hashable, Sendable {
        /// The field, e.g. `spec.http[0]`; empty for the whole.
        package let path: String
        package let position: SourcePosition?
        package let code: String
        package let message: String

        package init(path: String, position: SourcePosition? = nil, code: String, message: String) {
            self.path = path
            self.position = position
            self.code = code
            self.message = message
        }
    }

    /// As many as a person reads; a body of nothing but mistakes must not be answered with something far larger.
    static let mostErrors = 100

    package let kind: Kind
    package let detail: String
    package let errors: [Detail]
    /// Further members, e.g. the id of the deployment in the way.
    package let members: [String: JSONValue]
    /// Headers that the answer carries, beside those of its kind.
    package let headers: [String: String]

    package init(
        _ kind: Kind, _ detail: String, errors: [Detail] = [], members: [String: JSONValue] = [:],
        headers: [String: String] = [:]
    ) {
        self.kind = kind
        self.detail = detail
        self.errors = Array(errors.prefix(Self.mostErrors))
        self.members = members
        self.headers = headers
    }

    /// A problem with one field.
    init(_ kind: Kind, at path: String, _ code: String, _ message: String) {
        self.init(kind, message, errors: [Detail(path: path, code: code, message: message)])
    }

    package var json: JSONValue {
        var document: [String: JSONValue] = [
            "type": .string("urn:hotswap:problem:\(kind.rawValue)"), "title": .string(kind.title),
            "status": .int(Int64(kind.status)), "detail": .string(detail),
            "errors": .array(errors.map(\.json)),
        ]
        document.merge(members) { own, _ in own }
        return .object(document)
    }
}

extension Problem.Detail {
    fileprivate var json: JSONValue {
        [
            "path": .string(path), "line": position.map { .int(Int64($0.line)) } ?? .null,
            "column": position.map { .int(Int64($0.column)) } ?? .null, "code": .string(code),
            "message": .string(message),
        ]
    }
}

extension Problem {
    /// The problem with the places of its fields in the body of the request, as far as they have none yet.
    func located(in body: [UInt8], readBy formats: any DocumentFormats) -> Problem {
        guard [.invalidRequest, .notFound, .impossible].contains(kind), !body.isEmpty, !errors.isEmpty,
            let document = try? formats.yaml(body).first
        else { return self }
        let details = errors.map { error in
            guard error.position == nil, !error.path.hasPrefix("query."), let path = FieldPath(error.path) else {
                return error
            }
            return Detail(
                path: error.path, position: document.position(path), code: error.code, message: error.message)
        }
        return Problem(kind, detail, errors: details, members: members, headers: headers)
    }
}
