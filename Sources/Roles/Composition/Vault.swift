package import Domain
import JSON
import Ports
package import Runtime
import Security

/// Seals credentials with the master key.
package struct Vault: CredentialSealing {
    private let sealer: Sealer

    package init(_ configuration: Configuration) throws {
        sealer = Sealer(try MasterKey.load(try configuration.required(.masterKey)))
    }

    package func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8] {
        try sealer.seal(Secret(credentials.jsonBytes), associatedData: "cluster/\(id)")
    }

    package func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue {
        do {
            return try JSONParser.parse(try sealer.open(sealed, associatedData: "cluster/\(id)").reveal())
        } catch {
            throw PortError(
                .permanent, "cluster \(id)",
                "its credentials do not open with this process' master key: configure the key that they were sealed "
                    + "with, or register the credentials again")
        }
    }
}
