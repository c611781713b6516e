import Domain
package import Ports
import YAML

/// What a context of a kubeconfig file says about a cluster.
package struct KubeconfigCluster: Hashable, Sendable {
    /// The API server, `https://host:port`.
    package let server: String
    /// Its certificate authority in PEM; `nil`: the system's.
    package let certificateAuthority: String?
    package let credentials: ClusterCredentials
}

/// A kubeconfig file, as `kubectl` has it.
///
/// What would need a program or a setting that HotSwap's server does not have (exec plugins, auth providers,
/// passwords, proxies, switched-off verification) is refused in plain words rather than passed over.
package struct Kubeconfig: Sendable {
    private let document: JSONValue
    /// The folder that relative file names in it start from; empty or with a slash at its end.
    private let folder: String

    /// Reads the file at `path`. Throws a permanent `PortError` that says what is wrong and where.
    package init(path: String) throws(PortError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        try self.init(yaml: FileReading.bytes(of: path), folder: folder)
    }

    /// Reads the text of such a file.
    package init(yaml: [UInt8], folder: String = "") throws(PortError) {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLParser.documents(yaml)
        } catch {
            throw Self.refused("is not YAML: \(error)")
        }
        guard documents.count == 1, let document = documents.first?.value, document["clusters"]?.array != nil else {
            throw Self.refused("has no list of clusters; is it a kubeconfig file?")
        }
        self.document = document
        self.folder = folder
    }

    /// The names of its contexts, in their order.
    package var contexts: [String] { (document["contexts"]?.array ?? []).compactMap { $0["name"]?.string } }

    /// What `context` stands for; `nil` asks for the current context.
    package func cluster(context: String?) throws(PortError) -> KubeconfigCluster {
        guard let name = context ?? document["current-context"]?.string, !name.isEmpty else {
            throw Self.refused("has no current context: name one of \(contexts.joined(separator: ", "))")
        }
        let chosen = try entry("contexts", name, "context")
        let clusterName = chosen["cluster"]?.string ?? ""
        let userName = chosen["user"]?.string ?? ""
        let cluster = try entry("clusters", clusterName, "cluster")
        let user = try entry("users", userName, "user")
        return KubeconfigCluster(
            server: try server(of: cluster, clusterName),
            certificateAuthority: try pem("certificate-authority", in: cluster, "cluster \(clusterName)"),
            credentials: try credentials(of: user, "user \(userName)"))
    }

    /// The entry `name` of one of the three lists; they differ only in the words.
    private func entry(_ list: String, _ name: String, _ noun: String) throws(PortError) -> JSONValue {
        let found = (document[list]?.array ?? []).first { $0["name"]?.string == name }
        guard let entry = found?[noun], entry.object != nil else {
            let names = (document[list]?.array ?? []).compactMap { $0["name"]?.string }.joined(separator: ", ")
            throw Self.refused("has no \(noun) `\(name)`; it has: \(names.isEmpty ? "none" : names)")
        }
        return entry
    }

    static func refused(_ why: String) -> PortError { PortError(.permanent, "kubeconfig", why) }
}

extension Kubeconfig {
    private func server(of cluster: JSONValue, _ name: String) throws(PortError) -> String {
        guard let server = cluster["server"]?.string, server.hasPrefix("https://") || server.hasPrefix("http://") else {
            throw Self.refused("cluster `\(name)` has no server address that begins with https://")
        }
        if cluster["insecure-skip-tls-verify"]?.bool == true {
            throw Self.refused(
                "cluster `\(name)` switches verification off (insecure-skip-tls-verify); HotSwap always verifies: "
                    + "put the API server's CA into certificate-authority-data instead")
        }
        for setting in ["tls-server-name", "proxy-url"] where cluster[setting]?.string?.isEmpty == false {
            throw Self.refused("cluster `\(name)` uses \(setting), which HotSwap does not have; give a direct address")
        }
        return server
    }

    private func credentials(of user: JSONValue, _ name: String) throws(PortError) -> ClusterCredentials {
        if let plugin = ["exec", "auth-provider"].first(where: { user[$0]?.object != nil }) {
            throw Self.refused(
                "\(name) gets its credentials from a program (\(plugin)), which HotSwap's workers cannot run; make a "
                    + "service account with a token of its own, and register that")
        }
        if let certificate = try pem("client-certificate", in: user, name) {
            guard let key = try pem("client-key", in: user, name) else {
                throw Self.refused("\(name) has a client certificate and no client key")
            }
            return .clientCertificate(certificate: certificate, key: key)
        }
        if let token = try token(of: user) { return .token(try ClusterCredentials.checked(token: token)) }
        let password = user["password"] != nil || user["username"] != nil
        throw Self.refused(
            password
                ? "\(name) uses a password, which API servers no longer take; give a token or a client certificate"
                : "\(name) has neither a token nor a client certificate")
    }

    private func token(of user: JSONValue) throws(PortError) -> String? {
        if let token = user["token"]?.string, !token.isEmpty { return token }
        guard let path = user["tokenFile"]?.string, !path.isEmpty else { return nil }
        return String(decoding: try FileReading.bytes(of: resolved(path)), as: UTF8.self)
    }

    /// `<key>-data` in base64, or the file that `<key>` names; the data wins, as with kubectl.
    private func pem(_ key: String, in entry: JSONValue, _ owner: String) throws(PortError) -> String? {
        if let data = entry[key + "-data"]?.string, !data.isEmpty {
            guard let bytes = Base64.decode(data), let text = String(validating: bytes, as: UTF8.self) else {
                throw Self.refused("\(key)-data of \(owner) is not base64 of a PEM text")
            }
            return text
        }
        guard let path = entry[key]?.string, !path.isEmpty else { return nil }
        return String(decoding: try FileReading.bytes(of: resolved(path)), as: UTF8.self)
    }

    private func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
}
