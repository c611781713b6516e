import Application
import Domain
import Ports

extension Problem {
    /// The problem that an error of the use cases is to the caller.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as StoreRefusal: self.init(refusal)
        case let request as RequestProblem: self.init(request)
        case let cluster as ClusterRefusal: self.init(.conflict, cluster.explanation)
        case let port as PortError where port.kind == .transient: self.init(.unavailable, "\(port)")
        case let port as PortError: self.init(.fault, "\(port)")
        default: self.init(.fault, "\(error)")
        }
    }

    private init(_ refusal: StoreRefusal) {
        switch refusal {
        case .notFound(let what): self.init(.notFound, "There is no \(what)")
        case .alreadyExists(let id):
            self.init(.conflict, "It exists already, as \(id)", members: ["existing": .string(id)])
        case .revisionMismatch(let current):
            self.init(
                .preconditionFailed, "It has changed since you read it: read it again and repeat your change",
                members: ["etag": .string("\"\(current)\"")])
        case .live(let clusters):
            self.init(
                .conflict,
                "The policy is in force on \(clusters.joined(separator: ", ")): deploy an absent version first",
                members: ["clusters": .array(clusters.map { .string($0) })])
        case .locked(let deployment, let policy):
            self.init(
                .conflict, "Deployment \(deployment) is under way with policy \(policy): wait for it, or abort it",
                members: ["deployment": .string(deployment.description), "policy": .string(policy.description)])
        case .contended(let contention):
            self.init(
                .conflict,
                "\(contention). Wait for it, abort it, or, in a new deployment, say with ifActive what is to become of both",
                members: ["deployment": .string(contention.holder.description)])
        case .overtaken(let deployment):
            self.init(
                .conflict, "Deployment \(deployment) came later and is what is in force now: roll that one back first",
                members: ["deployment": .string(deployment.description)])
        case .replayed: self.init(.conflict, "The request was carried out before")
        case .idempotencyKeyReused:
            self.init(
                .idempotencyKeyReused,
                "An Idempotency-Key stands for one request: send another key with another request")
        case .inUse(let what): self.init(.conflict, "It is in use: \(what)")
        case .notAllowed(let why): self.init(.conflict, why)
        }
    }

    private init(_ problem: RequestProblem) {
        switch problem {
        case .unknown(let field, let message):
            self.init(.notFound, message, errors: [Detail(path: field, code: "unknown", message: message)])
        case .impossible(let field, let code, let message):
            self.init(.impossible, message, errors: [Detail(path: field, code: code, message: message)])
        }
    }
}
