package import Domain

/// Encrypts what must not lie in the database in clear, with the master key.
package protocol CredentialSealing: Sendable {
    /// Seals `credentials` for the cluster `id`: what is sealed for one cluster opens for no other.
    func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8]
    /// Opens what was sealed for the cluster. Throws `PortError(permanent)` where the master key is another one.
    func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue
}
