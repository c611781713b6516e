import Domain
import JSON
import Ports

/// What an API server answered.
struct Answer {
    let status: Int
    let body: [UInt8]
    /// How long the server asks to wait; `nil` where it does not.
    var retryAfter: Duration?

    var isSuccess: Bool { (200...299).contains(status) }

    /// The document of a success; what a refusal means is thrown.
    func document(_ subject: String) throws -> JSONValue {
        guard isSuccess else { throw APIFailure(status: status, body: body, subject: subject).error }
        do {
            return try JSONParser.parse(body)
        } catch {
            throw PortError(
                .permanent, subject,
                "answered something that is not JSON (\(error)); is the address that of an API server?",
                code: String(status))
        }
    }
}
