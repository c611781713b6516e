import Domain
import Ports
import TestKit
import Testing

@testable import Kubernetes

@Suite struct CredentialsTests {
    @Test(arguments: [
        ClusterCredentials.token("abc.def"), .clientCertificate(certificate: "PEM 1", key: "PEM 2"), .serviceAccount,
    ])
    func credentialsSurviveStorage(_ credentials: ClusterCredentials) throws {
        #expect(try ClusterCredentials(credentials.json) == credentials)
    }

    @Test(arguments: [
        ClusterCredentials.token("very-secret"), .clientCertificate(certificate: "c", key: "very-secret"),
    ])
    func noPrintShowsThem(_ credentials: ClusterCredentials) {
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), String(describing: [credentials]), dumped] {
            #expect(!text.contains("very-secret"), "\(text)")
        }
    }

    @Test(
        arguments: [
            [:], ["type": "password"], ["type": "token"], ["type": "token", "token": ""],
            ["type": "token", "token": "very-secret\r\nX-Header: 1"],
            ["type": "clientCertificate", "certificate": "c"], [],
        ] as [JSONValue])
    func whatIsNoneIsRefusedWithoutShowingIt(_ document: JSONValue) throws {
        let error = try #require(throws: PortError.self) { _ = try ClusterCredentials(document) }
        #expect(error.kind == .permanent)
        #expect(!error.message.contains("very-secret"))
    }

    @Test func aTokensLineBreakIsCutOff() throws {
        #expect(try ClusterCredentials(["type": "token", "token": " abc\n"]) == .token("abc"))
    }

    @Test func aRotatedTokenIsReadAgain() throws {
        let file = try TemporaryFile("first\n")
        let cached = BearerToken(file: file.path, lifetime: .seconds(3600))
        let eager = BearerToken(file: file.path, lifetime: .zero)
        #expect(try cached.value() == "first")
        #expect(try eager.value() == "first")
        try file.write("second\n")
        #expect(try cached.value() == "first")
        #expect(try eager.value() == "second")
        cached.forget()
        #expect(try cached.value() == "second")
    }

    @Test func aMissingServiceAccountSaysWhichFile() throws {
        var settings = KubernetesSettings()
        settings.serviceAccountFolder = "/nonexistent"
        let error = try #require(throws: PortError.self) {
            _ = try APIConnection(
                cluster: "west", server: "https://x", authority: nil, credentials: .serviceAccount, settings: settings)
        }
        #expect(error.kind == .permanent)
        #expect(error.subject.contains("/nonexistent/ca.crt"))
    }
}
