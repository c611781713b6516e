import Ports

extension PostgresConnection {
    /// In what condition a connection comes back to its pool.
    enum Ending: Sendable {
        case connected
        /// It was lost while it was used, or given up after it; the next one may well be had.
        case lost
        /// There was none to be had in the first place.
        case unreachable(PortError)
    }

    /// Connects where needed, runs the body of a borrower, and tidies up after it.
    func serve<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async -> (value: Result<Value, any Error>, ending: Ending) {
        do { try connect() } catch { return (.failure(error), .unreachable(error.portError)) }
        let value: Result<Value, any Error>
        do { value = .success(try await body(self)) } catch { value = .failure(error) }
        settle()
        disconnectIfBloated()
        return (value, isConnected ? .connected : .lost)
    }
}
