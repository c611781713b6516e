import Ports
import RabbitMQ
import Testing

@Suite struct BrokerAddressTests {
    @Test func everyPartIsRead() throws {
        let address = try BrokerAddress(url: "amqp://us%20er:se%3Acret@example.org:5673/my%2Fhost")
        #expect(address.host == "example.org")
        #expect(address.port == 5673)
        #expect(address.user == "us er")
        #expect(address.virtualHost == "my/host")
        #expect(address.tls == nil)
    }

    @Test(arguments: [
        ("amqp://h", 5672, "/"), ("amqp://h/", 5672, "/"), ("amqp://h/%2F", 5672, "/"), ("amqp://h:1/v", 1, "v"),
        ("amqps://h", 5671, "/"), ("amqp://[::1]:7/v", 7, "v"), ("amqp://u@h", 5672, "/"),
    ]) func whatIsLeftOutHasADefault(url: String, port: UInt16, vhost: String) throws {
        let address = try BrokerAddress(url: url)
        #expect(address.port == port)
        #expect(address.virtualHost == vhost)
    }

    @Test func filesAreForTLS() throws {
        let plain = try BrokerAddress(url: "amqps://h")
        #expect(plain.tls?.authorities == BrokerAddress.systemAuthorities)
        let full = try BrokerAddress(url: "amqps://h/v?cacertfile=/a%20b&certfile=/c&keyfile=/k")
        #expect(full.tls?.authorities == "/a b")
        #expect(full.tls?.certificate == "/c")
        #expect(full.tls?.key == "/k")
    }

    @Test(arguments: [
        ("", "amqp://"), ("http://h", "amqp://"), ("amqp://", "host is missing"), ("amqp://:5", "host is missing"),
        ("amqp://h:0", "port"), ("amqp://h:65536", "port"), ("amqp://h:x", "port"), ("amqp://h:", "port"),
        ("amqp://h/a/b", "%2F"), ("amqp://u:sesame%zz@h", "%25"), ("amqp://u:sesame%00@h", "no text"),
        ("amqp://u:sesame%ff@h", "no text"), ("amqp://[::1", "no ]"), ("amqp://[::1]x", ":port"),
        ("amqp://u:sesame@h?heartbeat=5", "heartbeat"), ("amqp://h?cacertfile=/x", "amqps"),
        ("amqps://h?certfile=/x", "together"), ("amqps://h?verify=verify_none", "verify"),
    ]) func whatIsWrongIsNamedWithoutThePassword(url: String, word: String) {
        let error = #expect(throws: PortError.self) { try BrokerAddress(url: url) }
        #expect(error?.kind == .permanent)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        #expect(error?.description.contains("sesame") == false)
    }

    @Test func thePasswordIsNeverPrinted() throws {
        let address = try BrokerAddress(url: "amqp://u:sesame@h:5/v")
        var dumped = ""
        dump(BrokerSettings(address: address, name: "n"), to: &dumped)
        for text in ["\(address)", String(reflecting: address), "\(BrokerSettings(address: address, name: "n"))"] {
            #expect(!text.contains("sesame"))
        }
        #expect(!dumped.contains("sesame"))
        #expect("\(address)" == "amqp://h:5/v")
    }

    @Test func settingsAreChecked() async throws {
        var settings = BrokerSettings(address: try BrokerAddress(url: "amqp://h"), name: "n")
        settings.heartbeat = 0
        let error = #expect(throws: PortError.self) { try ReconnectingBroker(settings: settings) }
        #expect(error?.message.contains("heartbeat must be 1 to 600") == true)
    }
}
