internal import COpenSSL

/// Why a key, a sealed blob, a certificate or a key file could not be used. Its message never holds a secret.
package struct SecurityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, where, and what to do.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }

    /// `message` with OpenSSL's own reason, whose queue for this thread is emptied.
    static func openSSL(_ message: String) -> SecurityError {
        var reason: String?
        while case let code = ERR_get_error(), code != 0 {
            if let text = ERR_reason_error_string(code) { reason = String(cString: text) }
        }
        return SecurityError(reason.map { "\(message): \($0)" } ?? message)
    }
}
