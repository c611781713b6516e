import Ports
import Synchronization

/// The token that goes with each request.
final class BearerToken: Sendable {
    private enum Source {
        case fixed(String)
        case file(path: String, lifetime: Duration)
    }

    private let source: Source
    private let read = Mutex<(token: String, at: ContinuousClock.Instant)?>(nil)

    init(_ token: String) { source = .fixed(token) }

    /// The token in a file that is replaced from time to time.
    init(file: String, lifetime: Duration) { source = .file(path: file, lifetime: lifetime) }

    /// Whether reading again can give another token.
    var isRotated: Bool {
        if case .file = source { true } else { false }
    }

    func value() throws(PortError) -> String {
        switch source {
        case .fixed(let token): return token
        case .file(let path, let lifetime):
            let now = ContinuousClock.now
            if let known = read.withLock({ $0 }), now - known.at < lifetime { return known.token }
            let bytes = try FileReading.bytes(of: path)
            let text = try ClusterCredentials.checked(token: String(decoding: bytes, as: UTF8.self))
            read.withLock { $0 = (text, now) }
            return text
        }
    }

    /// Makes the next request read the file again: the server has refused the token.
    func forget() { read.withLock { $0 = nil } }
}
