import Domain

/// Smoke tests and health checks: `{url, method, headers, expectedStatus, bodyContains, maximumLatency}`.
extension BodyReader {
    /// The checks of the member; none where it is not given.
    mutating func httpChecks(_ name: String) -> [HTTPCheck] {
        list(name, atMost: RolloutBounds.checks) { $0.httpCheck() } ?? []
    }

    private mutating func httpCheck() -> HTTPCheck? {
        let url = required("url")
        if !url.isEmpty, !HTTPText.isURL(HTTPCheck(url: url).asked(of: "cluster").url) {
            complain("url", "invalid", "must be an http or https URL without user and fragment and is \(url.shortened)")
        }
        let usual = HTTPCheck(url: url)
        let method = choice("method", Method.self)?.rawValue ?? usual.method
        let headers = checkHeaders()
        let body = nonEmpty("bodyContains")
        if let body, body.utf8.count > 4096 {
            complain("bodyContains", "outOfRange", "must have at most 4096 bytes")
        }
        return HTTPCheck(
            url: url, method: method, headers: headers,
            expectedStatus: int("expectedStatus", in: 100...599) ?? usual.expectedStatus, bodyContains: body,
            maximumLatency: duration("maximumLatency", in: RolloutBounds.latency) ?? usual.maximumLatency)
    }

    /// Values are not repeated in complaints: they may be secrets.
    private mutating func checkHeaders() -> [String: String] {
        let headers = stringMap("headers") ?? [:]
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            if !HTTPText.isToken(name) {
                complain(at: ["headers", .key(name)], "invalid", "is not the name of a header")
            }
            if !HTTPText.isFieldValue(value) {
                complain(at: ["headers", .key(name)], "invalid", "must be visible ASCII characters and spaces")
            }
        }
        return headers
    }

    private enum Method: String, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case options = "OPTIONS"
    }
}

/// What may stand in a request line and in headers (RFC 9110).
enum HTTPText {
    /// Whether the text is the name of a header or a cookie.
    static func isToken(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { isAlphanumeric($0) || Array("!#$%&'*+-.^_`|~".utf8).contains($0) }
    }

    /// Whether the text can be the value of a header: nothing that would end it.
    static func isFieldValue(_ text: String) -> Bool {
        text.utf8.count <= 8192 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Whether it is an http or https URL that names a host, without user and fragment.
    static func isURL(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix),
            text.utf8.count <= 2048
        else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { ![UInt8(ascii: "/"), UInt8(ascii: "?")].contains($0) }
        return authority.first.map { $0 != UInt8(ascii: ":") } ?? false && !authority.contains(UInt8(ascii: "@"))
            && rest.allSatisfy { (0x21...0x7E).contains($0) && !Array("#\"<>\\^`{|}".utf8).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
