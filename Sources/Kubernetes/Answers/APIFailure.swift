import Domain
import Ports

/// What an answer that is no success means to the caller: a `ClusterRefusal`, or a `PortError` that says whether to
/// try again. Neither ever holds what was sent, so no token can get into a message.
struct APIFailure {
    let status: Int
    let document: StatusDocument
    /// `cluster <name>`.
    let subject: String

    init(status: Int, body: [UInt8], subject: String) {
        self.status = status
        self.document = StatusDocument(body)
        self.subject = subject
    }

    var error: any Error {
        switch status {
        case 400, 413, 422: invalidity
        case 401: credentialsRefused
        case 403: forbidden
        case 404: absence
        case 409: conflict
        case 410: port(.transient, document.message(or: "the list has expired on the server; read it again"))
        case 408, 429: port(.transient, document.message(or: "the API server is overloaded; it will be tried again"))
        case 500...: serverError
        default: unexpected
        }
    }

    private var invalidity: any Error {
        let problems = FieldProblems.of(document)
        // A uid that does not fit means that the object was deleted and made anew since it was read.
        if problems.contains(where: { $0.path == "metadata.uid" }) { return ClusterRefusal.stale }
        let other =
            status == 413 ? "the object is larger than the API server takes" : "the API server refuses the object"
        return ClusterRefusal.invalid(message: document.message(or: other), problems)
    }

    private var credentialsRefused: PortError {
        port(
            .permanent,
            "the API server does not accept the credentials; they are wrong or have expired: "
                + "register new ones with `hotswap cluster add`")
    }

    private var forbidden: any Error {
        if document.causes.contains(where: { $0.reason == "NamespaceTerminating" }) {
            return ClusterRefusal.notFound(document.message)
        }
        let what = document.message(or: "the API server forbids the request")
        return port(
            .permanent, "\(what); give the credentials this right, or register others with `hotswap cluster add`")
    }

    /// A 404 that names an object is about the object; any other one is about the path.
    private var absence: ClusterRefusal {
        guard document.reason == "NotFound", !document.name.isEmpty else {
            return .notServed(document.message(or: "the cluster does not serve this resource"))
        }
        return .notFound(document.message)
    }

    private var conflict: ClusterRefusal {
        if document.reason == "AlreadyExists" { return .alreadyExists }
        let owners = document.causes.filter { $0.reason == "FieldManagerConflict" }
        guard !owners.isEmpty else { return .stale }
        return .ownedByOthers(
            owners.map { OwnershipConflict(manager: Self.manager(in: $0.message), field: $0.field) })
    }

    private var serverError: any Error {
        let message = document.message
        // Server-side apply of an object that does not fit its schema, and an object too large for etcd: both
        // come as 500, and both will come again.
        if message.hasPrefix("failed to create typed") || message.contains("request is too large") {
            return ClusterRefusal.invalid(message: message, FieldProblems.of(document))
        }
        return port(.transient, document.message(or: "the API server answered \(status)"))
    }

    private var unexpected: PortError {
        port(
            .permanent,
            document.message(or: "answered \(status), which no API server does here; is the address that of one?"))
    }

    private func port(_ kind: PortError.Kind, _ message: String) -> PortError {
        PortError(kind, subject, message, code: String(status))
    }

    /// The name in `conflict with "kubectl" using networking.istio.io/v1`; all of the message where none is found.
    private static func manager(in message: String) -> String {
        let parts = message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : message
    }
}
