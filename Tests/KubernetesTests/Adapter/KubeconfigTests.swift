import Ports
import TestKit
import Testing

@testable import Kubernetes

@Suite struct KubeconfigTests {
    private static let text = """
        apiVersion: v1
        kind: Config
        current-context: dev
        contexts:
        - {name: dev, context: {cluster: c1, user: token}}
        - {name: cert, context: {cluster: c1, user: cert}}
        - {name: exec, context: {cluster: c1, user: exec}}
        - {name: provider, context: {cluster: c1, user: provider}}
        - {name: password, context: {cluster: c1, user: password}}
        - {name: nobody, context: {cluster: c1, user: nobody}}
        - {name: half, context: {cluster: c1, user: half}}
        - {name: lost, context: {cluster: c9, user: token}}
        - {name: insecure, context: {cluster: insecure, user: token}}
        - {name: proxy, context: {cluster: proxy, user: token}}
        - {name: broken, context: {cluster: broken, user: token}}
        clusters:
        - name: c1
          cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: UEVNIENBCg==}
        - {name: insecure, cluster: {server: "https://x", insecure-skip-tls-verify: true}}
        - {name: proxy, cluster: {server: "https://x", proxy-url: "http://p"}}
        - {name: broken, cluster: {server: "https://x", certificate-authority-data: "%%%"}}
        users:
        - {name: token, user: {token: abc}}
        - {name: cert, user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}}
        - {name: exec, user: {exec: {command: aws}}}
        - {name: provider, user: {auth-provider: {name: gcp}}}
        - {name: password, user: {username: a, password: very-secret}}
        - {name: nobody, user: {}}
        - {name: half, user: {client-certificate-data: Q0VSVA==}}
        """

    private func config() throws -> Kubeconfig { try Kubeconfig(yaml: Array(Self.text.utf8)) }

    @Test func theCurrentContext() throws {
        let cluster = try config().cluster(context: nil)
        #expect(cluster.server == "https://127.0.0.1:6443")
        #expect(cluster.certificateAuthority == "PEM CA\n")
        #expect(cluster.credentials == .token("abc"))
    }

    @Test func aClientCertificate() throws {
        let cluster = try config().cluster(context: "cert")
        #expect(cluster.credentials == .clientCertificate(certificate: "CERT", key: "KEY"))
    }

    @Test(arguments: [
        ("exec", "program (exec)"), ("provider", "program (auth-provider)"), ("password", "uses a password"),
        ("nobody", "neither a token nor a client certificate"), ("half", "no client key"), ("lost", "no cluster `c9`"),
        ("insecure", "insecure-skip-tls-verify"), ("proxy", "proxy-url"), ("broken", "not base64"),
        ("other", "no context `other`; it has: dev"),
    ])
    func whatHotSwapCannotUseIsRefusedInWords(_ context: String, _ words: String) throws {
        let error = try #require(throws: PortError.self) { _ = try config().cluster(context: context) }
        #expect(error.kind == .permanent)
        #expect(error.message.contains(words), "\(error.message)")
        #expect(!error.message.contains("very-secret"))
    }

    @Test(arguments: ["", "[1, 2]", "a: [", "clusters: 5"])
    func whatIsNoKubeconfigIsRefused(_ text: String) throws {
        #expect(throws: PortError.self) { _ = try Kubeconfig(yaml: Array(text.utf8)) }
    }

    @Test func filesAreFoundBesideTheConfig() throws {
        let ca = try TemporaryFile("PEM of a file")
        let token = try TemporaryFile("token-of-a-file\n")
        let text = """
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "https://x", certificate-authority: \(ca.name)}}]
            users: [{name: a, user: {tokenFile: \(token.path)}}]
            """
        let file = try TemporaryFile(text)
        let cluster = try Kubeconfig(path: file.path).cluster(context: nil)
        #expect(cluster.certificateAuthority == "PEM of a file")
        #expect(cluster.credentials == .token("token-of-a-file"))
        #expect(throws: PortError.self) { _ = try Kubeconfig(path: file.path + ".not") }
    }

    @Test(
        arguments: [
            ("", []), ("Zg==", [102]), ("Zm8=", [102, 111]), ("Zm9v", [102, 111, 111]),
            ("Zm9vYg", [102, 111, 111, 98]),
            ("Zm 9v\nYg==", [102, 111, 111, 98]), ("+/+/", [251, 255, 191]),
        ] as [(String, [UInt8])])
    func base64(_ text: String, _ bytes: [UInt8]) {
        #expect(Base64.decode(text) == bytes)
    }

    @Test(arguments: ["Z", "Zg=a", "Zm9vY", "Z-_v", "===="])
    func noBase64(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
