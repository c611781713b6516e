import CPostgres

extension PostgresLink {
    /// The error of a failed result; marks the link as lost where the server hangs up after it.
    func note(_ memory: ResultMemory, lossState: String) -> PostgresError {
        if memory.endsConnection { noteFatal() }
        let text = memory.field(hotswap_pq_field_message) ?? memory.errorMessage
        // What the server was committing when it ended the connection may be done or not.
        guard !memory.endsConnection || lossState != SQLState.outcomeUnknown else {
            return PostgresError(lossState, "the connection ended before the outcome was known: \(text)")
        }
        return PostgresError(
            memory.field(hotswap_pq_field_sqlstate) ?? lossState, text,
            constraint: memory.field(hotswap_pq_field_constraint))
    }
}

extension ResultMemory {
    /// Whether the server hangs up after this error; one without severity is libpq's own, of a broken connection.
    fileprivate var endsConnection: Bool {
        switch field(hotswap_pq_field_severity) {
        case "FATAL", "PANIC", nil: true
        default: false
        }
    }

    fileprivate func field(_ code: Int32) -> String? {
        PQresultErrorField(raw, code).map { String(cString: $0) }
    }

    fileprivate var errorMessage: String {
        guard let text = PQresultErrorMessage(raw) else { return "unknown error" }
        return String(cString: text).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
