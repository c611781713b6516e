import CPostgres

extension PostgresLink {
    /// Runs SQL text of several statements by the simple protocol, which pipeline mode does not know.
    /// - Throws: `PostgresError` of the first statement that failed; those after it are not run.
    func script(_ sql: String, lossState: String) throws(PostgresError) {
        guard PQexitPipelineMode(raw) == 1 else { throw lose(lossState, "pipeline mode does not end") }
        guard PQsendQuery(raw, sql) == 1, flush() else { throw lose(lossState) }
        var failure: PostgresError?
        while true {
            guard let next = nextResult() else { throw failure ?? lose(lossState) }
            guard let memory = next else { break }
            switch PQresultStatus(memory.raw) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_FATAL_ERROR: failure = failure ?? note(memory, lossState: lossState)
            default: throw lose(lossState, "COPY is not supported here")
            }
        }
        guard PQenterPipelineMode(raw) == 1 else { throw lose(lossState, "pipeline mode does not begin") }
        if let failure { throw failure }
    }
}
