import Glibc

/// Where the servers are that the roles under test use.
package struct TestServers: Sendable {
    /// URLs: of libpq, of AMQP, and of RabbitMQ's management API (http, with user and password).
    package let postgres: String
    package let rabbitMQ: String
    package let management: String

    package init(postgres: String, rabbitMQ: String, management: String) {
        (self.postgres, self.rabbitMQ, self.management) = (postgres, rabbitMQ, management)
    }

    /// Whether the tests run: there are servers, or they are demanded (and their absence then fails them).
    package static var mustRun: Bool {
        environmentVariable("HOTSWAP_TEST_RABBITMQ") != nil || environmentVariable("HOTSWAP_REQUIRE_SERVICES") == "1"
    }

    /// Those of the environment, shared by all tests. Throws where one is not named.
    package static func ofEnvironment() throws -> TestServers {
        TestServers(
            postgres: try required("HOTSWAP_TEST_POSTGRES"), rabbitMQ: try required("HOTSWAP_TEST_RABBITMQ"),
            management: try required("HOTSWAP_TEST_RABBITMQ_MANAGEMENT"))
    }

    private static func required(_ variable: String) throws -> String {
        guard let value = environmentVariable(variable) else {
            throw TestKitError("\(variable) is not set: `eval \"$(deploy/local/servers env)\"` names running servers")
        }
        return value
    }
}

/// The `hotswap` program that the tests start: HOTSWAP_TEST_BINARY, or the one built beside the tests.
package func testedProgram() throws -> String {
    if let path = environmentVariable("HOTSWAP_TEST_BINARY") { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let path = own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/hotswap"
    guard access(path, X_OK) == 0 else {
        throw TestKitError("there is no program \(path): build it with `swift build --product hotswap`")
    }
    return path
}
