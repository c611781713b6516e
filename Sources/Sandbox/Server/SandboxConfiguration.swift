package import Domain

/// How a sandbox listens and what it holds at first.
package struct SandboxConfiguration: Sendable {
    /// The certificate chain and key of an https sandbox, PEM.
    package struct TLS: Sendable {
        package var certificatePEM: [UInt8]
        package var keyPEM: [UInt8]

        package init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
            self.certificatePEM = certificatePEM
            self.keyPEM = keyPEM
        }
    }

    /// An IP address or host name of this machine.
    package var address = "127.0.0.1"
    /// 0 takes any free port; `SandboxServer.port` tells which.
    package var port: UInt16 = 0
    /// `nil` serves plain http.
    package var tls: TLS?
    /// The bearer token that may do everything.
    package var adminToken: String
    /// A bearer token that is known and may do nothing (403), for trying missing rights; `nil`: there is none.
    package var powerlessToken: String?
    /// The meshes whose kinds are served.
    package var meshes: Set<Mesh> = Set(Mesh.allCases)
    /// Whether the Bookinfo services and pods are there from the start; namespaces `default` and `kube-system` are.
    package var hasBookinfo = true

    /// What the simulated services do (`MeshTraffic.Scenario` as a document); `nil`: each is called by others.
    package var scenario: JSONValue?

    package init(adminToken: String) { self.adminToken = adminToken }
}
