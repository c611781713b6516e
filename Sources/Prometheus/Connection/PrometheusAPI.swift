import Domain
import HTTPClient
import Ports

/// The HTTP API of one Prometheus.
struct PrometheusAPI: Sendable {
    private let address: Result<PrometheusAddress, PortError>
    private let settings: PrometheusSettings
    private let client: HTTPClient

    /// A client for any number of them.
    static func client(_ settings: PrometheusSettings) -> HTTPClient {
        var configuration = HTTPClientConfiguration()
        configuration.connectionsPerHost = settings.connections
        configuration.idleConnections = settings.connections * 4
        return HTTPClient(configuration)
    }

    init(url: String, settings: PrometheusSettings, client: HTTPClient) {
        self.settings = settings
        self.client = client
        address = Result { () throws(PortError) in try PrometheusAddress(url) }
    }

    /// What an expression gives at a moment; `nil`: now, by Prometheus' clock.
    func query(_ expression: String, at moment: Timestamp?) async throws -> PrometheusAnswer {
        var fields = [
            ("query", expression), ("timeout", "\(max(settings.requestTimeout.wholeMicroseconds / 1000, 1))ms"),
        ]
        if let moment { fields.append(("time", Self.seconds(moment))) }
        // Sent in the body, since expressions may be longer than servers take a URL.
        return try await answer("POST", "/api/v1/query", form: FormText.encode(fields), list: "result")
    }

    /// What a path of the API gives, whose long list is the member `list`.
    func get(_ path: String, list: String) async throws -> PrometheusAnswer {
        try await answer("GET", path, form: nil, list: list)
    }

    /// An expression that Prometheus takes and that is of no use here.
    func refusal(_ message: String) -> PortError { PortError(.permanent, subject, message, code: "expression") }

    /// An answer that no Prometheus gives.
    func foreign(_ what: String) -> PortError { PrometheusFailure.foreign(subject, what) }

    private var subject: String {
        if case .success(let address) = address { address.subject } else { "Prometheus" }
    }

    private func answer(_ method: String, _ path: String, form: [UInt8]?, list: String) async throws -> PrometheusAnswer
    {
        let address = try address.get()
        var request = HTTPClientRequest(method, address.base + path)
        request.headers = [("Accept", "application/json"), ("User-Agent", "hotswap")]
        if let form {
            request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
            request.body = form
        }
        request.timeout = settings.requestTimeout
        request.connectTimeout = settings.connectTimeout
        request.responseLimit = settings.responseLimit
        request.subject = address.subject
        let response = try await client.send(request)
        guard response.status == 200 else {
            throw PrometheusFailure(status: response.status, body: response.body, subject: address.subject).error
        }
        return try PrometheusAnswer(response.body, list: list, subject: address.subject)
    }

    /// Unix time with its fraction, as the API takes it.
    private static func seconds(_ moment: Timestamp) -> String {
        let micros = moment.microseconds.magnitude
        let fraction = String(micros % 1_000_000)
        return (moment.microseconds < 0 ? "-" : "") + "\(micros / 1_000_000)."
            + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}

/// Bodies of the type `application/x-www-form-urlencoded`.
enum FormText {
    static func encode(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var out: [UInt8] = []
        for (name, value) in fields {
            if !out.isEmpty { out.append(UInt8(ascii: "&")) }
            append(name, to: &out)
            out.append(UInt8(ascii: "="))
            append(value, to: &out)
        }
        return out
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
