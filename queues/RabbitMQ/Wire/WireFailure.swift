import CRabbitMQ
import Ports

/// Why the wire is of no more use.
enum WireFailure: Error {
    /// librabbitmq's status.
    case library(Int32)
    /// The broker closed the connection, for this reason.
    case closed(BrokerReason)
    /// The broker sent what the protocol does not allow at this point.
    case violation(String)

    /// In words, for the person who runs the broker at `address`.
    func portError(_ address: BrokerAddress) -> PortError {
        switch self {
        case .library(let status):
            PortError(
                .transient, "RabbitMQ", "lost the connection to \(address): \(Self.text(of: status))",
                code: String(status))
        case .closed(let reason):
            reason.portError("\(address) closed the connection")
        case .violation(let what):
            PortError(.transient, "RabbitMQ", "\(address) does not keep to AMQP 0-9-1: \(what)")
        }
    }

    /// What librabbitmq calls a status.
    static func text(of status: Int32) -> String {
        amqp_error_string2(status).map { String(cString: $0) } ?? "status \(status)"
    }
}

/// The code and text with which the broker closes a channel or a connection.
struct BrokerReason: Hashable, Sendable {
    let code: UInt16
    let text: String

    /// `what` failed for this reason.
    func portError(_ what: String) -> PortError {
        PortError(kind, "RabbitMQ", "\(what): \(text)", code: String(code))
    }

    /// Whether another try can help: not where the broker says that the request itself is wrong.
    private var kind: PortError.Kind {
        switch code {
        case 311, 403, 404, 406, 530: .permanent
        default: .transient
        }
    }
}
