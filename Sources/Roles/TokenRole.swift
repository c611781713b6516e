import Domain
package import Runtime
import Security

/// `hotswap token --key FILE --roles Admin,Viewer --subject NAME --lifetime 1h`: a token of one's own signing key, for
/// development and automation where there is no identity provider.
package struct TokenRole: Sendable {
    let configuration: Configuration
    let flags: [String: String]

    package init(configuration: Configuration, flags: [String: String]) {
        self.configuration = configuration
        self.flags = flags
    }
    /// The flags that are not settings.
    package static let ownFlags: Set<String> = ["key", "roles", "subject", "lifetime"]

    package func run() throws {
        guard let path = flags["key"] else { throw ConfigurationProblem("Name the signing key with --key") }
        guard let lifetime = Duration(setting: flags["lifetime"] ?? "1h") else {
            throw ConfigurationProblem("lifetime must be a duration like 1h and is \(flags["lifetime"] ?? "")")
        }
        let signer = TokenSigner(
            try SigningKey.load(path), issuer: try configuration.required(.jwtIssuer),
            audience: try configuration.required(.jwtAudience))
        let roles = (flags["roles"] ?? "Viewer").split(separator: ",").map(String.init)
        print(
            try signer.token(
                subject: flags["subject"] ?? "somebody@localhost", roles: roles, now: SystemTime().now().seconds,
                lifetime: lifetime.components.seconds))
    }
}
