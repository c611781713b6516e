import Application
import Domain
import Ports

/// The body of `POST /clusters` and `PUT /clusters/{name}`.
struct ClusterBody {
    private let name: String
    private let environment: Environment
    private let mesh: Mesh
    private let meshVersion: String
    private let server: String
    private let certificateAuthority: String?
    private let credentials: JSONValue?
    private let prometheus: String?

    /// - Parameter old: The cluster that is updated; its name and environment stay.
    init(_ value: JSONValue, fleet: Fleet, updating old: Cluster? = nil) throws(Problem) {
        var reader = BodyReader(value)
        name = old?.name ?? Self.name(&reader)
        let environmentName = old?.environmentName ?? reader.required("environment")
        mesh = reader.choice("mesh", Mesh.self) ?? old?.mesh ?? Self.missingMesh(&reader)
        meshVersion = reader.string("meshVersion") ?? old?.meshVersion ?? ""
        server = Self.url(reader.string("server") ?? old?.server, "server", &reader) ?? ""
        certificateAuthority = reader.string("certificateAuthority") ?? old?.certificateAuthority
        prometheus = Self.url(reader.string("prometheus") ?? old?.prometheus, "prometheus", required: false, &reader)
        credentials = Self.credentials(&reader, required: old == nil)
        try reader.finish()
        guard let environment = fleet.environment(named: environmentName) else {
            let names = fleet.environments.map(\.name).joined(separator: ", ")
            throw Problem(.notFound, "There is no environment \(environmentName); there are \(names)")
        }
        self.environment = environment
    }

    func cluster(
        id: ID<Cluster>, sealing: any CredentialSealing, createdAt: Timestamp, before: Cluster? = nil
    ) throws -> Cluster {
        Cluster(
            id: id, name: name, environment: environment.id, environmentName: environment.name, mesh: mesh,
            meshVersion: meshVersion, server: server, certificateAuthority: certificateAuthority,
            sealedCredentials: try credentials.map { try sealing.seal($0, for: id) } ?? before?.sealedCredentials ?? [],
            prometheus: prometheus, createdAt: createdAt)
    }

    /// A DNS label, because it stands in paths and in messages.
    private static func name(_ reader: inout BodyReader) -> String {
        let name = reader.required("name")
        let legal = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        if !legal || name.utf8.count > 63 || name.hasPrefix("-") || name.hasSuffix("-") {
            reader.complain("name", "invalid", "must be 1 to 63 lower-case letters, digits and - and is \(name)")
        }
        return name
    }

    private static func missingMesh(_ reader: inout BodyReader) -> Mesh {
        if reader.errors.isEmpty { reader.complain("mesh", "missing", "must be istio or linkerd") }
        return .istio
    }

    private static func url(
        _ text: String?, _ name: String, required: Bool = true, _ reader: inout BodyReader
    ) -> String? {
        guard let text else {
            if required { reader.complain(name, "missing", "is missing") }
            return nil
        }
        let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
        if !(bare.hasPrefix("https://") || bare.hasPrefix("http://")) || bare.contains("@") {
            reader.complain(name, "invalid", "must be an http or https URL without user and password")
        }
        return bare
    }

    /// `{type: token, token}`, `{type: clientCertificate, certificate, key}` or `{type: serviceAccount}`: that of
    /// HotSwap's own pod. Without a type it is what the members say.
    private static func credentials(_ reader: inout BodyReader, required: Bool) -> JSONValue? {
        guard let value = reader.value("credentials") else {
            if required { reader.complain("credentials", "missing", "is missing") }
            return nil
        }
        var inner = BodyReader(value, prefix: reader.path("credentials"))
        let token = inner.string("token")
        let certificate = inner.string("certificate")
        let key = inner.string("key")
        let type = inner.string("type") ?? (token != nil ? "token" : "clientCertificate")
        var credentials: [String: JSONValue] = ["type": .string(type)]
        switch type {
        case "token": credentials["token"] = .string(token ?? inner.required("token"))
        case "clientCertificate":
            credentials["certificate"] = .string(certificate ?? inner.required("certificate"))
            credentials["key"] = .string(key ?? inner.required("key"))
        case "serviceAccount": break
        default: inner.complain("type", "unknownValue", "must be token, clientCertificate or serviceAccount")
        }
        do throws(Problem) { try inner.finish() } catch { reader.take(error.errors) }
        return .object(credentials)
    }
}
