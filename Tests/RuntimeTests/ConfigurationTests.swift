import Domain
import Testing

@testable import Runtime

private func configuration(
    flags: [String: String] = [:], environment: [String: String] = [:], file: JSONValue = .object([:]),
    secrets: [String: String] = [:]
) throws(ConfigurationProblem) -> Configuration {
    try Configuration(flags: flags, environment: environment, file: file) { path throws(ConfigurationProblem) in
        guard let text = secrets[path] else { throw ConfigurationProblem("Cannot read \(path)") }
        return text
    }
}

/// What `work` complains of.
private func problem(_ work: () throws -> Void) -> String {
    do {
        try work()
        return "none"
    } catch { return "\(error)" }
}

@Suite struct ConfigurationTests {
    @Test func commandLineBeatsEnvironmentBeatsFileBeatsDefault() throws {
        let file: JSONValue = ["listen": "file:1", "lease": "2s", "queue-prefix": "file"]
        let all = try configuration(
            flags: ["listen": "flag:1"], environment: ["HOTSWAP_LISTEN": "env:1", "HOTSWAP_LEASE": "3s"], file: file)
        #expect(all[.listen] == "flag:1")
        #expect(all[.lease] == "3s")
        #expect(all[.queuePrefix] == "file")
        #expect(all[.databaseSchema] == "hotswap")
        #expect(all[.databaseURL] == nil)
    }

    @Test func secretsComeFromFilesThatTheEnvironmentNames() throws {
        let read = try configuration(
            environment: ["HOTSWAP_DATABASE_URL_FILE": "/run/db"], file: ["database-url": "file"],
            secrets: ["/run/db": " postgresql://x \n"])
        #expect(read[.databaseURL] == "postgresql://x")
        let both = try configuration(
            environment: ["HOTSWAP_TOKEN": "direct", "HOTSWAP_TOKEN_FILE": "/run/none"])
        #expect(both[.token] == "direct")
        #expect(
            problem { _ = try configuration(environment: ["HOTSWAP_TOKEN_FILE": "/run/none"]) }
                == "Cannot read /run/none")
    }

    @Test func unknownNamesAreRefusedWithTheNearestOne() {
        #expect(
            problem { _ = try configuration(environment: ["HOTSWAP_LISTN": "x"]) }
                == "There is no setting HOTSWAP_LISTN; did you mean HOTSWAP_LISTEN?")
        #expect(
            problem { _ = try configuration(file: ["leese": "3s"]) }
                == "There is no setting leese; did you mean lease?")
        #expect(
            problem { _ = try configuration(environment: ["HOTSWAP_ENTIRELY_SOMETHING_ELSE": ""]) }
                == "There is no setting HOTSWAP_ENTIRELY_SOMETHING_ELSE; see docs/configuration.md")
        // Only secrets come from files.
        #expect(
            problem { _ = try configuration(environment: ["HOTSWAP_LISTEN_FILE": "x"]) }
                .hasPrefix("There is no setting HOTSWAP_LISTEN_FILE"))
    }

    @Test func variablesOfTestsAndScriptsAndOfOthersAreNoSettings() throws {
        _ = try configuration(environment: [
            "HOTSWAP_TEST_POSTGRES": "x", "HOTSWAP_CONFIG": "x", "HOTSWAP_REQUIRE_SERVICES": "1", "PATH": "/bin",
            "HOTSWAP_SCHEMAS": "/schemas",
        ])
    }

    @Test func theFileHoldsScalars() throws {
        let file: JSONValue = ["database-pool": 12, "log-level": .null, "listen": true]
        let read = try configuration(file: file)
        #expect(try read.integer(.databasePool, 1...100) == 12)
        #expect(read[.logLevel] == "info")
        #expect(read[.listen] == "true")
        #expect(
            problem { _ = try configuration(file: ["listen": ["a"]]) }
                == "listen in the configuration file must be a text or a number")
        #expect(
            problem { _ = try configuration(file: [1]) } == "The configuration file must hold an object of settings")
    }

    @Test func whatIsMissingIsNamedInAllItsSpellings() throws {
        let empty = try configuration(environment: ["HOTSWAP_RABBITMQ_URL": ""])
        let text = problem { _ = try empty.required(.databaseURL) }
        for word in ["--database-url", "HOTSWAP_DATABASE_URL", "configuration file", "postgresql://"] {
            #expect(text.contains(word))
        }
        // Empty is as good as missing.
        #expect(problem { _ = try empty.required(.rabbitMQURL) }.contains("rabbitmq-url is not set"))
    }

    @Test(arguments: ["0", "101", "ten", "1.5", "-1", "99999999999999999999"])
    func numbersOutsideTheRangeAreRefused(_ text: String) throws {
        let read = try configuration(flags: ["database-pool": text])
        #expect(
            problem { _ = try read.integer(.databasePool, 1...100) }
                == "database-pool must be a number from 1 to 100 and is \(text)")
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("15s", .seconds(15)), ("5m", .seconds(300)), ("1h", .seconds(3600)),
        ("999999999h", .seconds(3600 * 999_999_999)),
    ])
    func durationsHaveUnits(_ text: String, _ duration: Duration) throws {
        #expect(try configuration(flags: ["lease": text]).duration(.lease) == duration)
    }

    @Test(arguments: ["", "s", "15", "15 s", "-5s", "1d", "0s", "1.5s", "1000000000s", "٣s"])
    func whatIsNoDurationIsRefused(_ text: String) throws {
        let read = try configuration(flags: ["lease": text])
        #expect(problem { _ = try read.duration(.lease) } != "none")
    }

    @Test func everySettingHasANameAVariableAndAMeaning() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        for setting in Setting.all {
            #expect(setting.name.allSatisfy { $0.isLowercase || $0 == "-" }, "\(setting.name)")
            #expect(setting.variable.hasPrefix("HOTSWAP_") && !setting.variable.contains("-"))
            #expect(setting.text.count > 10)
        }
        #expect(Setting.databaseURL.variable == "HOTSWAP_DATABASE_URL")
    }
}
