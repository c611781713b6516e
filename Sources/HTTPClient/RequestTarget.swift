import CCurl
import Ports

/// Where a request goes, as errors name it: the host and the port, never the user, the path or the query of the
/// URL, which may hold secrets.
struct RequestTarget: Sendable {
    let host: String
    let isSecure: Bool
    let subject: String

    /// Throws where the URL is none that this client can use.
    init(_ request: HTTPClientRequest) throws(PortError) {
        guard let parsed = Self.parse(request.url) else {
            throw PortError(
                .permanent, request.subject ?? "HTTP client",
                "The URL is not a valid http or https address; correct it where it is configured.",
                code: "curl \(CURLE_URL_MALFORMAT.rawValue)")
        }
        (host, isSecure) = parsed
        subject = request.subject ?? host
    }

    func error(_ kind: PortError.Kind, _ message: String, code: String) -> PortError {
        PortError(kind, subject, message, code: code)
    }

    func tooLong(limit: Int) -> PortError {
        error(
            .permanent, "\(host) answered with more than the \(limit) bytes that are allowed; ask for less at a time.",
            code: "curl \(CURLE_FILESIZE_EXCEEDED.rawValue)")
    }

    var cancelled: PortError { error(.transient, "The request to \(host) was cancelled.", code: "cancelled") }

    var local: PortError {
        error(
            .permanent,
            "\(host) is an address of the machine that asks, or of its link alone; such are not asked unless the setting "
                + "check-local-addresses allows it.", code: "local")
    }

    var shutDown: PortError {
        error(.transient, "The request to \(host) was given up: its HTTP client is shut down.", code: "shutdown")
    }

    func malformed(_ what: String) -> PortError {
        error(.permanent, "The request to \(host) cannot be sent: \(what).", code: "request")
    }

    /// `host:port` and whether TLS protects it, where the scheme is one of ours and there is a host.
    private static func parse(_ url: String) -> (host: String, isSecure: Bool)? {
        guard !url.utf8.contains(0), let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = part(handle, CURLUPART_SCHEME), scheme == "http" || scheme == "https",
            let host = part(handle, CURLUPART_HOST), !host.isEmpty,
            let port = part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
        else { return nil }
        return ("\(host):\(port)", scheme == "https")
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
