import Domain
import HTTPClient
import Ports

/// The API server of one cluster: sends calls with credentials, and waits once where the server asks for it.
final class APIConnection: Sendable {
    /// `cluster <name>`: what errors are about.
    let subject: String
    private let server: String
    private let client: HTTPClient
    private let tls: TLSOptions
    private let token: BearerToken?
    private let settings: KubernetesSettings

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
    }

    /// When a call that begins now has to be over.
    var deadline: ContinuousClock.Instant { .now + settings.requestTimeout }

    /// The document of a success. Throws `ClusterRefusal` or `PortError`. `deadline`: where the call is one of several
    /// that have to be over together.
    func document(_ call: KubernetesCall, deadline given: ContinuousClock.Instant? = nil) async throws -> JSONValue {
        let deadline = given ?? deadline
        var answer = try await answer(call, deadline)
        if answer.status == 401, let token, token.isRotated {
            token.forget()
            answer = try await self.answer(call, deadline)
        }
        // Both say that nothing has been done, so that even a write can be sent again.
        if answer.status == 429 || answer.status == 503, let wait = answer.retryAfter,
            .now + wait + settings.connectTimeout < deadline
        {
            try await Task.sleep(for: wait)
            answer = try await self.answer(call, deadline)
        }
        return try answer.document(subject)
    }

    private func answer(
        _ call: KubernetesCall, _ deadline: ContinuousClock.Instant
    ) async throws(PortError) -> Answer {
        var request = HTTPClientRequest(call.method.rawValue, server + call.target)
        request.headers = [("Accept", "application/json"), ("User-Agent", "hotswap")]
        if let token { request.headers.append(("Authorization", "Bearer \(try token.value())")) }
        if !call.body.isEmpty {
            request.headers.append(("Content-Type", call.contentType.rawValue))
            request.body = call.body
        }
        request.timeout = max(deadline - .now, .milliseconds(1))
        request.connectTimeout = settings.connectTimeout
        request.tls = tls
        request.subject = subject
        let response = try await client.send(request)
        let seconds = response.header("Retry-After").flatMap { Int64($0) }
        return Answer(status: response.status, body: response.body, retryAfter: seconds.map { .seconds(max($0, 0)) })
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
