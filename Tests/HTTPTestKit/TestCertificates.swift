import Glibc

/// A certificate authority and a server certificate for 127.0.0.1 (not for `localhost`), made once per process.
package struct TestCertificates: Sendable {
    package let authority: [UInt8]
    /// An authority that has signed nothing here.
    package let stranger: [UInt8]
    package let certificate: [UInt8]
    package let key: [UInt8]

    package static let shared = TestCertificates()

    private init() {
        let folder = "/tmp/hotswap-test-certificates-\(getpid())"
        let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        run(
            """
            rm -rf \(folder) && mkdir -p \(folder) && cd \(folder) && exec 2>/dev/null
            openssl req -x509 \(newKey) -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test CA'
            openssl req -x509 \(newKey) -keyout stranger.key -out stranger.pem -days 2 -subj '/CN=Other CA'
            openssl req \(newKey) -keyout key.pem -out request.pem -subj '/CN=test'
            echo 'subjectAltName=IP:127.0.0.1' > names
            openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem
            """)
        authority = contents("\(folder)/ca.pem")
        stranger = contents("\(folder)/stranger.pem")
        certificate = contents("\(folder)/cert.pem")
        key = contents("\(folder)/key.pem")
        run("rm -rf \(folder)")
    }
}

private func run(_ script: String) {
    guard let pipe = popen(script, "r") else { return }
    pclose(pipe)
}

/// Empty where the file cannot be read; the test then fails on the certificate.
private func contents(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(file, &bytes, bytes.count)
    return Array(bytes.prefix(max(count, 0)))
}
