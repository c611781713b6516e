package import HTTPClient

/// A request whose limits no machine is slow enough to reach; a test of limits sets its own.
package func patientRequest(
    _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
) -> HTTPClientRequest {
    var request = HTTPClientRequest(method, url, headers: headers, body: body)
    request.timeout = .seconds(300)
    request.connectTimeout = .seconds(300)
    return request
}
