import Domain
import Ports

extension Call {
    /// What is stored with a write that makes or changes `subject`.
    ///
    /// - Parameters:
    ///   - action: For the audit log, e.g. `policy.create`.
    ///   - status: The status of the answer, kept for repetitions of the request.
    ///   - location: Where the thing is found; repetitions are answered with what is there then.
    func context(
        _ action: String, _ subject: String, status: Int, location: String, details: JSONValue = .object([:]),
        requestHash: String
    ) -> WriteContext {
        let audit = AuditEntry(
            actor: principal.subject, address: request.remoteAddress, action: action, subject: subject,
            details: details)
        guard let key = request.header("idempotency-key"), !key.isEmpty else { return WriteContext(audit: audit) }
        return WriteContext(
            audit: audit,
            idempotency: IdempotencyRecord(
                subject: principal.subject, key: key, requestHash: requestHash,
                response: StoredResponse(status: status, location: location, body: .null)))
    }

    /// The idempotency key is what the client makes it, within reason.
    func checkIdempotencyKey() throws(Problem) {
        guard let key = request.header("idempotency-key") else { return }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(.invalidRequest, "Idempotency-Key must be 1 to 255 visible ASCII characters")
        }
    }
}
