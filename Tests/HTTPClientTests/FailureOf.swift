import HTTPClient
import Ports
import Testing

/// The error of a request that must fail.
func failure(
    _ request: HTTPClientRequest, by client: HTTPClient = HTTPClient(), location: SourceLocation = #_sourceLocation
) async throws -> PortError {
    do throws(PortError) {
        let response = try await client.send(request)
        Issue.record("answered \(response.status)", sourceLocation: location)
    } catch {
        return error
    }
    throw PortError(.fatal, "test", "no error")
}
