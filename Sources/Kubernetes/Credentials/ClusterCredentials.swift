package import Domain
package import Ports

/// How HotSwap shows a cluster who it is. Stored as a JSON document, sealed.
package enum ClusterCredentials: Hashable, Sendable {
    /// A bearer token.
    case token(String)
    /// A client certificate (a chain is fine) and its key, both PEM.
    case clientCertificate(certificate: String, key: String)
    /// The service account of the pod that connects: token and CA are read from its files, and the token again when
    /// it is rotated. For the cluster that HotSwap itself runs in.
    case serviceAccount
}

extension ClusterCredentials {
    /// The document that is sealed and stored. Holds the secret.
    package var json: JSONValue {
        switch self {
        case .token(let token): ["type": "token", "token": .string(token)]
        case .clientCertificate(let certificate, let key):
            ["type": "clientCertificate", "certificate": .string(certificate), "key": .string(key)]
        case .serviceAccount: ["type": "serviceAccount"]
        }
    }

    /// Reads such a document. Throws a permanent `PortError` that says what is wrong and never what was there.
    package init(_ document: JSONValue) throws(PortError) {
        switch document["type"]?.string {
        case "token":
            self = .token(try Self.checked(token: Self.text("token", in: document)))
        case "clientCertificate":
            self = .clientCertificate(
                certificate: try Self.text("certificate", in: document), key: try Self.text("key", in: document))
        case "serviceAccount":
            self = .serviceAccount
        default:
            throw Self.unreadable("their type is none of token, clientCertificate and serviceAccount")
        }
    }

    /// A token without the line break that its file may end with. One within would let it smuggle in header fields.
    static func checked(token: String) throws(PortError) -> String {
        let token = token.trimmed
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw unreadable("the token is empty or holds characters that it cannot have")
        }
        return token
    }

    private static func text(_ key: String, in document: JSONValue) throws(PortError) -> String {
        guard let text = document[key]?.string, !text.isEmpty else { throw unreadable("`\(key)` is missing or empty") }
        return text
    }

    private static func unreadable(_ why: String) -> PortError {
        PortError(
            .permanent, "cluster credentials",
            "the credentials cannot be used: \(why); register them again with `hotswap cluster add`")
    }
}

extension ClusterCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret, whoever prints it.
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// Without white space and line breaks at both ends.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
