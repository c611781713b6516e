import Domain
import Glibc
import JSON

/// An API server that tests may use.
package struct KubeServer: Sendable {
    /// `https://host:port`.
    package let server: String
    /// The CA of its certificate, PEM; `nil` where it speaks plain http.
    package let authority: String?
    /// May do everything.
    package let token: String
    /// Is known and may do nothing.
    package let powerlessToken: String

    /// What has to live as long as the server is used.
    private let kept: (any Sendable)?

    package init(
        server: String, authority: String?, token: String, powerlessToken: String, keeping kept: (any Sendable)? = nil
    ) {
        self.server = server
        self.authority = authority
        self.token = token
        self.powerlessToken = powerlessToken
        self.kept = kept
    }

    /// The real one of the file that `HOTSWAP_TEST_KUBE` names; `nil` where the variable is not set. Throws where the
    /// file cannot be used.
    package static func ofEnvironment() throws -> KubeServer? {
        guard let path = environmentVariable("HOTSWAP_TEST_KUBE"), !path.isEmpty else { return nil }
        return try KubeServer(file: path)
    }

    /// That of a file that `deploy/local/servers` wrote. Throws where it cannot be used.
    package init(file path: String) throws {
        let document = try JSONParser.parse(readFile(path))
        guard let server = document["server"]?.string, let ca = document["ca"]?.string,
            let token = document["token"]?.string, let powerless = document["powerlessToken"]?.string
        else { throw TestKitError("\(path) lacks server, ca, token or powerlessToken") }
        self.init(
            server: server, authority: String(decoding: try readFile(ca), as: UTF8.self), token: token,
            powerlessToken: powerless)
    }
}

/// Something that a test needs is not as it must be.
package struct TestKitError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The value of a variable of this process; `nil` where it is not set.
package func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// The bytes of a file.
package func readFile(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw TestKitError("\(path) cannot be opened") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes
}
