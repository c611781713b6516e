import Domain
import JSON
import Ports

/// An answer other than 200, and what it means.
struct PrometheusFailure {
    let status: Int
    let body: [UInt8]
    let subject: String

    /// Words of Prometheus are repeated up to so many characters.
    private static let longestWords = 600

    /// What the caller can do: the statuses are those of Prometheus' own error types, and of proxies before it.
    var error: PortError {
        switch status {
        case 400, 422:
            of(.permanent, words.map { "Prometheus refuses the expression: \($0)" } ?? "It refuses the request.")
        case 401, 403: of(.permanent, "It refuses the user or password of its address; correct them at the cluster.")
        case 404: of(.permanent, "There is no Prometheus API below this address; check its port and path prefix.")
        case 300..<400: of(.permanent, "It answers with a redirect; register the address that it leads to.")
        case 429: of(.transient, "It takes no more requests at the moment.")
        case 503: of(.transient, "It cannot evaluate the query now: \(words ?? "no reason given").")
        case 408, 499, 500...: of(.transient, "It failed to answer: \(words ?? "no reason given").")
        default: of(.permanent, "It answers with a status that Prometheus has no meaning for.")
        }
    }

    /// An answer that is none of Prometheus'.
    static func foreign(_ subject: String, _ what: String) -> PortError {
        PortError(
            .permanent, subject, "The answer is not one of Prometheus: \(what). Check the address.", code: "answer")
    }

    private func of(_ kind: PortError.Kind, _ message: String) -> PortError {
        PortError(kind, subject, message, code: "\(status)")
    }

    /// Prometheus' own words; `nil` where somebody else answered, whose page would say nothing here.
    private var words: String? {
        guard let document = try? JSONParser.parse(body), let text = document["error"]?.string, !text.isEmpty else {
            return nil
        }
        return text.count > Self.longestWords ? text.prefix(Self.longestWords) + "…" : text
    }
}
