package import Domain

/// Asks an address once, for smoke tests and health checks.
package protocol HTTPProbing: Sendable {
    /// Sends the check's request with `headers` added. Never throws: what goes wrong is a result.
    func probe(_ check: HTTPCheck, headers: [String: String]) async -> ProbeResult
}

/// What an address answered.
package enum ProbeResult: Hashable, Sendable {
    case answered(status: Int, body: String, took: Duration)
    /// No answer: refused, timed out, no such name; in a sentence.
    case failed(String)
}

extension HTTPCheck {
    /// What is wrong with `result`, in a sentence; `nil`: it is as it should be.
    package func problem(with result: ProbeResult) -> String? {
        switch result {
        case .failed(let why): return "\(method) \(url): \(why)"
        case .answered(let status, let body, let took):
            if status != expectedStatus { return "\(method) \(url) answered \(status), expected \(expectedStatus)" }
            if let text = bodyContains, !body.contains(text) {
                return "\(method) \(url): the body does not contain \"\(text)\""
            }
            if took > maximumLatency {
                return "\(method) \(url) took \(took.milliseconds) ms, allowed are \(maximumLatency.milliseconds) ms"
            }
            return nil
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { wholeMicroseconds / 1000 }
}
