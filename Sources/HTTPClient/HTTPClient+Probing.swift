package import Domain
package import Ports

extension HTTPClient: HTTPProbing {
    package func probe(_ check: HTTPCheck, headers: [String: String]) async -> ProbeResult {
        let all = headers.merging(check.headers) { _, own in own }
        var request = HTTPClientRequest(
            check.method, check.url, headers: all.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
        // A little longer than allowed: "too slow" says more than "no answer".
        request.timeout = check.maximumLatency + .seconds(1)
        request.responseLimit = 1 << 20
        let clock = ContinuousClock()
        let began = clock.now
        do {
            let response = try await send(request)
            return .answered(
                status: response.head.status, body: String(decoding: response.body, as: UTF8.self),
                took: clock.now - began)
        } catch { return .failed(error.message) }
    }
}
