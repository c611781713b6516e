import Glibc
import JobEnvelope
import Ports
import RabbitMQ
import Testing

/// TLS as an operator would set it up, ended in front of the broker by `socat` (which, like `openssl`, comes with the
/// distribution's RabbitMQ).
@Suite struct TLSTests {
    private func settings(_ door: TLSDoor, authorities: String, host: String = "localhost") throws -> BrokerSettings {
        try TestBroker.settings(
            port: door.port, "?cacertfile=\(door.folder)/\(authorities)", scheme: "amqps", host: host)
    }

    @Test func aCertificateOfAKnownAuthorityIsAccepted() async throws {
        let door = try await TLSDoor.open()
        defer { door.close() }
        try await TestBroker.withTopology(stages: ["apply"]) { _, topology in
            let connection = try await RabbitMQConnection.connect(settings(door, authorities: "ca.pem"))
            let publisher = try await connection.publisher()
            let body = [UInt8](repeating: 7, count: 100_000)
            let message = OutgoingMessage(routingKey: topology.jobs("apply"), body: body)
            #expect(await publisher.publish([message, message]) == [.confirmed, .confirmed])
            let consumer = try await connection.consume(topology.jobs("apply"), prefetch: 10)
            var taken = 0
            while taken < 2, let batch = await consumer.next(max: 10) {
                #expect(batch.allSatisfy { $0.content.body == body })
                consumer.ack(batch.map(\.tag))
                taken += batch.count
            }
            await connection.close(within: .seconds(5))
        }
    }

    @Test func whatIsWrongWithTLSIsSaid() async throws {
        let door = try await TLSDoor.open()
        defer { door.close() }
        let plain = try TestBroker.settings(
            port: TestBroker.Parts(TestBroker.url()).port, "?cacertfile=\(door.folder)/ca.pem", scheme: "amqps")
        let cases = [
            (try settings(door, authorities: "other.pem"), "TLS failed", PortError.Kind.transient),
            (try settings(door, authorities: "ca.pem", host: "127.0.0.1"), "is not for 127.0.0.1", .transient),
            (try settings(door, authorities: "absent.pem"), "cannot read certificate authorities from", .permanent),
            (plain, "TLS", .transient),
        ]
        for (settings, words, kind) in cases {
            var settings = settings
            settings.connectLimit = .seconds(30)
            let error = await #expect(throws: PortError.self) { try await RabbitMQConnection.connect(settings) }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "connected")")
            #expect(error?.kind == kind)
        }
    }
}

/// A TLS door in front of the broker, with its certificates in a folder of its own: `ca.pem` has signed the one it
/// shows (for localhost), `other.pem` has not.
struct TLSDoor {
    let folder: String
    let port: UInt16
    private let process: pid_t
    private let reservation: Int32

    static func open() async throws -> TLSDoor {
        let folder = "/tmp/hotswap-\(TestBroker.uniqueName())"
        mkdir(folder, 0o700)
        for (name, subject) in [("ca", "/CN=test authority"), ("other", "/CN=other authority")] {
            try await run(
                """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '\(subject)' \
                -keyout \(name).key -out \(name).pem
                """, in: folder)
        }
        try await run(
            """
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout s.key -out s.csr \
            && printf 'subjectAltName=DNS:localhost' > ext \
            && openssl x509 -req -in s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out s.pem
            """, in: folder)
        // socat listens there, and nobody else is given it until then.
        let (reservation, port) = try FaultyProxy.reservedPort()
        let target = try TestBroker.Parts(TestBroker.url()).port
        let door = "OPENSSL-LISTEN:\(port),bind=127.0.0.1,cert=s.pem,key=s.key,verify=0,fork,reuseaddr"
        let process = try spawn("exec socat \(door) TCP:127.0.0.1:\(target)", in: folder)
        try await eventually("socat listens") {
            let settings = try TestBroker.settings(
                port: port, "?cacertfile=\(folder)/ca.pem", scheme: "amqps", host: "localhost")
            guard let connection = try? await RabbitMQConnection.connect(settings) else { return false }
            await connection.close(within: .seconds(2))
            return true
        }
        return TLSDoor(folder: folder, port: port, process: process, reservation: reservation)
    }

    func close() {
        // Not SIGTERM: the process has inherited a signal mask that may hold it back.
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        Glibc.close(reservation)
        for name in ["ca.key", "ca.pem", "ca.srl", "other.key", "other.pem", "s.key", "s.csr", "s.pem", "ext"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    private static func run(_ command: String, in folder: String) async throws {
        let process = try spawn(command, in: folder)
        var status: Int32 = -1
        try await eventually("\(command) ends") { waitpid(process, &status, WNOHANG) == process }
        guard status == 0 else { throw TooLate(description: "failed: \(command) (openssl and socat are needed)") }
    }

    private static func spawn(_ command: String, in folder: String) throws -> pid_t {
        var process: pid_t = 0
        let line = "cd \(folder) && { \(command); } >/dev/null 2>&1"
        let arguments: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", line].map { (text: String) in strdup(text) }
        defer { for argument in arguments { free(argument) } }
        let code = posix_spawn(&process, "/bin/sh", nil, nil, arguments + [nil], environ)
        guard code == 0 else { throw SocketFailure(code) }
        return process
    }
}
