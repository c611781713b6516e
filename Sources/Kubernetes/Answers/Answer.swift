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
        try read(subject) { body throws(JSONSyntaxError) in try JSONParser.parse(body) }
    }

    /// Hands over the elements of a success that is an array, one by one; `false` where it is none.
    func elements(_ subject: String, _ take: (JSONValue) -> Void) throws -> Bool {
        try read(subject) { body throws(JSONSyntaxError) in try JSONParser.elements(of: body, take) }
    }

    private func read<Found>(_ subject: String, _ body: ([UInt8]) throws(JSONSyntaxError) -> Found) throws -> Found {
        guard isSuccess else { throw APIFailure(status: status, body: self.body, subject: subject).error }
        do throws(JSONSyntaxError) {
            return try body(self.body)
        } catch {
            throw PortError(
                .permanent, subject,
                "answered something that is not JSON (\(error)); is the address that of an API server?",
                code: String(status))
        }
    }
}
