import Domain
import HTTPClient
import Ports

/// The API server of one cluster: sends calls with credentials, and waits once where the server asks for it.
final class APIConnection: Sendable {
    /// `cluster <name>`: what errors are about.
    let subject: String
    private let server: String
    private let client: HTTPClient
    /// For watches, which last: they take nobody's connection.
    private let streams: HTTPClient
    private let tls: TLSOptions
    private let token: BearerToken?
    let settings: KubernetesSettings

    /// Opens nothing yet. Throws where the credentials are none, or the service account's files are not there.
    init(
        cluster: String, server: String, authority: String?, credentials: ClusterCredentials,
        settings: KubernetesSettings
    )
        throws(PortError)
    {
        subject = "cluster \(cluster)"
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.settings = settings
        (tls, token) = try Self.identity(credentials, authority: authority, settings)
        var configuration = HTTPClientConfiguration()
        configuration.version = .http1
        configuration.connectionsPerHost = settings.connections
        configuration.idleConnections = settings.connections
        client = HTTPClient(configuration)
        configuration.connectionsPerHost = 0
        streams = HTTPClient(configuration)
    }

    /// When a call that begins now has to be over.
    var deadline: ContinuousClock.Instant { .now + settings.requestTimeout }

    /// The document of a success. Throws `ClusterRefusal` or `PortError`. `deadline`: where the call is one of several
    /// that have to be over together.
    func document(_ call: KubernetesCall, deadline given: ContinuousClock.Instant? = nil) async throws -> JSONValue {
        let deadline = given ?? deadline
        var answer = try await once(call, deadline: deadline)
        if answer.status == 401, let token, token.isRotated {
            token.forget()
            answer = try await once(call, deadline: deadline)
        }
        // Both say that nothing has been done, so that even a write can be sent again.
        if answer.status == 429 || answer.status == 503, let wait = answer.retryAfter,
            .now + wait + settings.connectTimeout < deadline
        {
            try await Task.sleep(for: wait)
            answer = try await once(call, deadline: deadline)
        }
        return try answer.document(subject)
    }

    /// The answer to one request, whatever it says.
    func once(_ call: KubernetesCall, deadline: ContinuousClock.Instant) async throws(PortError) -> Answer {
        var request = try request(call)
        request.timeout = max(deadline - .now, .milliseconds(1))
        let response = try await client.send(request)
        let seconds = response.header("Retry-After").flatMap { Int64($0) }
        return Answer(status: response.status, body: response.body, retryAfter: seconds.map { .seconds(max($0, 0)) })
    }

    /// An answer that is read while it comes. Throws as `document` does where it is no success; `idleTimeout`: after
    /// how long without a byte the connection counts as lost.
    func stream(_ call: KubernetesCall, idleTimeout: Duration) async throws -> HTTPClientStream {
        var request = try request(call)
        request.timeout = settings.requestTimeout
        request.idleTimeout = idleTimeout
        let stream = try await streams.stream(request)
        guard (200...299).contains(stream.status) else {
            throw refusal(Answer(status: stream.status, body: try await stream.collect(limit: 1 << 20)))
        }
        return stream
    }

    /// What an answer that is no success means. A token that was refused is read again for the next request.
    func refusal(_ answer: Answer) -> any Error {
        if answer.status == 401, let token, token.isRotated { token.forget() }
        return APIFailure(status: answer.status, body: answer.body, subject: subject).error
    }

    private func request(_ call: KubernetesCall) throws(PortError) -> HTTPClientRequest {
        var request = HTTPClientRequest(call.method.rawValue, server + call.target)
        request.headers = [("Accept", call.accept), ("User-Agent", "hotswap")]
        if let token { request.headers.append(("Authorization", "Bearer \(try token.value())")) }
        if !call.body.isEmpty {
            request.headers.append(("Content-Type", call.contentType.rawValue))
            request.body = call.body
        }
        request.connectTimeout = settings.connectTimeout
        request.tls = tls
        request.subject = subject
        return request
    }

    private static func identity(
        _ credentials: ClusterCredentials, authority: String?, _ settings: KubernetesSettings
    ) throws(PortError) -> (TLSOptions, BearerToken?) {
        var tls = TLSOptions(authoritiesPEM: authority.map { Array($0.utf8) })
        switch credentials {
        case .token(let token):
            return (tls, BearerToken(token))
        case .clientCertificate(let certificate, let key):
            tls.certificatePEM = Array(certificate.utf8)
            tls.keyPEM = Array(key.utf8)
            return (tls, nil)
        case .serviceAccount:
            // Always the pod's own CA: whoever registers an address of his own must not be sent the pod's token.
            let folder = settings.serviceAccountFolder
            tls.authoritiesPEM = try FileReading.bytes(of: folder + "/ca.crt")
            return (tls, BearerToken(file: folder + "/token", lifetime: settings.tokenLifetime))
        }
    }
}
