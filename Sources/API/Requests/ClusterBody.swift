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
    private let prometheusMatcher: String?

    /// - Parameter old: The cluster that is updated: what the body leaves out stays; name and environment cannot
    ///   change.
    init(_ value: JSONValue, fleet: Fleet, updating old: Cluster? = nil) throws(Problem) {
        var reader = BodyReader(value)
        name = Self.name(&reader, old)
        let environmentName = Self.environmentName(&reader, old)
        if reader.value("mesh") == nil, old == nil {
            reader.complain("mesh", "missing", "is missing: it is istio or linkerd")
        }
        mesh = reader.choice("mesh", Mesh.self) ?? old?.mesh ?? .istio
        meshVersion = reader.string("meshVersion") ?? old?.meshVersion ?? ""
        server = (old == nil ? reader.required("server") : reader.nonEmpty("server")) ?? old?.server ?? ""
        certificateAuthority = reader.string("certificateAuthority") ?? old?.certificateAuthority
        prometheus = Self.prometheus(&reader, old)
        prometheusMatcher = Self.matcher(&reader, old, hasPrometheus: prometheus != nil)
        // Credentials are sent to nobody but whom they were given for.
        credentials = Self.credentials(&reader, required: old == nil || server.withoutLastSlash != old?.server)
        Self.check(server: server, prometheus: prometheus, certificateAuthority, &reader)
        try reader.finish()
        guard let environment = fleet.environment(named: environmentName) else {
            let names = fleet.environments.map(\.name).joined(separator: ", ")
            throw Problem(
                .notFound, at: "environment", "unknown",
                "There is no environment \(environmentName.shortened); there are \(names)")
        }
        self.environment = environment
    }

    func cluster(
        id: ID<Cluster>, sealing: any CredentialSealing, createdAt: Timestamp, before: Cluster? = nil
    ) throws -> Cluster {
        Cluster(
            id: id, name: name, environment: environment.id, environmentName: environment.name, mesh: mesh,
            meshVersion: meshVersion, server: server.withoutLastSlash, certificateAuthority: certificateAuthority,
            sealedCredentials: try credentials.map { try sealing.seal($0, for: id) } ?? before?.sealedCredentials ?? [],
            prometheus: prometheus?.withoutLastSlash, prometheusMatcher: prometheusMatcher, createdAt: createdAt)
    }

    /// A DNS label, because it stands in paths and in messages.
    private static func name(_ reader: inout BodyReader, _ old: Cluster?) -> String {
        if let old {
            if let name = reader.string("name"), name != old.name {
                reader.complain("name", "unchangeable", "cannot be changed: it is \(old.name)")
            }
            return old.name
        }
        let name = reader.required("name")
        let legal = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        if !legal || name.utf8.count > 63 || name.hasPrefix("-") || name.hasSuffix("-") {
            reader.complain(
                "name", "invalid", "must be 1 to 63 lower-case letters, digits and - and is \(name.shortened)")
        }
        return name
    }

    private static func environmentName(_ reader: inout BodyReader, _ old: Cluster?) -> String {
        guard let old else { return reader.required("environment") }
        if let name = reader.string("environment"), name.lowercased() != old.environmentName.lowercased() {
            reader.complain(
                "environment", "unchangeable", "cannot be changed: it is \(old.environmentName)")
        }
        return old.environmentName
    }

    /// An empty one takes back what was said before.
    private static func prometheus(_ reader: inout BodyReader, _ old: Cluster?) -> String? {
        guard old != nil else { return reader.nonEmpty("prometheus") }
        let text = reader.string("prometheus") ?? old?.prometheus ?? ""
        return text.isEmpty ? nil : text
    }

    /// Goes with its Prometheus; an empty one takes back what was said before.
    private static func matcher(_ reader: inout BodyReader, _ old: Cluster?, hasPrometheus: Bool) -> String? {
        guard let text = reader.string("prometheusMatcher") else { return hasPrometheus ? old?.prometheusMatcher : nil }
        guard !text.isEmpty else { return nil }
        if !SeriesMatchers.areLegal(text) {
            reader.complain(
                "prometheusMatcher", "invalid",
                "must be matchers of labels as PromQL has them, such as cluster=\"west\", and is \(text.shortened)")
        } else if !hasPrometheus {
            reader.complain("prometheusMatcher", "pointless", "is for a Prometheus, and the cluster has none")
        }
        return text
    }

    /// What can be told without asking the cluster.
    private static func check(
        server: String, prometheus: String?, _ certificateAuthority: String?, _ reader: inout BodyReader
    ) {
        for (name, url) in [("server", server), ("prometheus", prometheus ?? "")] where !url.isEmpty {
            guard !isPlainURL(url) else { continue }
            reader.complain(
                name, "invalid", "must be an http or https URL without user, query and fragment and is \(url.shortened)"
            )
        }
        if server.hasPrefix("http://"), !isLoopback(server) {
            reader.complain("server", "insecure", "must be https: credentials never travel in clear")
        }
        if let certificateAuthority, !certificateAuthority.contains("-----BEGIN CERTIFICATE-----") {
            reader.complain("certificateAuthority", "invalid", "must be certificates in PEM")
        }
    }

    /// Whether the URL's host is this machine: the whole host, and not only how it begins.
    private static func isLoopback(_ url: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { host in
            let start = "http://\(host)"
            guard url.hasPrefix(start) else { return false }
            let next = url.dropFirst(start.count).first
            return next == nil || next == ":" || next == "/"
        }
    }

    private static func isPlainURL(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return rest.first.map { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") } ?? false
            && rest.allSatisfy { (0x21...0x7E).contains($0) && !Array("@?#\"<>\\^`{|}".utf8).contains($0) }
    }

    /// `{type: token, token}`, `{type: clientCertificate, certificate, key}` or `{type: serviceAccount}`: that of
    /// HotSwap's own pod. Without a type it is what the members say.
    private static func credentials(_ reader: inout BodyReader, required: Bool) -> JSONValue? {
        guard let value = reader.value("credentials") else {
            if required { reader.complain("credentials", "missing", "is missing") }
            return nil
        }
        return reader.object(value, at: ["credentials"]) { inner in
            let members = CredentialType(rawValue: inner.string("type") ?? "") ?? implied(by: &inner)
            guard let members else {
                let words = CredentialType.allCases.map(\.rawValue).joined(separator: ", ")
                inner.complain("type", "unknownValue", "must be one of \(words)")
                for name in ["token", "certificate", "key"] { _ = inner.value(name) }
                return nil
            }
            var credentials: [String: JSONValue] = ["type": .string(members.rawValue)]
            for name in members.names { credentials[name] = .string(inner.required(name)) }
            return .object(credentials)
        }
    }

    private static func implied(by inner: inout BodyReader) -> CredentialType? {
        guard inner.value("type") == nil else { return nil }
        return inner.value("token") != nil ? .token : .clientCertificate
    }
}

/// The kinds of credentials, and the members that each has.
private enum CredentialType: String, CaseIterable {
    case token, clientCertificate, serviceAccount

    var names: [String] {
        switch self {
        case .token: ["token"]
        case .clientCertificate: ["certificate", "key"]
        case .serviceAccount: []
        }
    }
}

extension String {
    fileprivate var withoutLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
