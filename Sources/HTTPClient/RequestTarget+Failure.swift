import CCurl
import Ports

extension RequestTarget {
    /// What a libcurl code means: whether to try again, and what a person can do.
    func failure(_ code: CURLcode, explanation: String) -> PortError {
        let (kind, happened, advice) = meaning(code)
        return error(
            kind, "\(happened): \(explanation.isEmpty ? "no reason given" : explanation). \(advice)",
            code: "curl \(code.rawValue)")
    }

    private func meaning(_ code: CURLcode) -> (PortError.Kind, happened: String, advice: String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            (.transient, "The name of \(host) cannot be resolved", "Check the address and the name service.")
        case CURLE_COULDNT_CONNECT:
            (.transient, "\(host) cannot be reached", "Check that it runs and that no firewall is in between.")
        case CURLE_OPERATION_TIMEDOUT:
            (.transient, "\(host) did not answer in time", "It may be overloaded or unreachable.")
        case CURLE_SSL_CONNECT_ERROR:
            (.transient, "The TLS handshake with \(host) failed", "Check that it speaks https and TLS 1.2 or later.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            (.permanent, "The certificate of \(host) is not trusted", "Check the CA and the name in the address.")
        case CURLE_SSL_CACERT_BADFILE:
            (.permanent, "The CA for \(host) cannot be used", "Give the CA certificate as PEM.")
        case CURLE_SSL_CERTPROBLEM:
            (
                .permanent, "The client certificate for \(host) cannot be used",
                "Give the certificate and its key as PEM, unencrypted and belonging together."
            )
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            (.permanent, "The address of \(host) cannot be used", "Correct it where it is configured.")
        case CURLE_OUT_OF_MEMORY:
            (.transient, "There was no memory for the request to \(host)", "Give the process more.")
        case CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            (.permanent, "The request to \(host) cannot be made with this libcurl", "Install the version required.")
        default:
            (.transient, "The connection to \(host) was lost", "It may have restarted; try again.")
        }
    }
}
